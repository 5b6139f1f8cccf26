import type { Outcome } from '@sealchart/sdk';
import type { Plain } from '../worker/problem.ts';
import { RefusedAct } from './refused-act.ts';

/** The good outcome of an act for one element. Throws `RefusedAct` for one that was refused, or that is missing. */
export function done(outcome: Plain<Outcome> | undefined): Extract<Outcome, { readonly ok: true }> {
  if (outcome?.ok === true) return outcome;
  throw new RefusedAct(outcome?.error ?? { code: 'E_UNEXPECTED' });
}
