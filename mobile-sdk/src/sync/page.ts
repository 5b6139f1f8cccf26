import type { ElementView, FeedRow } from '@sealchart/protocol';
import { SealchartError, VERIFICATION } from '@sealchart/protocol';
import { AnchorProofs } from '../features/anchors/anchor-proofs.ts';
import { verifyView } from '../features/elements/chain-verification.ts';
import type { EntryChanges } from '../features/elements/confirmed-changes.ts';
import { erasedChanges } from '../features/elements/confirmed-changes.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import type { ErasedEntry } from '../features/elements/erased-element.ts';
import { eraseIn, erasedEntry, verifyErase } from '../features/elements/erased-element.ts';
import { mapInFlight } from '../features/elements/in-flight.ts';
import { contentKey } from '../features/elements/kept-content.ts';
import { proveElement } from '../features/elements/opening.ts';
import type { ReadPage, Wanted } from '../features/elements/reading.ts';
import { knownElements, readElements } from '../features/elements/reading.ts';
import { attempt } from '../features/elements/refusal.ts';
import type { StoredElement } from '../features/elements/stored-element.ts';
import { elementKey } from '../features/elements/stored-element.ts';
import { noteVerification } from '../features/elements/verification.ts';

/** What one page of the feed comes to. */
export interface PageResult {
  /** New states to be kept, those of elements that are gone included. */
  readonly kept: Map<string, StoredElement>;
  readonly refused: Map<string, SealchartError>;
  /** Elements whose audience the account has left. */
  readonly gone: Set<string>;
  /** Elements of the own record that another device of the account erased. */
  readonly erased: Map<string, ErasedEntry>;
}

/** What a page changes in the store. */
export function pageChanges({ kept, gone, erased }: PageResult): EntryChanges {
  const states = [...kept].map(([elementId, stored]) => [elementKey(elementId), stored] as const);
  const ends = [...erased.values()].map(erasedChanges);
  return {
    put: [...states, ...ends.flatMap(({ put }) => put)],
    remove: [...[...gone].map(contentKey), ...ends.flatMap(({ remove }) => remove)],
  };
}

/** Reads and verifies the elements that rows of the feed name, and those that were refused before. Keeps nothing itself. */
export async function takePage(
  context: ElementsContext,
  rows: ReadonlyMap<string, FeedRow>,
  again: readonly string[],
): Promise<PageResult> {
  const result: PageResult = { kept: new Map(), refused: new Map(), gone: new Set(), erased: new Map() };
  const ids = [...new Set([...again, ...rows.keys()])];
  const wanted: Wanted[] = [];
  for (const item of await knownElements(context.session, ids)) {
    const row = rows.get(item.elementId);
    const erased = await erasedEntry(context.session, item.elementId);
    if (erased) {
      if (!isEndOf(erased, row)) result.refused.set(item.elementId, resurrected());
    } else if (row?.gone) takeLeave(context, item, result);
    else if (!row || needsReading(item, row, result)) wanted.push(item);
  }
  // Of what is known only the manifests are read first: sharing changes no content.
  await takeKnown(context, wanted.filter(isSummarised), rows, result);
  const isTaken = (elementId: string): boolean => [result.kept, result.refused, result.erased].some((taken) => taken.has(elementId));
  const unread = wanted.filter(({ elementId }) => !isTaken(elementId));
  for await (const page of readElements(context.session, unread, true)) await takeContent(context, unread, page, rows, result);
  return result;
}

const isSummarised = ({ known }: Wanted): boolean => known?.summary !== undefined && !known.gone;

/** A row of an element that this device knows to be erased is its end, or of what was destroyed before. */
function isEndOf({ version, manifestHash }: ErasedEntry, row: FeedRow | undefined): boolean {
  if (!row) return true;
  return !row.gone && (row.version < version || (row.version === version && row.hash === manifestHash));
}

function resurrected(): SealchartError {
  return new SealchartError('E_ROLLBACK', { detail: 'versions of an element that was erased' });
}

