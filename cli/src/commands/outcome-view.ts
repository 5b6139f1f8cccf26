import type { ErrorCode } from '@sealchart/protocol';
import type { ElementSummary, Outcome } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { failureOf, worstExitCode } from '../failure.ts';
import { amountOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import type { Style } from '../terminal/style.ts';

/** Failed items that are named one by one. */
const NAMED = 20;

type DoneOutcome = Extract<Outcome, { readonly ok: true }>;

/** Outcomes in answers of `--json`. */
export function outcomesJson(outcomes: readonly Outcome[]): Record<string, unknown>[] {
  return outcomes.map((outcome) =>
    outcome.ok
      ? {
          elementId: outcome.elementId,
          ok: true,
          version: outcome.version,
          ...(outcome.isWaiting === true ? { isWaiting: true } : {}),
          ...(outcome.isMerged === true ? { isMerged: true } : {}),
        }
      : { elementId: outcome.elementId, ok: false, error: failureOf(outcome.error) },
  );
}

/** What is to be said of things that were done: whether they wait for the server, or were joined with somebody else's change. */
export function doneLines(outcomes: readonly Outcome[], style: Style): string[] {
  const done = outcomes.filter((outcome) => outcome.ok);
  const waiting = done.filter(({ isWaiting }) => isWaiting === true).length;
  const merged = done.filter(({ isMerged }) => isMerged === true).length;
  const some = (count: number): string => (count === 1 && outcomes.length === 1 ? 'It' : `${count} of them`);
  return [
    ...(waiting === 0
      ? []
      : [
          style.warn(
            `${some(waiting)} ${waiting === 1 ? 'waits' : 'wait'} on this device: the server could not be reached. The next command that reaches it sends ${waiting === 1 ? 'it' : 'them'}.`,
          ),
        ]),
    ...(merged === 0 ? [] : [`Somebody else had changed other parts meanwhile: the new version holds both changes.`]),
  ];
}

/** What became of something that was written: it is `word` only when the server has it. */
export function doneWord({ isWaiting }: Pick<DoneOutcome, 'isWaiting'>, word: string): string {
  return isWaiting === true ? 'Written' : word;
}

/** Where it is: what only waits has no version yet. */
export function placeWords({ elementId, version, isWaiting }: DoneOutcome): string[] {
  return isWaiting === true ? [elementId] : [elementId, `version ${version}`];
}

/** What failed, item by item; nothing when all went well. */
export function failedLines(outcomes: readonly Outcome[], elements: readonly ElementSummary[], style: Style): string[] {
  const failed = outcomes.filter((outcome) => !outcome.ok);
  if (failed.length === 0) return [];
  const titles = new Map(elements.map((element) => [element.elementId, oneLine(element.title)]));
  const todos = new Set(failed.map(({ error }) => error.todo));
  return [
    style.bad(`${amountOf(failed.length, 'element')} did not succeed:`),
    ...failed
      .slice(0, NAMED)
      .map(({ elementId, error }) => `  ${elementId}  ${titles.get(elementId) ?? ''}: ${error.code} ${oneLine(error.message)}`),
    ...(failed.length > NAMED ? [`  and ${failed.length - NAMED} more; --json names all`] : []),
    ...todos,
  ];
}

/** The exit code of all outcomes together. */
export function outcomesExit(outcomes: readonly Outcome[]): ExitCode {
  const codes: ErrorCode[] = [];
  for (const outcome of outcomes) if (!outcome.ok) codes.push(outcome.error.code);
  return worstExitCode(codes);
}
