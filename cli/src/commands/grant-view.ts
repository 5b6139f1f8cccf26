import { SealchartError } from '@sealchart/protocol';
import type { AccessTerms, Grant, Reader } from '@sealchart/sdk';
import { amountOf } from '../terminal/amount.ts';
import { differencesOf, termsWords } from './access-view.ts';
import { minuteOf } from './time-view.ts';

/** What each role may do, in the words of the help. */
export const ROLES = { viewer: 'reads', editor: 'reads and writes new versions', manager: 'reads, writes, shares with others' } as const;

/** What a grant does to one element: the access that the person has now, if any, and has then. */
export interface PlannedAccess {
  readonly before?: Reader;
  readonly after: AccessTerms;
}

/** What a grant leaves as it is for a reader is taken from what they have now. */
export function plannedAccess(before: Reader | undefined, { role, until, history }: Grant): PlannedAccess {
  const end = until === undefined ? before?.until : (until ?? undefined);
  const after: AccessTerms = {
    role: role ?? before?.role ?? 'viewer',
    ...(end === undefined ? {} : { until: end }),
    ...((history ?? before?.history) === true ? { history: true } : {}),
  };
  return { ...(before ? { before } : {}), after };
}

/** What a grant does, in words that elements of the same fate share. */
export function plannedWords({ before, after }: PlannedAccess): string {
  if (!before) return `new, as ${termsWords(after)}`;
  const changes = differencesOf(termsOf(before), after);
  if (before.hasEnded && before.until === after.until)
    return `ended on ${minuteOf(before.until ?? '')} UTC and stays so: --until gives a new end`;
  return changes.length === 0 ? 'nothing changes' : changes.join(', ');
}

/** How many elements meet which fate. */
export function plannedLines(planned: readonly PlannedAccess[]): string[] {
  const counts = new Map<string, number>();
  for (const words of planned.map(plannedWords)) counts.set(words, (counts.get(words) ?? 0) + 1);
  return [...counts].map(([words, count]) => `  - ${amountOf(count, 'element')}: ${words}`);
}

/** True where everything is new to the person, and the same: then one sentence says it. */
export function isAllNew(planned: readonly PlannedAccess[]): boolean {
  return planned.every(({ before }) => before === undefined);
}

/** Refuses a grant that would leave every access where it ended. `E_USAGE`. */
export function requireFuture(planned: readonly PlannedAccess[]): void {
  if (planned.length === 0 || !planned.every(({ before, after }) => before?.hasEnded === true && before.until === after.until)) return;
  throw new SealchartError('E_USAGE', { detail: 'their access has ended already: --until gives it a new end, or never' });
}

function termsOf({ role, until, history }: Reader): AccessTerms {
  return { role, ...(until === undefined ? {} : { until }), ...(history ? { history: true } : {}) };
}
