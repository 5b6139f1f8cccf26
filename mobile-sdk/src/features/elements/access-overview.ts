import type { Role } from '@sealchart/protocol';
import { atLeast, compareAscii } from '@sealchart/protocol';
import type { PersonAccess, PersonElement } from '../../client-api/people.ts';
import type { ElementsContext } from './context.ts';
import { elementIndex } from './element-index.ts';
import type { IndexReader, IndexRow } from './index-row.ts';
import { isOver } from './index-row.ts';
import { isListed, newestFirst } from './listing.ts';

/** Everybody else who reads something that this account may share, by name; as this device verified it, without the network where people are known. */
export async function whoSees(context: ElementsContext): Promise<PersonAccess[]> {
  const { session, directory } = context;
  const now = session.ports.clock.now();
  const entries = new Map<string, IndexReader[]>();
  for (const { others: readers } of await sharableRows(context)) {
    for (const entry of readers) {
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
  const now = context.session.ports.clock.now();
  const seen = (await sharableRows(context)).flatMap(({ summary, others }): PersonElement[] => {
    const own = accountId === context.session.account.accountId ? summary : undefined;
    const entry = own ?? others.find(({ principal }) => principal === accountId);
    if (!entry) return [];
    const { role, until } = entry;
    const terms = { role, ...(until === undefined ? {} : { until }), hasEnded: isOver(until, now), history: 'history' in entry };
    return [{ element: summary, ...terms }];
  });
  return seen.sort((a, b) => newestFirst(a.element, b.element));
}

/** Elements whose readers this account may change: as manager or owner. */
async function sharableRows({ session }: ElementsContext): Promise<IndexRow[]> {
  const now = session.ports.clock.now();
  return (await elementIndex(session).rows()).filter((row) => isListed(row, now) && atLeast(row.summary.role, 'manager'));
}

function accessOf(entries: readonly IndexReader[], now: number): Omit<PersonAccess, 'person'> {
  const running = entries.filter(({ until }) => !isOver(until, now));
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
