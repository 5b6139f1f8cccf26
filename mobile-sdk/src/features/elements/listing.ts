import type { ElementSummary, ListFilter } from '../../client-api/elements.ts';
import { FHIR_SCHEMA, NOTE_SCHEMA } from './content-opening.ts';
import type { ElementsContext } from './context.ts';
import { editMarks } from './edit-mark.ts';
import { elementIndex } from './element-index.ts';
import type { IndexRow } from './index-row.ts';
import { isOver } from './index-row.ts';
import { isUnseen, seenMarks } from './seen.ts';

/** How people name what is no FHIR resource. */
const NOTE = 'note';

/** What this device knows, newest clinical date first, then newest content, without that to which the own access has ended. No network. */
export async function listElements({ session }: ElementsContext, { types, recordIds }: ListFilter = {}): Promise<ElementSummary[]> {
  const { account, ports } = session;
  const schemas = types && new Set(types.map((type) => (type === NOTE ? NOTE_SCHEMA : `${FHIR_SCHEMA}${type}`)));
  const records = recordIds && new Set(recordIds);
  const rows = await elementIndex(session).rows();
  const [edits, seen] = [await editMarks(session), await seenMarks(session)];
  const now = ports.clock.now();
  const listed = rows
    .filter((row) => isListed(row, now))
    .filter(({ summary }) => (schemas?.has(summary.schema) ?? true) && (records?.has(summary.recordId) ?? true))
    .map(({ summary }) => ({ key: orderKey(summary), summary }));
  listed.sort((a, b) => compareDown(a.key, b.key));
  return listed.map(({ summary }) => {
    const edit = edits.get(summary.elementId);
    const isNew = isUnseen(summary, account.accountId, seen);
    // Most rows are as they are kept: ten thousand copies would be felt.
    return edit === undefined && !isNew
      ? summary
      : { ...summary, ...(edit === undefined ? {} : { edit }), ...(isNew ? { isUnseen: true } : {}) };
  });
}

/** Whether lists show a row: the own access runs. `now` in milliseconds. */
export function isListed({ isReader, summary: { until } }: IndexRow, now: number): boolean {
  return isReader && !isOver(until, now);
}

/** The order of lists. */
export function newestFirst(a: ElementSummary, b: ElementSummary): number {
  return compareDown(orderKey(a), orderKey(b));
}

function orderKey({ date, authoredAt, elementId }: ElementSummary): string {
  return `${date ?? authoredAt} ${authoredAt} ${elementId}`;
}

function compareDown(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? 1 : -1;
}
