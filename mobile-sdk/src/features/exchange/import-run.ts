import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError, idOf } from '@sealchart/protocol';
import type * as z from 'zod/mini';
import type { FhirEntry } from '../../fhir/items.ts';
import { summarizeResource } from '../../fhir/summary.ts';
import { newIdempotencyKey } from '../../transport/idempotency.ts';
import { FHIR_SCHEMA } from '../elements/content-opening.ts';
import type { ElementsContext } from '../elements/context.ts';
import { sealNew } from '../elements/creation.ts';
import { mapInFlight } from '../elements/in-flight.ts';
import { newerChanges, postBatch } from '../elements/outbox.ts';
import type { Attempt } from '../elements/refusal.ts';
import { attempt } from '../elements/refusal.ts';
import type { PendingWrite } from '../elements/seal.ts';
import { outcomesOf, requestOf } from '../elements/writing.ts';
import type { IdentifiedEntry } from './entry-decision.ts';
import type { ChangedPart } from './changed-entries.ts';
import { changedKey, changedKeys } from './changed-entries.ts';
import type { ChangedEntry, ImportJournal, RefusedEntry } from './import-journal.ts';
import { JournalPlace, OutboxBatch, addedCounts, journalKey, outboxKey, settled } from './import-journal.ts';

type Session = ElementsContext['session'];

/** Refusals of a whole request that no repetition changes: its entries are refused, and sealed anew when the import is run again. */
const NEVER_STORED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['E_REQUEST', 'E_LIMIT', 'E_PLAINTEXT']);

/** An entry of the file, sealed, or why it could not be. */
export interface SealedEntry {
  readonly entry: FhirEntry;
  readonly result: Attempt<PendingWrite>;
}

/** What became of the entries of one batch that are not sealed as new elements. */
export interface SettledEntries {
  /** Every entry of the batch. */
  readonly taken: readonly number[];
  readonly identical: readonly { readonly resourceType: string }[];
  readonly provenance: number;
  readonly changed: readonly ChangedEntry[];
  /** Changed entries whose new version was refused. */
  readonly refused: readonly RefusedEntry[];
}

/** A batch that is kept until its answer was written down. */
export interface WrittenBatch {
  readonly key: string;
  readonly batch: OutboxBatch;
}

/**
 * One import under way. Each batch is sealed, written down with the journal in one atomic write, sent, and its answer is
 * written down with the elements in another: killed between any two, it goes on from what was written down, and
 * nothing is doubled, because a batch is sent again with the same key and body.
 */
export class ImportRun {
  /** Entries that an earlier run could not bring home. */
  readonly #again: ReadonlySet<number>;
  /** The journal of this file as it lies in the store, unless somebody else writes it. */
  #found: z.infer<typeof JournalPlace> | undefined;
  #journal: ImportJournal;

  /** `found`: the journal that was there; default: this one. */
  constructor(journal: ImportJournal, { found }: { readonly found: ImportJournal | undefined } = { found: journal }) {
    this.#journal = journal;
    this.#found = found;
    this.#again = new Set(journal.refused.map(({ index }) => index));
  }

  get journal(): ImportJournal {
    return this.#journal;
  }

  /** Entries of the file that are decided: stored, refused or left out. */
  get done(): number {
    const { stored, refused, identical, provenance, changed, settledChanges } = this.#journal;
    const left = changed.filter(isSettled).length + settledChanges;
    return Object.values(stored).reduce((sum, count) => sum + count, 0) + refused.length + identical + provenance + left;
  }

  /** Whether an entry of the file is still to be sealed: behind what was written down, or refused before. */
  isWanted(index: number): boolean {
    return index >= this.#journal.next || this.#again.has(index);
  }

  /** Sends what an earlier run wrote down and did not settle. */
  async resume(session: Session): Promise<void> {
    for (const key of this.#journal.outbox) {
      const batch = await session.store.get(key, OutboxBatch);
      if (!batch) throw new SealchartError('E_STORE', { detail: `entry ${key} is missing` });
      await this.send(session, { key, batch });
    }
  }

