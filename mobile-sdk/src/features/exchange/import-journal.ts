import { BatchRequest, ElementId, Hash, IDEMPOTENCY_KEY_CHARACTERS, b64u } from '@sealchart/protocol';
import * as z from 'zod/mini';
import { StoredElement } from '../elements/stored-element.ts';

const Count = z.int().check(z.minimum(0));

/** An entry of the file that could not be sealed or that the server did not take; tried again when the import is run again. */
export const RefusedEntry = z.strictObject({ index: Count, code: z.string(), message: z.string() });
export type RefusedEntry = z.infer<typeof RefusedEntry>;

/** An entry of the file whose name is in the record with other content, and what was done with it. */
export const ChangedEntry = z.strictObject({
  index: Count,
  elementId: ElementId,
  resourceType: z.string(),
  title: z.string(),
  done: z.enum(['nothing', 'updated', 'added', 'refused']),
});
export type ChangedEntry = z.infer<typeof ChangedEntry>;

/** How far the import of one file has come: one sealed entry, `import/<file hash>`. */
export const ImportJournal = z.strictObject({
  importId: b64u(16, 16),
  fileHash: Hash,
  /** Entries before this index are sealed and in the outbox or with the server, or stand in `refused`. */
  next: Count,
  /** Entries that the server stored, by resource type. */
  stored: z.record(z.string(), Count),
  refused: z.array(RefusedEntry),
  /** Entries that were there already, exactly so. */
  identical: z._default(Count, 0),
  /** Those by resource type. */
  identicalByType: z._default(z.record(z.string(), Count), {}),
  /** Those whose name is there with other content, as an older release kept them; see `ChangedPart`. */
  changed: z._default(z.array(ChangedEntry), []),
  /** How many of the changed entries, apart from those, were left alone or made a new version. */
  settledChanges: z._default(Count, 0),
  /** Entries that an export of Sealchart added. */
  provenance: z._default(Count, 0),
  /** Keys of batches that were written down to be sent, oldest first. */
  outbox: z.array(z.string()),
  /** Number of the next batch. */
  batch: Count,
  finished: z.boolean(),
});
export type ImportJournal = z.infer<typeof ImportJournal>;

/** How far a journal has come, read without the rest, which may be long. */
export const JournalPlace = z.looseObject({ importId: b64u(16, 16), batch: Count });

/**
 * A batch that is sealed and may have been sent: written down together with the journal before it is sent, and sent
 * again, with the same key and the same body, until its answer was written down.
 */
export const OutboxBatch = z.strictObject({
  idempotencyKey: z.string().check(z.maxLength(IDEMPOTENCY_KEY_CHARACTERS)),
  request: BatchRequest,
  entries: z.array(z.strictObject({ index: Count, resourceType: z.string(), stored: StoredElement })),
});
export type OutboxBatch = z.infer<typeof OutboxBatch>;

/** Where the sealed store keeps journals. */
export const JOURNALS = 'import/';

/** Key of a file's journal in the sealed store. */
export function journalKey(fileHash: string): string {
  return `${JOURNALS}${fileHash}`;
}

/** The journal of a file that was never imported, or whose last import was finished. */
export function newJournal(importId: string, fileHash: string): ImportJournal {
  return {
    importId,
    fileHash,
    next: 0,
    stored: {},
    refused: [],
    identical: 0,
    identicalByType: {},
    changed: [],
    settledChanges: 0,
    provenance: 0,
    outbox: [],
    batch: 0,
    finished: false,
  };
}

/** Key of a batch in the sealed store. */
export function outboxKey({ importId, batch }: ImportJournal): string {
  return `outbox/${importId}/${batch}`;
}

/** The journal after the answer to a batch, or after its request was refused as a whole: counted, and no longer to be sent. */
export function settled(
  journal: ImportJournal,
  key: string,
  entries: OutboxBatch['entries'],
  refused: readonly RefusedEntry[],
): ImportJournal {
  const isRefused = new Set(refused.map(({ index }) => index));
  const stored = addedCounts(
    journal.stored,
    entries.filter(({ index }) => !isRefused.has(index)),
  );
  return {
    ...journal,
    stored,
    refused: [...journal.refused, ...refused].sort((a, b) => a.index - b.index),
    outbox: journal.outbox.filter((waiting) => waiting !== key),
  };
}

/** Counts by resource type with some more entries. */
export function addedCounts(
  counts: Readonly<Record<string, number>>,
  entries: readonly { readonly resourceType: string }[],
): Record<string, number> {
  const sum = { ...counts };
  for (const { resourceType } of entries) sum[resourceType] = (sum[resourceType] ?? 0) + 1;
  return sum;
}
