import type { ElementView, SealedContent } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { OnProgress, Outcome } from '../../client-api/edits.ts';
import { AnchorProofs } from '../anchors/anchor-proofs.ts';
import { verifyView } from './chain-verification.ts';
import type { ElementsContext } from './context.ts';
import { mapInFlight } from './in-flight.ts';
import { inPageTurns } from './page-turns.ts';
import type { ReadPage, Wanted } from './reading.ts';
import { knownElements } from './reading.ts';
import type { Attempt } from './refusal.ts';
import { attempt } from './refusal.ts';
import type { PendingWrite } from './seal.ts';
import type { StoredElement } from './stored-element.ts';
import { keepVerified } from './verified-ahead.ts';
import { sendWrites } from './writing.ts';

/** Tries for one element when others change it at the same time. */
const ROUNDS = 4;

/** The access version to send, or undefined when the audience is as it should be. Throws where the account has no right to it. */
export type PrepareAccess = (stored: StoredElement, content: SealedContent | undefined) => Promise<PendingWrite | undefined>;

/** How one audience becomes another. */
export interface AudienceChange {
  /** Whether the key is needed, and with it the packets. */
  readonly needsContent: boolean;
  /** Begins in a turn, and again in one before which others acted: whom one seals to may have changed the key. */
  begin(context: ElementsContext): Promise<PrepareAccess>;
}

/**
 * Makes one access version of each element, in batches that have a turn each. Every element is read and verified first; where somebody
 * was faster it is read again and tried again. One outcome each, in order.
 */
export async function changeAudiences(
  context: ElementsContext,
  elementIds: readonly string[],
  change: AudienceChange,
  onProgress?: OnProgress,
): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  let prepare = await context.inTurn((current) => change.begin(current));
  let left = [...new Set(elementIds)];
  for (let round = 1; left.length > 0 && round <= ROUNDS; round += 1) {
    const pages = inPageTurns(context, { elementIds: left, content: change.needsContent }, async (current, page, isAfterOthers) => {
      if (isAfterOthers) prepare = await change.begin(current);
      return changePage(current, page, prepare);
    });
    for await (const page of pages) {
      for (const outcome of page) outcomes.set(outcome.elementId, outcome);
      onProgress?.({ done: [...outcomes.values()].filter((outcome) => !isConflict(outcome)).length, total: elementIds.length });
    }
    left = [...outcomes.values()].filter(isConflict).map((outcome) => outcome.elementId);
  }
  return elementIds.map((elementId) => outcomes.get(elementId) ?? refused(elementId, new SealchartError('E_NOT_FOUND')));
}

async function changePage(context: ElementsContext, page: ReadPage, prepare: PrepareAccess): Promise<Outcome[]> {
  const proofs = new AnchorProofs(context, [...page.views.keys()]);
  const prepared = await mapInFlight([...page.views.values()], async (view) => ({
    view,
    result: await attempt(() => prepareView(context, view, prepare, proofs)),
  }));
  // What a change follows was verified, whatever becomes of it: it must not be made anew behind that.
  await keepVerified(
    context.session,
    prepared.flatMap(({ result }) => (result.ok ? [result.value.stored] : [])),
  );
  const sent = await sendWrites(
    context.session,
    prepared.flatMap(({ result }) => (result.ok && result.value.write ? [result.value.write] : [])),
  );
  const settled = prepared.flatMap(({ view, result }) => settle(view.elementId, result));
  return [...sent, ...settled, ...page.missing.map((elementId) => refused(elementId, new SealchartError('E_NOT_FOUND')))];
}

interface Prepared {
  /** The verified state. */
  readonly stored: StoredElement;
  readonly write: PendingWrite | undefined;
}

async function prepareView(context: ElementsContext, view: ElementView, prepare: PrepareAccess, proofs: AnchorProofs): Promise<Prepared> {
  const [wanted] = await knownElements(context.session, [view.elementId]);
  const stored = await verifyView(context, view, (wanted as Wanted).known, proofs);
  return { stored, write: await prepare(stored, view.content) };
}

/** What is decided without sending anything: a refusal, or an audience that is already as it should be. */
function settle(elementId: string, result: Attempt<Prepared>): Outcome[] {
  if (!result.ok) return [refused(elementId, result.error)];
  return result.value.write ? [] : [{ elementId, ok: true, version: result.value.stored.state.version }];
}

function isConflict(outcome: Outcome): boolean {
  return !outcome.ok && outcome.error.code === 'E_CONFLICT';
}

function refused(elementId: string, error: SealchartError): Outcome {
  return { elementId, ok: false, error };
}