  /** Seals entries; one that cannot be sealed is a value. Touches neither store nor network. */
  seal(session: Session, entries: readonly IdentifiedEntry[], onSealed?: () => void): Promise<SealedEntry[]> {
    return mapInFlight(entries, async (entry) => {
      const result = await attempt(() => this.#sealEntry(session, entry));
      onSealed?.();
      return { entry, result };
    });
  }

  /**
   * Writes sealed entries, and what became of the others, down together with the journal. Gives what is to be sent, unless nothing was
   * sealed. `E_CONFLICT` when another process of this device imports the same file: it would come in twice.
   */
  async writeDown(session: Session, sealed: readonly SealedEntry[], settledEntries: SettledEntries): Promise<WrittenBatch | undefined> {
    await this.#requireAlone(session);
    const key = outboxKey(this.#journal);
    const writes = sealed.flatMap(({ entry, result }) => (result.ok ? [{ entry, write: result.value }] : []));
    const unsealed = sealed.flatMap(({ entry, result }) => (result.ok ? [] : [refusedEntry(entry.index, result.error)]));
    const refused = [...unsealed, ...settledEntries.refused];
    const taken = new Set(settledEntries.taken);
    const isEmpty = writes.length === 0;
    const journal: ImportJournal = {
      ...this.#journal,
      next: Math.max(this.#journal.next, ...[...taken].map((index) => index + 1)),
      refused: [...this.#journal.refused.filter(({ index }) => !taken.has(index)), ...refused].sort((a, b) => a.index - b.index),
      identical: this.#journal.identical + settledEntries.identical.length,
      identicalByType: addedCounts(this.#journal.identicalByType, settledEntries.identical),
      provenance: this.#journal.provenance + settledEntries.provenance,
      changed: this.#journal.changed.filter(({ index }) => !taken.has(index)),
      settledChanges: this.#journal.settledChanges + settledEntries.changed.filter(isSettled).length,
      outbox: isEmpty ? this.#journal.outbox : [...this.#journal.outbox, key],
      batch: this.#journal.batch + 1,
    };
    const batch: OutboxBatch = {
      idempotencyKey: newIdempotencyKey(session.ports.random),
      request: requestOf(writes.map(({ write }) => write)),
      entries: writes.map(({ entry: { index, resourceType }, write }) => ({ index, resourceType, stored: write.stored })),
    };
    const again = settledEntries.taken.filter((index) => this.#again.has(index));
    const part: ChangedPart = { again, changed: [...settledEntries.changed] };
    const puts: [string, unknown][] = [
      ...(isEmpty ? [] : [[key, batch] as [string, unknown]]),
      ...(part.changed.length + again.length === 0 ? [] : [[changedKey(this.#journal), part] as [string, unknown]]),
    ];
    await session.store.write({ put: new Map([...puts, [journalKey(journal.fileHash), journal]]) });
    this.#journal = this.#found = journal;
    return isEmpty ? undefined : { key, batch };
  }

  async #requireAlone({ store }: Session): Promise<void> {
    const stored = await store.get(journalKey(this.#journal.fileHash), JournalPlace);
    const isOwn = stored?.importId === this.#found?.importId && stored?.batch === this.#found?.batch;
    if (!isOwn)
      throw new SealchartError('E_CONFLICT', {
        detail: 'this file is being imported elsewhere on this device, or its import was taken back',
      });
  }

  /** Sends a batch that was written down, and writes down what came of it. Safe to repeat. */
  async send(session: Session, { key, batch }: WrittenBatch): Promise<void> {
    const sent = batch.entries.map(({ stored }) => stored);
    const answer = await attempt(() => postBatch(session, batch));
    // Whatever may pass leaves the batch where it is; it is sent again with the same key.
    if (!answer.ok && !NEVER_STORED.has(answer.error.code)) throw answer.error;
    const outcomes = answer.ok
      ? outcomesOf(sent, answer.value)
      : sent.map(({ state: { elementId } }) => ({ elementId, ok: false, error: answer.error }) as const);
    const refused = batch.entries.flatMap(({ index }, i) => {
      const outcome = outcomes[i];
      return outcome && !outcome.ok ? [refusedEntry(index, outcome.error)] : [];
    });
    const journal = settled(this.#journal, key, batch.entries, refused);
    const taken = sent.filter((_, i) => outcomes[i]?.ok === true);
    // An answer that comes late does not set back what a sync has brought since.
    const changes = await Promise.all(taken.map((stored) => newerChanges(session, { stored })));
    const put = new Map<string, unknown>([...changes.flatMap((change) => change.put), [journalKey(journal.fileHash), journal]]);
    await session.store.write({ put, remove: [key, ...changes.flatMap(({ remove }) => remove)] });
    this.#journal = journal;
  }

  /** The file was read to its end and everything was sent. What became of changed entries is told before: it goes now. */
  async finish(session: Session): Promise<void> {
    await this.#requireAlone(session);
    const journal = { ...this.#journal, finished: true };
    const remove = await changedKeys(session, journal.importId);
    await session.store.write({ put: new Map([[journalKey(journal.fileHash), journal]]), remove });
    this.#journal = this.#found = journal;
  }

  #sealEntry(session: Session, { body, resourceType, index, fullUrl, identity }: IdentifiedEntry): Promise<PendingWrite> {
    const { importId, fileHash } = this.#journal;
    return sealNew(session, idOf('elm_', session.ports.random.bytes(16)), {
      schema: `${FHIR_SCHEMA}${resourceType}`,
      title: summarizeResource(body).title,
      body,
      open: {},
      addenda: [],
      source: { importId, fileHash, index, ...(fullUrl === undefined ? {} : { fullUrl }) },
      resource: identity,
    });
  }
}

/** Whether nothing more is to come of a changed entry; what is added or refused is counted as such. */
function isSettled({ done }: ChangedEntry): boolean {
  return done === 'nothing' || done === 'updated';
}

/** A refusal as the journal keeps it. */
export function refusedEntry(index: number, { code, message }: SealchartError): RefusedEntry {
  return { index, code, message };
}
