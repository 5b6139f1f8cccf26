import type { ElementView } from '@sealchart/protocol';
import { SealchartError, fromB64u, sha256B64u } from '@sealchart/protocol';
import type { OnProgress } from '../../client-api/edits.ts';
import { AnchorProofs } from '../anchors/anchor-proofs.ts';
import { FHIR_SCHEMA, NOTE_SCHEMA } from '../elements/content-opening.ts';
import type { ElementsContext } from '../elements/context.ts';
import { erasedEntry } from '../elements/erased-element.ts';
import { mapInFlight } from '../elements/in-flight.ts';
import type { ProvenElement } from '../elements/opening.ts';
import { proveElement } from '../elements/opening.ts';
import { inPageTurns } from '../elements/page-turns.ts';
import type { ReadPage } from '../elements/reading.ts';
import { knownElement } from '../elements/reading.ts';
import type { ShownElement, StoredElement } from '../elements/stored-element.ts';
import { ELEMENTS, StoredElement as StoredElementSchema, isShown } from '../elements/stored-element.ts';

/** Elements read at once: packets of one page are all that is held in memory. */
const PAGE = 100;

/** What is exported, and how. */
export interface ExportSelection {
  /** Absent: the own record. */
  readonly elementIds?: readonly string[] | undefined;
  /** Every manifest from the first version on, not only what is newer than this device knows. */
  readonly isWhole?: boolean;
  readonly onProgress?: OnProgress | undefined;
}

/** An element as the server sent it, and as it was proven. */
export interface ProvenView extends ProvenElement {
  readonly view: ElementView;
  /** In which it was proven. */
  readonly context: ElementsContext;
}

/**
 * Reads and proves elements page by page, in order, each page in a turn of its own. `E_NOT_FOUND` for a named one that is not open to
 * this account, `E_INCOMPLETE` for one of the own record, and whatever proving refuses: an export that ends is whole. What was erased
 * on this device since the export began is no longer part of the own record. What the last sync refused is not in the own record as
 * this device knows it: hosts sync before, and say so. Keeps nothing.
 */
export async function* provenElements(
  context: ElementsContext,
  { elementIds: named, isWhole = false, onProgress }: ExportSelection,
): AsyncGenerator<ProvenView, void, void> {
  const elementIds = named ?? (await context.inTurn(ownElements)).map(({ state }) => state.elementId);
  let done = 0;
  onProgress?.({ done, total: elementIds.length });
  for (let i = 0; i < elementIds.length; i += PAGE) {
    const asked = elementIds.slice(i, i + PAGE);
    const pages = inPageTurns(context, { elementIds: asked, content: true, isWhole }, async (current, page) => {
      const wanted = named ? asked : await notErased(current, asked);
      const missing = page.missing.filter((elementId) => wanted.includes(elementId));
      if (missing.length > 0) throw new SealchartError(named ? 'E_NOT_FOUND' : 'E_INCOMPLETE', { detail: missing.join(', ') });
      return provenPage(current, page, { wanted, isWhole });
    });
    for await (const proven of pages) {
      for (const element of proven) yield element;
      done += proven.length;
      onProgress?.({ done, total: elementIds.length });
    }
  }
}

async function provenPage(
  context: ElementsContext,
  { views }: ReadPage,
  { wanted, isWhole }: { readonly wanted: readonly string[]; readonly isWhole: boolean },
): Promise<ProvenView[]> {
  const { session } = context;
  const proofs = new AnchorProofs(context, [...views.keys()]);
  const present = wanted.flatMap((elementId) => views.get(elementId) ?? []);
  return mapInFlight(present, async (view) => {
    const known = await knownElement(session, view.elementId);
    if (isWhole && known) await requireSameChain(view, known);
    return { ...(await proveElement(context, view, isWhole ? undefined : known, proofs)), view, context };
  });
}

/** Those of them of which this device has not verified the end. */
async function notErased({ session }: ElementsContext, elementIds: readonly string[]): Promise<string[]> {
  const ends = await Promise.all(elementIds.map((elementId) => erasedEntry(session, elementId)));
  return elementIds.filter((_, i) => ends[i] === undefined);
}

/**
 * FHIR resources and notes of the own record as the last sync knows them: file by file in the order of the file, then what was
 * written by hand. Verifications of people and the like are not part of it.
 */
export async function ownElements({ session }: Pick<ElementsContext, 'session'>): Promise<ShownElement[]> {
  const all = [...(await session.store.getAll(ELEMENTS, StoredElementSchema)).values()].filter(isShown);
  return all.filter(({ state, summary }) => state.recordId === session.account.accountId && isExported(summary)).sort(byPlace);
}

function isExported({ schema }: ShownElement['summary']): boolean {
  return schema.startsWith(FHIR_SCHEMA) || schema === NOTE_SCHEMA;
}

/** A chain that is read from its beginning goes through the version that this device verified last. `E_ROLLBACK`. */
async function requireSameChain({ chain, elementId }: ElementView, { state, ahead }: StoredElement): Promise<void> {
  for (const { version, manifestHash } of ahead ? [state, ahead] : [state]) {
    const signed = chain[version - 1];
    const hash = signed && (await sha256B64u(fromB64u(signed.statement)));
    if (hash !== manifestHash) throw new SealchartError('E_ROLLBACK', { detail: elementId });
  }
}

function byPlace(a: ShownElement, b: ShownElement): number {
  const [left, right] = [a.summary.source, b.summary.source];
  if (left && right && left.importId === right.importId) return left.index - right.index;
  // What was written in the same second is in the order of its titles: two exports of one record are alike.
  const [first, second] = [
    `${left?.importId ?? '~'}${a.contentAt}${a.summary.title}`,
    `${right?.importId ?? '~'}${b.contentAt}${b.summary.title}`,
  ];
  return first < second ? -1 : Number(first > second);
}
