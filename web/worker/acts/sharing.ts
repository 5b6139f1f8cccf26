import type { ElementSummary, Grant, Progress } from '@sealchart/sdk';
import type { Host } from '../host.ts';
import { changeAccess, undoAccess } from '../sharing/access-change.ts';
import { accessOf, byKind, countsOf, entryOf, memberOf, sendersOf } from '../sharing/entries.ts';
import type {
  Access,
  AccessResult,
  AccessUndo,
  Entry,
  EntryAccess,
  KindEntries,
  Sender,
  SharedEntry,
  SharingPlan,
} from '../sharing/sharing-types.ts';

/** A part of a list, from which the page shows so much. */
export interface Portion<T> {
  readonly total: number;
  readonly rows: readonly T[];
}

type Report = (progress: Progress) => void;

/** Acts around who reads what. */
export interface SharingActs {
  /** The own record by kind. */
  ownKinds(): Promise<readonly KindEntries[]>;
  /** Entries by id, in the order of the list; unknown ones are left out. */
  entries(elementIds: readonly string[]): Promise<readonly Entry[]>;
  /** What sharing these would mean. */
  sharingPlan(elementIds: readonly string[]): Promise<SharingPlan>;
  /** As the SDK's `share`. */
  shareWith(elementIds: readonly string[], accountId: string, grant: Grant, onProgress: Report): Promise<AccessResult>;
  /** As the SDK's `revoke`. */
  revokeFrom(elementIds: readonly string[], accountId: string, onProgress: Report): Promise<AccessResult>;
  /** How many entries refused it. */
  undoAccess(undo: AccessUndo): Promise<number>;
  /** The first so many entries that others read, newest first. */
  sharedEntries(limit: number): Promise<Portion<SharedEntry>>;
  /** What one person sees of what this account may share. */
  seenEntries(accountId: string): Promise<readonly EntryAccess[]>;
  /** Whose records are open to this account. */
  senders(): Promise<readonly Sender[]>;
  /** The first so many entries of somebody's record that came or changed since this account's person saw them. */
  unseen(accountId: string, limit: number): Promise<Portion<Entry>>;
  /** The person has seen all that this one shares. */
  markAllSeen(accountId: string): Promise<void>;
}

export function sharingActs(host: Host): SharingActs {
  const recordOf = async (accountId: string): Promise<ElementSummary[]> =>
    (await (await host.client()).list()).filter(({ recordId }) => recordId === accountId);
  const unseenOf = async (accountId: string) => (await recordOf(accountId)).filter(({ isUnseen }) => isUnseen);
  return {
    async ownKinds() {
      const client = await host.client();
      return byKind(await recordOf(client.account().accountId));
    },
    async entries(elementIds) {
      const wanted = new Set(elementIds);
      return (await (await host.client()).list()).filter(({ elementId }) => wanted.has(elementId)).map(entryOf);
    },
    async sharingPlan(elementIds) {
      const client = await host.client();
      const wanted = new Set(elementIds);
      const isWanted = ({ element }: { readonly element: ElementSummary }): boolean => wanted.has(element.elementId);
      const elements = (await client.seenBy(client.account().accountId)).filter(isWanted).map(({ element }) => element);
      const people = await client.whoSees();
      const audience = await Promise.all(
        people.map(async ({ person: { accountId } }) => memberOf(accountId, (await client.seenBy(accountId)).filter(isWanted))),
      );
      return {
        total: elements.length,
        left: wanted.size - elements.length,
        kinds: countsOf(elements),
        audience: audience.filter((member) => member !== undefined),
      };
    },
    async shareWith(elementIds, accountId, grant, onProgress) {
      const client = await host.client();
      return changeAccess(client, accountId, () => client.share(elementIds, accountId, grant, onProgress));
    },
    async revokeFrom(elementIds, accountId, onProgress) {
      const client = await host.client();
      return changeAccess(client, accountId, () => client.revoke(elementIds, accountId, onProgress));
    },
    undoAccess: async (undo) => undoAccess(await host.client(), undo),
    async sharedEntries(limit) {
      const client = await host.client();
      const shared = new Map<string, { element: ElementSummary; readers: Access[] }>();
      for (const { person } of await client.whoSees()) {
        for (const access of await client.seenBy(person.accountId)) {
          const { element } = access;
          const known = shared.get(element.elementId) ?? { element, readers: [] };
          shared.set(element.elementId, { ...known, readers: [...known.readers, accessOf(person.accountId, access)] });
        }
      }
      const rows = (await client.list()).flatMap(({ elementId }) => shared.get(elementId) ?? []);
      return { total: rows.length, rows: rows.slice(0, limit).map(({ element, readers }) => ({ ...entryOf(element), readers })) };
    },
    seenEntries: async (accountId) =>
      (await (await host.client()).seenBy(accountId)).map((access) => ({ ...entryOf(access.element), ...accessOf(accountId, access) })),
    async senders() {
      const client = await host.client();
      return sendersOf(await client.list(), client.account().accountId);
    },
    async unseen(accountId, limit) {
      const rows = await unseenOf(accountId);
      return { total: rows.length, rows: rows.slice(0, limit).map(entryOf) };
    },
    markAllSeen: async (accountId) => (await host.client()).markSeen((await unseenOf(accountId)).map(({ elementId }) => elementId)),
  };
}
