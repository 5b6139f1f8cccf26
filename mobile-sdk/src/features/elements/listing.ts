import { roleAt } from '@sealchart/protocol';
import type { ElementSummary, ListFilter } from '../../client-api/elements.ts';
import { FHIR_SCHEMA } from './content-opening.ts';
import type { ElementsContext } from './context.ts';
import { editMarks } from './edit-mark.ts';
import { ELEMENTS, StoredElement, isShown, toSummary } from './stored-element.ts';

/** How people name what is no FHIR resource. */
const NOTE = 'note';
const NOTE_SCHEMA = 'text/plain';

/** What this device knows, newest clinical date first, then newest content, without that to which the own access has ended. No network. */
export async function listElements({ session }: ElementsContext, { types, recordIds }: ListFilter = {}): Promise<ElementSummary[]> {
  const { account, ports } = session;
  const now = ports.clock.now();
  const schemas = types && new Set(types.map((type) => (type === NOTE ? NOTE_SCHEMA : `${FHIR_SCHEMA}${type}`)));
  const records = recordIds && new Set(recordIds);
  const marks = await editMarks(session);
  const all = [...(await session.store.getAll(ELEMENTS, StoredElement)).values()].filter(isShown);
  return all
    .filter(({ state }) => roleAt(state.audience, account.accountId, now) !== undefined)
    .filter(({ state, summary }) => (schemas?.has(summary.schema) ?? true) && (records?.has(state.recordId) ?? true))
    .map((stored) => withMark(toSummary(stored, account.accountId), marks))
    .sort(newestFirst);
}

function withMark(summary: ElementSummary, marks: Awaited<ReturnType<typeof editMarks>>): ElementSummary {
  const edit = marks.get(summary.elementId);
  return edit === undefined ? summary : { ...summary, edit };
}

/** The order of lists. */
export function newestFirst(a: ElementSummary, b: ElementSummary): number {
  const [left, right] = [a, b].map(({ date, authoredAt, elementId }) => `${date ?? authoredAt} ${authoredAt} ${elementId}`) as [
    string,
    string,
  ];
  if (left === right) return 0;
  return left < right ? 1 : -1;
}
