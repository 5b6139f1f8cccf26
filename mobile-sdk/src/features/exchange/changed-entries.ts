import * as z from 'zod/mini';
import type { ElementsContext } from '../elements/context.ts';
import type { ImportJournal } from './import-journal.ts';
import { ChangedEntry } from './import-journal.ts';

type Session = ElementsContext['session'];

/**
 * What became of the changed entries of one batch. They lie beside the journal, one part a batch: the journal is written with every
 * batch, and of a file with many thousands of them it would be long.
 */
export const ChangedPart = z.strictObject({
  /** Entries of this batch that an earlier run had tried: what other parts say of them is over. */
  again: z.array(z.int()),
  changed: z.array(ChangedEntry),
});
export type ChangedPart = z.infer<typeof ChangedPart>;

/** Key in the sealed store of what became of one batch; keys sort by batch. */
export function changedKey({ importId, batch }: Pick<ImportJournal, 'importId' | 'batch'>): string {
  return `${partsOf(importId)}${String(batch).padStart(8, '0')}`;
}

/** All changed entries of an import so far, in the order of the file. */
export async function changedEntries({ store }: Session, { importId, changed: older }: ImportJournal): Promise<ChangedEntry[]> {
  const entries = new Map(older.map((entry) => [entry.index, entry]));
  for (const { again, changed } of (await store.getAll(partsOf(importId), ChangedPart)).values()) {
    for (const index of again) entries.delete(index);
    for (const entry of changed) entries.set(entry.index, entry);
  }
  return [...entries.values()].sort((a, b) => a.index - b.index);
}

/** Keys of all parts of an import. */
export async function changedKeys({ store }: Session, importId: string): Promise<string[]> {
  return [...(await store.getAll(partsOf(importId), ChangedPart)).keys()];
}

function partsOf(importId: string): string {
  return `import-changed/${importId}/`;
}
