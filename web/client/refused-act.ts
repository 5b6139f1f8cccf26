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

type Listener = (problem: Problem) => void;
const listeners = new Set<Listener>();

/** Calls for each refusal of the worker, whoever asked; gives what ends it. */
export function onRefusal(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells those who listen of a refusal that came on another way than as the answer to an act. */
export function tellRefusal(problem: Problem): void {
  for (const listener of listeners) listener(problem);
}

/** Makes refusals of the worker arrive as `RefusedAct`. Called once, before the first message. */
export function receiveProblems(): void {
  const usual = transferHandlers.get('throw');
  if (!usual) throw new TypeError('comlink knows no thrown values');
  transferHandlers.set('throw', {
    ...usual,
    deserialize: (sent) => {
      const problem = sent as Problem;
      tellRefusal(problem);
      throw new RefusedAct(problem);
    },
  });
}
