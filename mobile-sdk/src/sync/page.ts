import type { FeedRow } from '@sealchart/protocol';
import { SealchartError, VERIFICATION } from '@sealchart/protocol';
import { AnchorProofs } from '../features/anchors/anchor-proofs.ts';
import { verifyView } from '../features/elements/chain-verification.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import { mapInFlight } from '../features/elements/in-flight.ts';
import { proveElement } from '../features/elements/opening.ts';
import type { ReadPage, Wanted } from '../features/elements/reading.ts';
import { knownElements, readElements } from '../features/elements/reading.ts';
import { attempt } from '../features/elements/refusal.ts';
import type { StoredElement } from '../features/elements/stored-element.ts';
import { noteVerification } from '../features/elements/verification.ts';

/** What one page of the feed comes to. */
export interface PageResult {
  /** New states to be kept, those of elements that are gone included. */
  readonly kept: Map<string, StoredElement>;
  readonly refused: Map<string, SealchartError>;
  /** Elements whose audience the account has left. */
  readonly gone: Set<string>;
}

/** Reads and verifies the elements that rows of the feed name, and those that were refused before. Keeps nothing itself. */
export async function takePage(
  context: ElementsContext,
  rows: ReadonlyMap<string, FeedRow>,
  again: readonly string[],
): Promise<PageResult> {
  const result: PageResult = { kept: new Map(), refused: new Map(), gone: new Set() };
  const ids = [...new Set([...again, ...rows.keys()])];
  const wanted: Wanted[] = [];
  for (const item of await knownElements(context.session, ids)) {
    const row = rows.get(item.elementId);
    if (row?.gone) takeLeave(context, item, result);
    else if (!row || needsReading(item, row, result)) wanted.push(item);
  }
  // Of what is known only the manifests are read first: sharing changes no content.
  await takeKnown(context, wanted.filter(isSummarised), rows, result);
  const unread = wanted.filter(({ elementId }) => !result.kept.has(elementId) && !result.refused.has(elementId));
  for await (const page of readElements(context.session, unread, true)) await takeContent(context, unread, page, rows, result);
  return result;
}

const isSummarised = ({ known }: Wanted): boolean => known?.summary !== undefined && !known.gone;

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
          const stored = await verifyView(context, view, known, proofs);
          requireRowVersion(stored, rows.get(elementId));
          return stored;
        });
        if (!taken.ok) result.refused.set(elementId, taken.error);
        else if (taken.value.summary) result.kept.set(elementId, taken.value);
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
        const { stored, content } = await proveElement(context, view, known, proofs);
        requireRowVersion(stored, rows.get(elementId));
        if (content.schema === VERIFICATION) await noteVerification(context, stored.state, content);
        return stored;
      });
      if (taken.ok) result.kept.set(elementId, taken.value);
      else result.refused.set(elementId, taken.error);
    },
  );
}

/** The server serves at least the version that its own feed told of. */
function requireRowVersion({ state }: StoredElement, row: FeedRow | undefined): void {
  if (row && state.version < row.version)
    throw new SealchartError('E_INCOMPLETE', { detail: `version ${state.version} of ${row.version}` });
}
