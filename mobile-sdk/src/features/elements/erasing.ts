import type { ElementView } from '@sealchart/protocol';
import { SealchartError, compareAscii } from '@sealchart/protocol';
import type { OnProgress, Outcome } from '../../client-api/edits.ts';
import type { ErasedElement } from '../../client-api/elements.ts';
import { AnchorProofs } from '../anchors/anchor-proofs.ts';
import { requireLiving, verifyVersions } from './chain-verification.ts';
import { erasedChanges } from './confirmed-changes.ts';
import type { ElementsContext } from './context.ts';
import { editKeys } from './edit-mark.ts';
import { fetchReceipts } from './erase-receipts.ts';
import { ERASED, ErasedEntry, eraseIn, erasedEntry, erasedKey, verifyErase } from './erased-element.ts';
import { mapInFlight } from './in-flight.ts';
import { requireNewest } from './manifest-checks.ts';
import { inPageTurns } from './page-turns.ts';
import type { ReadPage } from './reading.ts';
import { knownElement } from './reading.ts';
import type { Attempt } from './refusal.ts';
import { attempt } from './refusal.ts';
import type { PendingWrite } from './seal.ts';
import { signErase } from './seal.ts';
import { sendWrites } from './writing.ts';

/** Tries for one element when others change it at the same time. */
const ROUNDS = 4;

/**
 * Erases elements of the own record: each is read and verified, its end is signed, and with the server's word it is dropped from this
 * device, content and edits too, a page in each turn. What was erased before is told as such. The receipts are fetched at the end; `erasedElements` asks again for
 * those that are missing then. One outcome each, in order.
 */
export async function eraseElements(context: ElementsContext, elementIds: readonly string[], onProgress?: OnProgress): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const ids = [...new Set(elementIds)];
  const before = await context.inTurn(({ session }) => Promise.all(ids.map((elementId) => erasedEntry(session, elementId))));
  for (const entry of before) if (entry) outcomes.set(entry.elementId, erasedOutcome(entry));
  let left = ids.filter((elementId) => !outcomes.has(elementId));
  for (let round = 1; left.length > 0 && round <= ROUNDS; round += 1) {
    for await (const page of inPageTurns(context, { elementIds: left, content: false }, erasePage)) {
      for (const outcome of page) outcomes.set(outcome.elementId, outcome);
      onProgress?.({ done: [...outcomes.values()].filter((outcome) => !isOvertaken(outcome)).length, total: elementIds.length });
    }
    left = [...outcomes.values()].filter(isOvertaken).map((outcome) => outcome.elementId);
  }
  await context.inTurn((current) => tryReceipts(current, ids));
  return elementIds.map((elementId) => outcomes.get(elementId) ?? refused(elementId, new SealchartError('E_NOT_FOUND')));
}

/** What was erased from the own record, newest first; receipts that this device does not have are asked for where the server can be reached. */
export async function erasedElements(context: ElementsContext): Promise<ErasedElement[]> {
  const entries = await context.session.store.getAll(ERASED, ErasedEntry);
  const missing = [...entries.values()].filter(({ receipt }) => receipt === undefined);
  try {
    for (const entry of await fetchReceipts(context, missing)) entries.set(erasedKey(entry.elementId), entry);
  } catch (error) {
    // Offline the list is what this device knows; a receipt that is wrong is not passed over.
    if (!(error instanceof SealchartError) || !['E_NETWORK', 'E_UNAVAILABLE'].includes(error.code)) throw error;
  }
  return [...entries.values()].sort((a, b) => compareAscii(b.erasedAt, a.erasedAt) || compareAscii(a.elementId, b.elementId)).map(toErased);
}

function toErased({ elementId, recordId, version, erasedAt, receipt }: ErasedEntry): ErasedElement {
  return { elementId, recordId, version, erasedAt, ...(receipt === undefined ? {} : { receipt }) };
}

async function erasePage(context: ElementsContext, page: ReadPage): Promise<Outcome[]> {
  const proofs = new AnchorProofs(context, [...page.views.keys()]);
  const prepared = await mapInFlight([...page.views.values()], async (view) => ({
    elementId: view.elementId,
    result: await attempt(() => prepare(context, view, proofs)),
  }));
  const writes = prepared.flatMap(({ result }) => (result.ok && 'write' in result.value ? [result.value] : []));
  const settled = prepared.flatMap(({ elementId, result }) => settle(elementId, result));
  const sent = await sendWrites(context.session, writes);
  return [...sent, ...settled, ...page.missing.map((elementId) => refused(elementId, new SealchartError('E_NOT_FOUND')))];
}

/**
 * The signed end of one element, or the one that another device of this account was faster with, which is taken up. Nothing is shown or
 * passed on here, so that an element can be erased although only a key that was given up vouches for it.
 */
async function prepare(context: ElementsContext, view: ElementView, proofs: AnchorProofs): Promise<PendingWrite | ErasedEntry> {
  const { session } = context;
  const known = await knownElement(session, view.elementId);
  const erase = await eraseIn(session, view);
  if (erase) {
    const entry = await verifyErase(context, erase, { view, known, proofs });
    const { put, remove } = erasedChanges(entry);
    await session.store.write({ put: new Map(put), remove: [...remove, ...editKeys(entry.elementId)] });
    return entry;
  }
  await requireLiving(context, view, known, proofs);
  let newest = known;
  for await (const { stored } of verifyVersions(context, view, known)) newest = stored;
  if (!newest) throw new SealchartError('E_INCOMPLETE', { detail: 'an element without a manifest' });
  requireNewest(view.newest, newest.state.version);
  if (newest.state.recordId !== session.account.accountId) {
    throw new SealchartError('E_RIGHT', { detail: 'only the owner of the record erases' });
  }
  return signErase(session, newest);
}

function settle(elementId: string, result: Attempt<PendingWrite | ErasedEntry>): Outcome[] {
  if (!result.ok) return [refused(elementId, result.error)];
  return 'write' in result.value ? [] : [erasedOutcome(result.value)];
}

/** Receipts are a courtesy of the act: the elements are erased without them. */
async function tryReceipts(context: ElementsContext, elementIds: readonly string[]): Promise<void> {
  const entries = await Promise.all(elementIds.map((elementId) => erasedEntry(context.session, elementId)));
  const missing = entries.filter((entry) => entry !== undefined).filter(({ receipt }) => receipt === undefined);
  try {
    await fetchReceipts(context, missing);
  } catch (error) {
    if (!(error instanceof SealchartError)) throw error;
  }
}

/** Somebody else changed or erased it meanwhile: it is read again. */
function isOvertaken(outcome: Outcome): boolean {
  return !outcome.ok && (outcome.error.code === 'E_CONFLICT' || outcome.error.code === 'E_ERASED');
}

function erasedOutcome({ elementId, version }: ErasedEntry): Outcome {
  return { elementId, ok: true, version };
}

function refused(elementId: string, error: SealchartError): Outcome {
  return { elementId, ok: false, error };
}
