import type { BatchResponse, ErrorCode } from '@sealchart/protocol';
import { BatchRequest, IDEMPOTENCY_KEY_CHARACTERS, SealchartError } from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { newIdempotencyKey } from '../../transport/idempotency.ts';
import type { EntryChanges } from './confirmed-changes.ts';
import { confirmedChanges } from './confirmed-changes.ts';
import { ErasedEntry, erasedEntry } from './erased-element.ts';
import { ProvenContent } from './kept-content.ts';
import { knownElement } from './reading.ts';
import type { PendingWrite } from './seal.ts';
import { StoredElement } from './stored-element.ts';

/** Where the sealed store keeps batches of acts; those of imports lie beside them, under the import's id. */
export const ACTS = 'outbox/act/';

/**
 * Failures that pass. Whether the server stored what was sent before one of them is unknown, or it was not asked at all: the batch is
 * sent again, with the same key and body.
 */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'E_NETWORK',
  'E_UNAVAILABLE',
  'E_THROTTLED',
  'E_INTERNAL',
  'E_UNAUTHENTICATED',
]);

/** A batch that is sealed and may have been sent; removed in the write that keeps what came of it. */
export const OutboxAct = z.strictObject({
  idempotencyKey: z.string().check(z.maxLength(IDEMPOTENCY_KEY_CHARACTERS)),
  request: BatchRequest,
  /** What this device keeps of each item once the server stored it. */
  items: z.array(z.strictObject({ stored: StoredElement, content: z.optional(ProvenContent), erased: z.optional(ErasedEntry) })),
});
export type OutboxAct = z.infer<typeof OutboxAct>;

/** Whether a failure may pass, so that what waits is sent again without anybody's doing. */
export function isPassing(error: unknown): error is SealchartError {
  return error instanceof SealchartError && PASSING.has(error.code);
}

/** Batches that wait, oldest first. */
export function storedActs({ store }: UnlockedSession): Promise<Map<string, OutboxAct>> {
  return store.getAll(ACTS, OutboxAct);
}

/**
 * Sends a batch under its key. A key that was kept for other bytes, such as those of an older release of this client, is replaced: the
 * manifests still make it safe to repeat.
 */
export async function postBatch(
  { api, ports }: UnlockedSession,
  { request, idempotencyKey }: Pick<OutboxAct, 'request' | 'idempotencyKey'>,
): Promise<BatchResponse> {
  try {
    return await api.batch(request, { idempotencyKey });
  } catch (error) {
    if (!(error instanceof SealchartError) || error.code !== 'E_IDEMPOTENCY') throw error;
    return api.batch(request, { idempotencyKey: newIdempotencyKey(ports.random) });
  }
}

/**
 * What changes on this device with a version that the server stored. An answer that comes late may be about a version that this device
 * has seen successors of, or the end: then what it knows stays. `E_ROLLBACK` where this device verified another version in that place.
 */
export async function newerChanges(
  session: UnlockedSession,
  { stored, content, erased }: OutboxAct['items'][number] | PendingWrite,
): Promise<EntryChanges> {
  const { elementId, version, manifestHash } = stored.state;
  const known = await knownElement(session, elementId);
  const isTaken = [known?.state, known?.ahead].some((taken) => taken?.version === version && taken.manifestHash !== manifestHash);
  if (isTaken) {
    throw new SealchartError('E_ROLLBACK', { detail: 'stored, says the server, in the place of a version that was verified here' });
  }
  const isPassed = (known?.state.version ?? 0) >= version || (await erasedEntry(session, elementId)) !== undefined;
  if (isPassed) return { put: [], remove: [] };
  const { ahead } = known ?? {};
  const reached = ahead && ahead.version > version ? { ...stored, ahead } : stored;
  return confirmedChanges({ stored: reached, ...(content === undefined ? {} : { content }), ...(erased === undefined ? {} : { erased }) });
}
