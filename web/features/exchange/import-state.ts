import type { ImportProgress, ImportReport } from '@sealchart/sdk';
import type { ImportPreview } from '../../worker/acts/exchange.ts';
import type { Problem } from '../../worker/problem.ts';

/** How far an import is, as a person sees it. */
export interface Course {
  /** Entries that are decided or sealed, and all of them once they are counted. */
  readonly done: number;
  readonly total?: number;
  readonly phase: ImportProgress['phase'];
  readonly bytes: number;
  /** Undefined until enough was done to tell. */
  readonly secondsLeft?: number;
}

/** `waiting`: stopped by something that passes; it goes on by itself. `stopped`: the person has to decide. */
export type Motion = 'running' | 'paused' | 'ending' | 'waiting' | 'stopped';

/** Where the wizard is with the file in front. */
export type ImportState =
  | { readonly step: 'choose' }
  | { readonly step: 'check'; readonly file: File; readonly course?: Course }
  | { readonly step: 'unreadable'; readonly file: File; readonly problem: Problem }
  | { readonly step: 'preview'; readonly file: File; readonly preview: ImportPreview }
  | { readonly step: 'import'; readonly file: File; readonly course?: Course; readonly motion: Motion; readonly problem?: Problem }
  | { readonly step: 'report'; readonly file: File; readonly report: ImportReport };

/** Whether something is done to a file right now, and gets on without anybody. */
export function isRunning(state: ImportState): boolean {
  return state.step === 'check' || (state.step === 'import' && (state.motion === 'running' || state.motion === 'ending'));
}

/** Whether entries come in, or would as soon as they can. */
export function isUnderWay(state: ImportState): boolean {
  return state.step === 'import' && state.motion !== 'stopped';
}
