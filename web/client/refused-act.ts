import { transferHandlers } from 'comlink';
import type { Problem } from '../worker/problem.ts';

/** An act that the worker refused. */
export class RefusedAct extends Error {
  override readonly name = 'RefusedAct';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** What a caught value says to a person. */
export function problemOf(error: unknown): Problem {
  return error instanceof RefusedAct ? error.problem : { code: 'E_UNEXPECTED' };
}

/** Makes refusals of the worker arrive as `RefusedAct`. Called once, before the first message. */
export function receiveProblems(): void {
  const usual = transferHandlers.get('throw');
  if (!usual) throw new TypeError('comlink knows no thrown values');
  transferHandlers.set('throw', {
    ...usual,
    deserialize: (problem) => {
      throw new RefusedAct(problem as Problem);
    },
  });
}
