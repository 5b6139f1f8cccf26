import type { Role } from '@sealchart/protocol';
import type { ElementSummary, PersonElement } from '@sealchart/sdk';
import { KINDS, kindOf } from '../../fhir/kinds.ts';
import type { Access, AudienceMember, Entry, KindCount, KindEntries, Sender } from './sharing-types.ts';

/** From the least right to the most. */
const ROLES: readonly Role[] = ['viewer', 'editor', 'manager', 'owner'];

export function entryOf(element: ElementSummary): Entry {
  const { elementId, title, date, authoredAt } = element;
  return { elementId, title, kind: kindOf(element), date: date ?? authoredAt };
}

export function accessOf(accountId: string, { role, until, hasEnded, history }: PersonElement): Access {
  return { accountId, role, ...(until !== undefined && { until }), hasEnded, history };
}

/** By kind in the order of the views, empty kinds left out. */
export function byKind(elements: readonly ElementSummary[]): KindEntries[] {
  const ids = Map.groupBy(elements, kindOf);
  return KINDS.flatMap((kind) => {
    const found = ids.get(kind);
    return found ? [{ kind, elementIds: found.map(({ elementId }) => elementId) }] : [];
  });
}

export function countsOf(elements: readonly ElementSummary[]): KindCount[] {
  return byKind(elements).map(({ kind, elementIds }) => ({ kind, count: elementIds.length }));
}

/** What is left of somebody's access to several entries; undefined where nothing is. */
export function memberOf(accountId: string, accesses: readonly PersonElement[]): AudienceMember | undefined {
  const running = accesses.filter(({ hasEnded }) => !hasEnded);
  if (running.length === 0) return undefined;
  return { accountId, elements: running.length, ...termsOf(running) };
}

/** Who shares what, by the number of entries that wait to be seen, then by the number of entries. */
export function sendersOf(elements: readonly ElementSummary[], ownId: string): Sender[] {
  const others = Map.groupBy(
    elements.filter(({ recordId }) => recordId !== ownId),
    ({ recordId }) => recordId,
  );
  return [...others]
    .map(([accountId, rows]) => ({
      accountId,
      elements: rows.length,
      unseen: rows.filter(({ isUnseen }) => isUnseen).length,
      kinds: countsOf(rows),
      ...termsOf(rows),
    }))
    .sort((a, b) => b.unseen - a.unseen || b.elements - a.elements || (a.accountId < b.accountId ? -1 : 1));
}

function termsOf(accesses: readonly { readonly role: Role; readonly until?: string }[]) {
  const roles = ROLES.filter((role) => accesses.some((access) => access.role === role));
  const [nextUntil] = accesses.flatMap(({ until }) => until ?? []).sort();
  return { roles, ...(nextUntil !== undefined && { nextUntil }) };
}
