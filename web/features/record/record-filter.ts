'use client';
import { useSyncExternalStore } from 'react';
import type { ViewFilter } from '../../worker/view/view-types.ts';

/** What a person set above the list. It stays while pages change, in memory only: locking forgets it. */
export type RecordFilter = Pick<ViewFilter, 'text' | 'author' | 'from' | 'to' | 'standing'>;

const EMPTY: RecordFilter = {};
let current: RecordFilter = EMPTY;
const listeners = new Set<() => void>();

/** Sets what is given and leaves the rest; an empty text unsets. */
export function setRecordFilter(change: { readonly [Key in keyof RecordFilter]?: RecordFilter[Key] | '' }): void {
  const merged = Object.entries({ ...current, ...change }).filter(([, value]) => value !== '' && value !== undefined);
  current = Object.fromEntries(merged) as RecordFilter;
  for (const listener of listeners) listener();
}

export function clearRecordFilter(): void {
  setRecordFilter({ text: '', author: '', from: '', to: '', standing: '' });
}

export function useRecordFilter(): RecordFilter {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    () => current,
    () => EMPTY,
  );
}
