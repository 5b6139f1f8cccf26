import { ElementId } from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { ElementSummary } from '../../client-api/elements.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import type { ElementsContext } from './context.ts';
import { knownElements } from './reading.ts';
import { isShown } from './stored-element.ts';

/** Where the sealed store keeps which contents the person has seen on this device. */
const SEEN = 'seen/';
/** Marks lie in so many entries: one is written without the others. */
const PARTS = 16;

/** The newest content version that was seen, by element. */
const SeenPart = z.record(ElementId, z.int());

export type SeenMarks = ReadonlyMap<string, number>;

/** What was seen of the content of others. Own content needs no mark. */
export async function seenMarks({ store }: Pick<UnlockedSession, 'store'>): Promise<SeenMarks> {
  const parts = [...(await store.getAll(SEEN, SeenPart)).values()];
  return new Map(parts.flatMap((part) => Object.entries(part)));
}

/** The marks of this element, which are read without the others. */
export async function seenMarksOf({ store }: Pick<UnlockedSession, 'store'>, elementId: string): Promise<SeenMarks> {
  return new Map(Object.entries((await store.get(partKey(elementId), SeenPart)) ?? {}));
}

/** Whether somebody else wrote the newest content, and the person has not seen it on this device. */
export function isUnseen(
  { elementId, author, contentVersion }: Pick<ElementSummary, 'elementId' | 'author' | 'contentVersion'>,
  accountId: string,
  seen: SeenMarks,
): boolean {
  return author !== accountId && (seen.get(elementId) ?? 0) < contentVersion;
}

/** Notes that the person saw the content that this device knows of these elements. What it does not know, or shows nowhere, is left out. */
export async function markSeen({ session }: ElementsContext, elementIds: readonly string[]): Promise<void> {
  const known = await knownElements(session, [...new Set(elementIds)]);
  const versions = known.flatMap(({ elementId, known: stored }): [string, number][] => {
    const isOthers = stored !== undefined && isShown(stored) && stored.state.contentAuthor.account !== session.account.accountId;
    return isOthers ? [[elementId, stored.state.content.contentVersion]] : [];
  });
  const put = await changedParts(session, new Map(versions));
  if (put.size > 0) await session.store.write({ put });
}

/** Entries without the marks of elements that went: if they ever come back, somebody shared them anew. */
export function forgetSeen(session: Pick<UnlockedSession, 'store'>, elementIds: Iterable<string>): Promise<Map<string, unknown>> {
  return changedParts(session, new Map(Array.from(elementIds, (elementId) => [elementId, undefined])));
}

async function changedParts(
  { store }: Pick<UnlockedSession, 'store'>,
  changes: ReadonlyMap<string, number | undefined>,
): Promise<Map<string, unknown>> {
  const put = new Map<string, Record<string, number>>();
  for (const [elementId, version] of changes) {
    const key = partKey(elementId);
    const part: Record<string, number> = put.get(key) ?? (await store.get(key, SeenPart)) ?? {};
    const before = part[elementId];
    // A mark never goes back: another window may have seen more.
    if (version === undefined ? before === undefined : (before ?? 0) >= version) continue;
    const { [elementId]: _former, ...others } = part;
    put.set(key, version === undefined ? others : { ...others, [elementId]: version });
  }
  return put;
}

/** Ids are random: any of their characters spreads them. */
function partKey(elementId: string): string {
  return `${SEEN}${(elementId.codePointAt(4) ?? 0) % PARTS}`;
}
