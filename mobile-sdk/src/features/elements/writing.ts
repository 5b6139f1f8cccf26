import type { BatchRequest, BatchResponse, WriteResult } from '@sealchart/protocol';
import { SealchartError, isErrorCode } from '@sealchart/protocol';
import type { Outcome } from '../../client-api.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { newIdempotencyKey } from '../../transport/idempotency.ts';
import { inBatches } from './batches.ts';
import type { PendingWrite } from './seal.ts';
import type { StoredElement } from './stored-element.ts';
import { elementKey } from './stored-element.ts';

/** Bytes of an access version in a request: one manifest and a few key packets. */
const bytesOf = ({ write }: PendingWrite): number => write.manifest.statement.length + (write.dataPacket?.length ?? 0) + 2_048;

/** Sends sealed versions in batches and keeps the state of those that the server stored. One outcome each, in order. */
export async function sendWrites(session: UnlockedSession, writes: readonly PendingWrite[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const batch of inBatches(writes, bytesOf)) {
    const answer = await session.api.batch(requestOf(batch), { idempotencyKey: newIdempotencyKey(session.ports.random) });
    const results = outcomesOf(
      batch.map(({ stored }) => stored),
      answer,
    );
    await session.store.write({
      put: storedEntries(
        batch.map(({ stored }) => stored),
        results,
      ),
    });
    outcomes.push(...results);
  }
  return outcomes;
}

/** The body of a batch request. */
export function requestOf(batch: readonly PendingWrite[]): BatchRequest {
  return { items: batch.map(({ write }) => write) };
}

/** One outcome for each state that was sent. `E_ANSWER` unless there is one result for each, naming this very version. */
export function outcomesOf(sent: readonly StoredElement[], answer: BatchResponse): Outcome[] {
  if (answer.results.length !== sent.length) throw new SealchartError('E_ANSWER', { detail: 'one result for each element' });
  return sent.map((stored, i) => outcomeOf(stored, answer.results[i] as WriteResult));
}

function outcomeOf({ state: { elementId, version, manifestHash } }: StoredElement, result: WriteResult): Outcome {
  if (result.status === 'refused') {
    const code = isErrorCode(result.code) ? result.code : 'E_ANSWER';
    return { elementId, ok: false, error: new SealchartError(code, result.detail === undefined ? {} : { detail: result.detail }) };
  }
  if (result.elementId !== elementId || result.version !== version || result.hash !== manifestHash) {
    throw new SealchartError('E_ANSWER', { detail: 'result of another version' });
  }
  return { elementId, ok: true, version };
}

/** The entries of those that the server stored, to be kept. */
export function storedEntries(sent: readonly StoredElement[], outcomes: readonly Outcome[]): Map<string, StoredElement> {
  const kept = sent.filter((_, i) => outcomes[i]?.ok === true);
  return new Map(kept.map((stored) => [elementKey(stored.state.elementId), stored]));
}
