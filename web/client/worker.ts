import type { Remote } from 'comlink';
import { wrap } from 'comlink';
import type { Acts } from '../worker/acts/acts.ts';
import { receiveProblems } from './refused-act.ts';

interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy;
}

const URL_OF_WORKER = '/sdk.worker.js';
let policy: ScriptUrlPolicy | undefined;

/** A running worker and its acts. */
export interface RunningWorker {
  readonly acts: Remote<Acts>;
  /** Rejects when the browser cannot run it at all. */
  readonly broken: Promise<never>;
  /** Ends it at once, with all that it holds. */
  readonly end: () => void;
}

/** The browser cannot load or run the worker. */
export class BrokenWorker extends Error {
  override readonly name = 'BrokenWorker';
}

let running: RunningWorker | undefined;

/** The one worker of this page, started when it is first asked for: never while a page is built, nor before its first paint. */
export function runningWorker(): RunningWorker {
  running ??= startWorker();
  return running;
}

/** Its acts. */
export const workerActs = new Proxy({}, { get: (_, name) => Reflect.get(runningWorker().acts, name) as unknown }) as Remote<Acts>;

/** The one place that starts the worker; its Trusted Types policy can name nothing else. */
function startWorker(): RunningWorker {
  const rules = { createScriptURL: () => URL_OF_WORKER };
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!policy) {
    policy = trustedTypes?.createPolicy('sdk-worker', rules) ?? rules;
    receiveProblems();
  }
  const worker = new Worker(policy.createScriptURL(''), { type: 'module', name: 'sealchart' });
  const broken = new Promise<never>((_, reject) => worker.addEventListener('error', () => reject(new BrokenWorker()), { once: true }));
  // Only who waits for the worker asks.
  broken.catch(() => undefined);
  return { acts: wrap<Acts>(worker), broken, end: () => worker.terminate() };
}
