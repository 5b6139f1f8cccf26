import type { Problem } from '../worker/problem.ts';
import { RefusedAct } from './refused-act.ts';

/** What came of one item of an act, as it crosses from the worker. */
type PlainOutcome<Done> = Done | { readonly ok: false; readonly error: Problem };

/** The good outcome of an act for one element. Throws `RefusedAct` for one that was refused, or that is missing. */
export function done<Done extends { readonly ok: true }>(outcome: PlainOutcome<Done> | undefined): Done {
  if (outcome?.ok === true) return outcome;
  throw new RefusedAct(outcome?.error ?? { code: 'E_UNEXPECTED' });
}
