import { editKeys } from './edit-mark.ts';
import type { ErasedEntry } from './erased-element.ts';
import { erasedKey } from './erased-element.ts';
import { contentKey, keepContent } from './kept-content.ts';
import type { PendingWrite } from './seal.ts';
import { elementKey } from './stored-element.ts';

/** Entries of the sealed store that change together. */
export interface EntryChanges {
  readonly put: readonly (readonly [key: string, value: unknown])[];
  readonly remove: readonly string[];
}

/** What this device keeps and drops once the server says that it stored this version. */
export function confirmedChanges({ stored, content, erased }: Pick<PendingWrite, 'stored' | 'content' | 'erased'>): EntryChanges {
  const { elementId } = stored.state;
  if (erased) {
    const { put, remove } = erasedChanges(erased);
    // Who erases on this device gives up what waited there; an end that comes from elsewhere leaves it to the person.
    return { put, remove: [...remove, ...editKeys(elementId)] };
  }
  if (!content) return { put: [[elementKey(elementId), stored]], remove: [] };
  const { key, value } = keepContent(content);
  return {
    put: [
      [elementKey(elementId), stored],
      [key, value],
    ],
    remove: [],
  };
}

/** The end of an element as the store keeps it: what was known of it goes in the same write. */
export function erasedChanges(entry: ErasedEntry): EntryChanges {
  return { put: [[erasedKey(entry.elementId), entry]], remove: [elementKey(entry.elementId), contentKey(entry.elementId)] };
}
