import type { AudienceEntry, Role } from '@sealchart/protocol';
import { atLeast, compareAscii, entryOf, hasEnded, roleAt } from '@sealchart/protocol';
import type { PersonAccess, PersonElement } from '../../client-api/people.ts';
import type { ElementsContext } from './context.ts';
import { newestFirst } from './listing.ts';
import type { ShownElement } from './stored-element.ts';
import { ELEMENTS, StoredElement, isShown, toSummary } from './stored-element.ts';

/** Everybody else who reads something that this account may share, by name; as this device verified it, without the network where people are known. */
export async function whoSees(context: ElementsContext): Promise<PersonAccess[]> {
  const { session, directory } = context;
  const now = session.ports.clock.now();
  const entries = new Map<string, AudienceEntry[]>();
  for (const { state } of await sharableElements(context)) {
    for (const entry of state.audience) {
      if (entry.principal === session.account.accountId) continue;
      const others = entries.get(entry.principal);
      if (others) others.push(entry);
      else entries.set(entry.principal, [entry]);
    }
  }
  const people = await directory.persons([...entries.keys()]);
  return [...people]
    .map(([accountId, person]) => ({ person, ...accessOf(entries.get(accountId) ?? [], now) }))
    .sort((a, b) => a.person.name.localeCompare(b.person.name) || compareAscii(a.person.accountId, b.person.accountId));
}

/** What one person can see of what this account may share, newest first. No network. */
export async function seenBy(context: ElementsContext, accountId: string): Promise<PersonElement[]> {
  const { account, ports } = context.session;
  const now = ports.clock.now();
  const seen = (await sharableElements(context)).flatMap((stored): PersonElement[] => {
    const entry = entryOf(stored.state.audience, accountId);
    if (!entry) return [];
    const { role, until } = entry;
    const terms = { role, ...(until === undefined ? {} : { until }), hasEnded: hasEnded(entry, now), history: entry.history === true };
    return [{ element: toSummary(stored, account.accountId), ...terms }];
  });
  return seen.sort((a, b) => newestFirst(a.element, b.element));
}

/** Elements whose readers this account may change: as manager or owner. */
async function sharableElements({ session: { account, ports, store } }: ElementsContext): Promise<ShownElement[]> {
  const now = ports.clock.now();
  return [...(await store.getAll(ELEMENTS, StoredElement)).values()].filter(isShown).filter(({ state }) => {
    const role = roleAt(state.audience, account.accountId, now);
    return role !== undefined && atLeast(role, 'manager');
  });
}

function accessOf(entries: readonly AudienceEntry[], now: number): Omit<PersonAccess, 'person'> {
  const running = entries.filter((entry) => !hasEnded(entry, now));
  const byRole: Partial<Record<Role, number>> = {};
  for (const { role } of running) byRole[role] = (byRole[role] ?? 0) + 1;
  const [nextUntil] = running.flatMap(({ until }) => until ?? []).sort(compareAscii);
  return {
    elements: running.length,
    byRole,
    ...(nextUntil === undefined ? {} : { nextUntil }),
    ended: entries.length - running.length,
  };
}
