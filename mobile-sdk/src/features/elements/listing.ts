import type { ElementSummary, ListFilter } from '../../client-api.ts';
import { FHIR_SCHEMA } from './content-opening.ts';
import type { ElementsContext } from './context.ts';
import { ELEMENTS, StoredElement, isShown, toSummary } from './stored-element.ts';

/** How people name what is no FHIR resource. */
const NOTE = 'note';
const NOTE_SCHEMA = 'text/plain';

/** What this device knows, newest clinical date first, then newest content. No network. */
export async function listElements({ session }: ElementsContext, { types, recordIds }: ListFilter = {}): Promise<ElementSummary[]> {
  const schemas = types && new Set(types.map((type) => (type === NOTE ? NOTE_SCHEMA : `${FHIR_SCHEMA}${type}`)));
  const records = recordIds && new Set(recordIds);
  const all = [...(await session.store.getAll(ELEMENTS, StoredElement)).values()].filter(isShown);
  return all
    .filter(({ state, summary }) => (schemas?.has(summary.schema) ?? true) && (records?.has(state.recordId) ?? true))
    .map((stored) => toSummary(stored, session.account.accountId))
    .sort(newestFirst);
}

function newestFirst(a: ElementSummary, b: ElementSummary): number {
  const [left, right] = [a, b].map(({ date, authoredAt, elementId }) => `${date ?? authoredAt} ${authoredAt} ${elementId}`) as [
    string,
    string,
  ];
  if (left === right) return 0;
  return left < right ? 1 : -1;
}
