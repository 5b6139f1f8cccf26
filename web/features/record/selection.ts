'use client';
import { useSyncExternalStore } from 'react';

/**
 * Elements that were chosen in a list, for what is done with them on another page: sharing, export. Kept in the memory of this tab
 * only; locking forgets it with the page. An empty set means that nothing was chosen, not everything.
 */
let chosen: ReadonlySet<string> = new Set();
const NONE: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/** The chosen element ids as they are now. */
export function selectedIds(): ReadonlySet<string> {
  return chosen;
}

/** Replaces what is chosen. */
export function select(elementIds: Iterable<string>): void {
  chosen = new Set(elementIds);
  for (const listener of listeners) listener();
}

/** Chooses an element, or lets it go. */
export function toggleSelected(elementId: string): void {
  const next = new Set(chosen);
  if (!next.delete(elementId)) next.add(elementId);
  select(next);
}

/** The same for a component that shows it. */
export function useSelection(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, selectedIds, () => NONE);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
