import { transferHandlers } from 'comlink';
import { toProblem } from './problem.ts';

/** Lets refusals leave the worker with their code; the page's side is `client/refused-act.ts`. Called once, before the first message. */
export function sendProblems(): void {
  const usual = transferHandlers.get('throw');
  if (!usual) throw new TypeError('comlink knows no thrown values');
  transferHandlers.set('throw', { ...usual, serialize: (thrown) => [toProblem((thrown as { value: unknown }).value), []] });
}
