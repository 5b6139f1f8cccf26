import type { BatchRequest, BatchResponse, WriteResult } from '@sealchart/protocol';
import { SealchartError, toB64u } from '@sealchart/protocol';
import type { Outcome } from '../../client-api/edits.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { newIdempotencyKey } from '../../transport/idempotency.ts';
import { isServedCode } from '../../transport/problem.ts';
import { inBatches } from './batches.ts';
import type { OutboxAct } from './outbox.ts';
import { ACTS, isPassing, newerChanges, postBatch } from './outbox.ts';
import { attempt } from './refusal.ts';
import type { PendingWrite } from './seal.ts';
import type { StoredElement } from './stored-element.ts';
import { elementKey } from './stored-element.ts';

/** Bytes of one key packet of a former content in a request. */
const HISTORY_PACKET_BYTES = 1_024;

const SUFFIX_OCTETS = 8;

/** Bytes of a version in a request: manifest, key packets, and content where it brings one. */
const bytesOf = ({ write }: PendingWrite): number =>
  write.manifest.statement.length + (write.dataPacket?.length ?? 0) + (write.historyPackets?.length ?? 0) * HISTORY_PACKET_BYTES + 2_048;

/**
 * Sends sealed versions in batches and keeps the state of those that the server stored. Each batch is written down before it is sent.
 * When the server cannot be reached, or the session ended, that batch and the ones behind it wait for the next sync. One outcome each,
 * in order. `isLater`: nothing is sent now.
 */
export async function sendWrites(
  session: UnlockedSession,
  writes: readonly PendingWrite[],
  { isLater = false }: { readonly isLater?: boolean } = {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let waits = isLater;
  for await (const batch of inBatches(writes, bytesOf)) {
    const written = await writeDown(session, batch);
    const sent = waits ? undefined : await sendUnlessAway(session, written);
    waits = sent === undefined;
    outcomes.push(...(sent ?? batch.map(waitingOutcome)));
  }
  return outcomes;
}

/** A batch of an act that was written down. */
export interface WrittenAct {
  readonly key: string;
  readonly act: OutboxAct;
}

/**
 * Sends a batch that was written down, and writes down what came of it. Safe to repeat. A request that the server refuses as a whole is
 * refused for each item; what may pass or tells of a broken server is thrown, and the batch stays. `leftOf`: what of it is to be kept
 * in its place; default: nothing.
 */
export async function sendAct(
  session: UnlockedSession,
  { key, act }: WrittenAct,
  leftOf: (outcomes: readonly Outcome[]) => Promise<OutboxAct | undefined> = async () => undefined,
): Promise<Outcome[]> {
  const stored = act.items.map((item) => item.stored);
  const answer = await attempt(() => postBatch(session, act));
  const answered = answer.ok
    ? outcomesOf(stored, answer.value)
    : stored.map(({ state: { elementId } }): Outcome => ({ elementId, ok: false, error: answer.error }));
  const taken = await Promise.all(
    act.items.map(async (item, i) => (answered[i]?.ok === true ? attempt(() => newerChanges(session, item)) : undefined)),
  );
  const changes = taken.flatMap((result) => (result?.ok === true ? result.value : []));
  const outcomes = answered.map((outcome, i): Outcome => {
    const result = taken[i];
    return result?.ok === false ? { elementId: outcome.elementId, ok: false, error: result.error } : outcome;
  });
  const left = await leftOf(outcomes);
  const kept: (readonly [string, unknown])[] = left ? [[key, left]] : [];
  await session.store.write({
    put: new Map([...changes.flatMap(({ put }) => put), ...kept]),
    remove: [...changes.flatMap(({ remove }) => remove), ...(left ? [] : [key])],
  });
  return outcomes;
}

/** A batch under a new key. */
export function actOf({ ports }: UnlockedSession, batch: readonly PendingWrite[]): OutboxAct {
  return {
    idempotencyKey: newIdempotencyKey(ports.random),
    request: requestOf(batch),
    items: batch.map(({ write: _sent, ...kept }) => kept),
  };
}

async function writeDown(session: UnlockedSession, batch: readonly PendingWrite[]): Promise<WrittenAct> {
  const { ports, store } = session;
  const act = actOf(session, batch);
  // Keys sort by time, so that what was done first is sent first.
  const key = `${ACTS}${String(ports.clock.now()).padStart(16, '0')}-${toB64u(ports.random.bytes(SUFFIX_OCTETS))}`;
  await store.write({ put: new Map([[key, act]]) });
  return { key, act };
}

/** Undefined when the server cannot be reached for now, or not before the next login. */
async function sendUnlessAway(session: UnlockedSession, written: WrittenAct): Promise<Outcome[] | undefined> {
  try {
    return await sendAct(session, written);
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
}

function waitingOutcome({ stored: { state } }: PendingWrite): Outcome {
  return { elementId: state.elementId, ok: true, version: state.version, isWaiting: true };
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

function outcomeOf(sent: StoredElement, result: WriteResult): Outcome {
  const { elementId, version } = sent.state;
  if (result.status === 'refused') {
    const code = isServedCode(result.code) ? result.code : 'E_ANSWER';
    return { elementId, ok: false, error: new SealchartError(code, result.detail === undefined ? {} : { detail: result.detail }) };
  }
  requireSent(sent, result);
  return { elementId, ok: true, version };
}

/** What the server says that it stored must be what was sent to it. `E_ANSWER`. */
function requireSent({ state }: StoredElement, { elementId, version, hash }: Exclude<WriteResult, { readonly status: 'refused' }>): void {
  if (elementId !== state.elementId || version !== state.version || hash !== state.manifestHash) {
    throw new SealchartError('E_ANSWER', { detail: 'result of another version' });
  }
}

/** The entries of those that the server stored, to be kept. */
export function storedEntries(sent: readonly StoredElement[], outcomes: readonly Outcome[]): Map<string, StoredElement> {
  const kept = sent.filter((_, i) => outcomes[i]?.ok === true);
  return new Map(kept.map((stored) => [elementKey(stored.state.elementId), stored]));
}
