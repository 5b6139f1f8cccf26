import { SealchartError } from '@sealchart/protocol';
import type { PendingWork } from '../../client-api/account.ts';
import type { OnProgress, SyncReport } from '../../client-api/edits.ts';
import { syncElements } from '../../sync/sync.ts';
import type { ElementsContext } from '../elements/context.ts';
import { renewOldSummaries } from '../elements/old-summaries.ts';
import { anchorRecord } from './anchor-step.ts';
import { renewProfile } from './profile-step.ts';
import type { Step } from './steps.ts';
import { stepsLeft } from './steps.ts';

/** What a rotation left to be done, as far as this device can tell without the network. */
export async function pendingWork({ session }: ElementsContext): Promise<PendingWork> {
  return { steps: await stepsLeft(session) };
}

/** Does what a rotation left to be done; gives what only another device can do. Throws what stopped a step; those before it are done. */
export async function finishPendingWork(context: ElementsContext, onProgress?: OnProgress): Promise<PendingWork> {
  await finishSteps(context, await stepsLeft(context.session), onProgress);
  return pendingWork(context);
}

/** A look that one lost answer ended is taken once more. */
const LOOKS = 2;

/**
 * Verifies what this device does not know yet, while the keys that signed it still count: once they are given up, nobody could vouch
 * for what only they signed, except a device that knew it before. A courtesy: whoever has to secure an account is not kept from it by
 * a server that serves nothing.
 */
export async function takeLastLook(context: ElementsContext): Promise<void> {
  for (let look = 1; look <= LOOKS; look += 1) {
    try {
      await syncElements(context);
      return;
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
    }
  }
}

/** Pulls what changed, then takes up what a rotation left. What stops that does not undo the sync: the report names it. */
export async function syncAndFinish(context: ElementsContext, onProgress?: OnProgress): Promise<SyncReport> {
  const report = await syncElements(context, onProgress);
  await renewOldSummaries(context);
  return context.inTurn((current, isAfterOthers) => finishAfter(current, report, isAfterOthers));
}

async function finishAfter(context: ElementsContext, report: SyncReport, isAfterOthers: boolean): Promise<SyncReport> {
  const steps = await stepsLeft(context.session);
  if (steps.length === 0) return report;
  try {
    // What others took up since is not in the report.
    await finishSteps(context, steps, undefined, isAfterOthers ? undefined : report);
  } catch (error) {
    if (!(error instanceof SealchartError)) throw error;
    return { ...report, pending: { ...(await pendingWork(context)), error } };
  }
  const left = await pendingWork(context);
  return left.steps.length === 0 ? report : { ...report, pending: left };
}

async function finishSteps(
  context: ElementsContext,
  steps: readonly Step[],
  onProgress: OnProgress | undefined,
  report?: SyncReport,
): Promise<void> {
  if (steps.includes('profile')) await renewProfile(context.session);
  if (steps.includes('anchor')) await anchorRecord(context, onProgress, report);
}
