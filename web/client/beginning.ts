import type { Begun } from '../worker/acts/session.ts';
import { forgetSync } from './preferences.ts';
import { problemOf } from './refused-act.ts';
import type { Session } from './session.tsx';
import { keepUnlockedText, unlockedText } from './tab-memory.ts';
import { askTabs } from './tabs.ts';
import { findLack } from './unsupported.ts';
import { BrokenWorker, runningWorker } from './worker.ts';

/**
 * What this browser holds of an account, opened where this tab or another one was unlocked. `given` is what another tab told; else this
 * tab's own memory is asked, and then the other tabs.
 */
export async function beginSession(given?: string): Promise<Session> {
  try {
    const own = given ?? unlockedText();
    const [lack, begun] = await Promise.all([findLack(), beginWith(own)]);
    if (lack) return { phase: 'unsupported', lack };
    if (begun.account) return entered(begun.account, own);
    keepUnlockedText(undefined);
    if (begun.state === 'empty') forgetSync();
    if (begun.state === 'empty' || given !== undefined) return { phase: begun.state === 'empty' ? 'empty' : 'locked' };
    const told = await askTabs();
    const again = told === undefined ? begun : await beginWith(told);
    return again.account ? entered(again.account, told) : { phase: again.state === 'empty' ? 'empty' : 'locked' };
  } catch (error) {
    const lack = await findLack();
    if (lack) return { phase: 'unsupported', lack };
    if (error instanceof BrokenWorker) return { phase: 'unsupported', lack: 'worker' };
    const problem = problemOf(error);
    return problem.code === 'E_STORE' ? { phase: 'unsupported', lack: 'storage' } : { phase: 'failed', problem };
  }
}

function beginWith(wrapped: string | undefined): Promise<Begun> {
  const { acts, broken } = runningWorker();
  return Promise.race([acts.begin(wrapped), broken]);
}

function entered(account: NonNullable<Begun['account']>, wrapped: string | undefined): Session {
  keepUnlockedText(wrapped);
  return { phase: 'unlocked', account };
}
