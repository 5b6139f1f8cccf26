import type { ElementView, FeedRow } from '@sealchart/protocol';
import { SealchartError, VERIFICATION, fromB64u, sha256B64u } from '@sealchart/protocol';
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

/** An element that a page names, or that was refused before. */
interface Named extends Wanted {
  /** Newest version that the feed told of. */
  readonly told: number;
}

/**
 * Reads and verifies the elements that rows of the feed name, and those that were refused before: `again` has the newest version that the
 * feed told of each. Keeps nothing itself.
 *
 * [Note: Refused before] What was refused stays refused until the server shows, beside what is newer, the very version that this device
 * verified last, and all that its feed told of. To say that there is nothing new is no answer to having shown something else.
 */
export async function takePage(
  context: ElementsContext,
  rows: ReadonlyMap<string, FeedRow>,
  again: ReadonlyMap<string, number>,
): Promise<PageResult> {
  const result: PageResult = { kept: new Map(), refused: new Map(), gone: new Set(), erased: new Map() };
  const ids = [...new Set([...again.keys(), ...rows.keys()])];
  const wanted: Named[] = [];
  for (const item of await knownElements(context.session, ids)) {
    const { elementId, known } = item;
    const row = rows.get(elementId);
    const before = again.get(elementId);
    const erased = await erasedEntry(context.session, elementId);
    if (erased && !isEndOf(erased, row)) result.refused.set(elementId, resurrected());
    else if (erased && before === undefined) {
      // Another process of this account may have kept it anew while this one took up its end.
      if (known) result.erased.set(elementId, erased);
    } else if (row?.gone) takeLeave(context, item, result);
    else if (isFork(item, row)) result.refused.set(elementId, new SealchartError('E_ROLLBACK', { detail: 'two versions in one place' }));
    else if (before !== undefined) wanted.push({ ...oneBack(item), told: erased ? 0 : Math.max(before, row?.version ?? 0) });
    else if (row && needsReading(item, row)) wanted.push({ ...item, told: row.version });
  }
  // Of what is known only the manifests are read first: sharing changes no content.
  await takeKnown(context, wanted.filter(isSummarised), result);
  const isTaken = (elementId: string): boolean => [result.kept, result.refused, result.erased].some((taken) => taken.has(elementId));
  const unread = wanted.filter(({ elementId }) => !isTaken(elementId));
  for await (const page of readElements(context.session, unread, true)) await takeContent(context, unread, page, result);
  return result;
}

/** See [Note: Refused before]. */
function oneBack(item: Wanted): Wanted {
  return item.known ? { ...item, after: item.known.state.version - 1 } : item;
}

/** What is newer than this device knows; first the version that it verified last, where that was asked for: `E_ROLLBACK` without. */
async function newerOf({ session }: ElementsContext, view: ElementView, { known, after }: Wanted): Promise<ElementView> {
  if (!known || after === undefined || (await eraseIn(session, view))) return view;
  const [shown, ...chain] = view.chain;
  if (shown && (await sha256B64u(fromB64u(shown.statement))) === known.state.manifestHash) return { ...view, chain };
  throw new SealchartError('E_ROLLBACK', { detail: 'the version that was verified here is not shown again' });
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

/** Another version in the place of the one that was verified last. */
function isFork({ known }: Wanted, row: FeedRow | undefined): boolean {
  return known !== undefined && row?.version === known.state.version && row.hash !== known.state.manifestHash;
}

/** False when this device has this version already. */
function needsReading(item: Wanted, row: FeedRow): boolean {
  return !item.known || row.version > item.known.state.version || !isSummarised(item);
}

/** Takes up new manifests of elements whose content did not change; the others are left to be read with content. */
async function takeKnown(context: ElementsContext, wanted: readonly Named[], result: PageResult): Promise<void> {
  for await (const page of readElements(context.session, wanted, false)) {
    const { views } = page;
    takeMissing(context, wanted, page, result);
    const proofs = new AnchorProofs(context, [...views.keys()]);
    await mapInFlight(
      wanted.filter(({ elementId }) => views.has(elementId)),
      async (item) => {
        const { elementId, known, told } = item;
        const served = views.get(elementId);
        if (!served) return;
        const taken = await attempt(async () => {
          const view = await newerOf(context, served, item);
          if (await takeEnd(context, view, { known, proofs, told }, result)) return undefined;
          const stored = await verifyView(context, view, known, proofs);
          requireToldVersion(stored.state, told);
          return stored;
        });
        if (!taken.ok) result.refused.set(elementId, taken.error);
        else if (taken.value?.summary) result.kept.set(elementId, taken.value);
      },
    );
  }
}

async function takeContent(context: ElementsContext, wanted: readonly Named[], page: ReadPage, result: PageResult): Promise<void> {
  const { views } = page;
  takeMissing(context, wanted, page, result);
  const proofs = new AnchorProofs(context, [...views.keys()]);
  await mapInFlight(
    wanted.filter(({ elementId }) => views.has(elementId)),
    async (item) => {
      const { elementId, known, told } = item;
      const served = views.get(elementId);
      if (!served) return;
      const taken = await attempt(async () => {
        const view = await newerOf(context, served, item);
        if (await takeEnd(context, view, { known, proofs, told }, result)) return undefined;
        const { stored, content } = await proveElement(context, view, known, proofs);
        requireToldVersion(stored.state, told);
        if (content.schema === VERIFICATION) await noteVerification(context, stored.state, content);
        return stored;
      });
      if (taken.ok && taken.value) result.kept.set(elementId, taken.value);
      if (!taken.ok) result.refused.set(elementId, taken.error);
    },
  );
}

/** What the feed told of and the server does not serve; an access that has ended is left as after a removal, on the server's word. */
function takeMissing(context: ElementsContext, wanted: readonly Wanted[], { missing, ended }: ReadPage, result: PageResult): void {
  const byId = new Map(wanted.map((item) => [item.elementId, item]));
  for (const elementId of missing) {
    const item = byId.get(elementId);
    if (item && ended.has(elementId)) takeLeave(context, item, result);
    else result.refused.set(elementId, new SealchartError('E_INCOMPLETE', { detail: 'not served' }));
  }
}

/** Whether the element ended; a proven end is noted. Throws as `verifyErase`. */
async function takeEnd(
  context: ElementsContext,
  view: ElementView,
  { known, proofs, told }: { readonly known: StoredElement | undefined; readonly proofs: AnchorProofs; readonly told: number },
  result: PageResult,
): Promise<boolean> {
  const erase = await eraseIn(context.session, view);
  if (!erase) return false;
  const entry = await verifyErase(context, erase, { view, known, proofs });
  requireToldVersion(entry, told);
  result.erased.set(entry.elementId, entry);
  return true;
}

/** The server serves at least the version that its own feed told of. */
function requireToldVersion({ version }: { readonly version: number }, told: number): void {
  if (version < told) throw new SealchartError('E_INCOMPLETE', { detail: `version ${version} of ${told}` });
}
