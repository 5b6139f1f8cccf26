import type { AccessTerms, ElementVersion } from '@sealchart/sdk';

const RANKS = ['viewer', 'editor', 'manager', 'owner'] as const;

const isAtLeast = (role: string, needed: string): boolean =>
  RANKS.indexOf(role as (typeof RANKS)[number]) >= RANKS.indexOf(needed as (typeof RANKS)[number]);

/** Whether terms give rights at an instant. */
export const isOpen = (terms: AccessTerms | undefined, atMs: number): boolean =>
  terms !== undefined && (terms.until === undefined || Date.parse(terms.until) > atMs);

/** Who may do what with an element, told from its history alone. */
export interface RecordModel {
  /** The readers after the last version. */
  readonly audience: ReadonlyMap<string, AccessTerms>;
  /** Of each content version the people who were in the audience while it was the newest. */
  readonly readersOf: ReadonlyMap<number, ReadonlySet<string>>;
  /** Versions whose author had no right to them. */
  readonly unlawful: readonly string[];
}

/**
 * Replays a history by rules written down a second time, apart from those that the product judges by: content by editors and
 * up, readers by managers and up, managers by the owner alone, nobody after their end.
 */
export function replay(ownerId: string, history: readonly ElementVersion[]): RecordModel {
  const audience = new Map<string, AccessTerms>([[ownerId, { role: 'owner' }]]);
  const readersOf = new Map<number, Set<string>>();
  const unlawful: string[] = [];
  for (const version of history.toReversed()) {
    const { kind, author, authoredAt, contentVersion } = version;
    const terms = audience.get(author);
    const needed = kind === 'content' ? 'editor' : 'manager';
    const mayAct = isOpen(terms, Date.parse(authoredAt)) && isAtLeast(terms?.role ?? '', needed);
    const touchesManagers = version.access.some(({ before, after }) =>
      [before, after].some((one) => one && isAtLeast(one.role, 'manager')),
    );
    if (!mayAct || (touchesManagers && author !== ownerId)) unlawful.push(`version ${version.version} by ${author}`);
    if (kind === 'content' && version.version > 1 && version.access.length > 0)
      unlawful.push(`version ${version.version} changed readers beside the content`);
    for (const { accountId, before, after } of version.access) {
      if (JSON.stringify(audience.get(accountId)) !== JSON.stringify(before) && version.version > 1) {
        unlawful.push(`version ${version.version} tells another state of ${accountId} before it`);
      }
      if (after) audience.set(accountId, after);
      else audience.delete(accountId);
    }
    const readers = readersOf.get(contentVersion) ?? new Set();
    for (const accountId of audience.keys()) readers.add(accountId);
    readersOf.set(contentVersion, readers);
  }
  return { audience, readersOf, unlawful };
}