/** No longer a reader: the state stays, so that an older one is noticed later; what was shown of it goes. */
function takeLeave({ session }: ElementsContext, { elementId, known }: Wanted, result: PageResult): void {
  if (known?.state.recordId === session.account.accountId) {
    result.refused.set(elementId, new SealchartError('E_INCOMPLETE', { detail: 'the owner is in every audience' }));
    return;
  }
  result.gone.add(elementId);
  if (!known) return;
  const { summary: _forgotten, ...rest } = known;
  result.kept.set(elementId, { ...rest, gone: true });
}

/** False when this device has this version already; another one in its place is refused. */
function needsReading(item: Wanted, row: FeedRow, result: PageResult): boolean {
  const state = item.known?.state;
  if (!state || row.version > state.version || !isSummarised(item)) return true;
  if (row.version === state.version && row.hash !== state.manifestHash) {
    result.refused.set(item.elementId, new SealchartError('E_ROLLBACK', { detail: 'two versions in one place' }));
  }
  return false;
}

/** Takes up new manifests of elements whose content did not change; the others are left to be read with content. */
async function takeKnown(
  context: ElementsContext,
  wanted: readonly Wanted[],
  rows: ReadonlyMap<string, FeedRow>,
  result: PageResult,
): Promise<void> {
  for await (const { views, missing } of readElements(context.session, wanted, false)) {
    for (const elementId of missing) result.refused.set(elementId, new SealchartError('E_INCOMPLETE', { detail: 'not served' }));
    const proofs = new AnchorProofs(context, [...views.keys()]);
    await mapInFlight(
      wanted.filter(({ elementId }) => views.has(elementId)),
      async ({ elementId, known }) => {
        const view = views.get(elementId);
        if (!view) return;
        const taken = await attempt(async () => {
          if (await takeEnd(context, view, { known, proofs, row: rows.get(elementId) }, result)) return undefined;
          const stored = await verifyView(context, view, known, proofs);
          requireRowVersion(stored.state, rows.get(elementId));
          return stored;
        });
        if (!taken.ok) result.refused.set(elementId, taken.error);
        else if (taken.value?.summary) result.kept.set(elementId, taken.value);
      },
    );
  }
}

async function takeContent(
  context: ElementsContext,
  wanted: readonly Wanted[],
  { views, missing }: ReadPage,
  rows: ReadonlyMap<string, FeedRow>,
  result: PageResult,
): Promise<void> {
  for (const elementId of missing) result.refused.set(elementId, new SealchartError('E_INCOMPLETE', { detail: 'not served' }));
  const proofs = new AnchorProofs(context, [...views.keys()]);
  await mapInFlight(
    wanted.filter(({ elementId }) => views.has(elementId)),
    async ({ elementId, known }) => {
      const view = views.get(elementId);
      if (!view) return;
      const taken = await attempt(async () => {
        if (await takeEnd(context, view, { known, proofs, row: rows.get(elementId) }, result)) return undefined;
        const { stored, content } = await proveElement(context, view, known, proofs);
        requireRowVersion(stored.state, rows.get(elementId));
        if (content.schema === VERIFICATION) await noteVerification(context, stored.state, content);
        return stored;
      });
      if (taken.ok && taken.value) result.kept.set(elementId, taken.value);
      if (!taken.ok) result.refused.set(elementId, taken.error);
    },
  );
}

/** Whether the element ended; a proven end is noted. Throws as `verifyErase`. */
async function takeEnd(
  context: ElementsContext,
  view: ElementView,
  { known, proofs, row }: { readonly known: StoredElement | undefined; readonly proofs: AnchorProofs; readonly row: FeedRow | undefined },
  result: PageResult,
): Promise<boolean> {
  const erase = await eraseIn(context.session, view);
  if (!erase) return false;
  const entry = await verifyErase(context, erase, { view, known, proofs });
  requireRowVersion(entry, row);
  result.erased.set(entry.elementId, entry);
  return true;
}

/** The server serves at least the version that its own feed told of. */
function requireRowVersion({ version }: { readonly version: number }, row: FeedRow | undefined): void {
  if (row && version < row.version) throw new SealchartError('E_INCOMPLETE', { detail: `version ${version} of ${row.version}` });
}
