import { useSyncExternalStore } from 'react';
import { KIT_UNPROVEN as KEY } from '../../client/preferences.ts';

const CHANGED = 'sealchart:kit-changed';

/**
 * This browser remembers that a kit was made and nobody proved to have it, by the kit's check. Nothing follows from it about the words.
 */
export function markUnproven(check: string): void {
  write(check);
}

export function markProven(): void {
  write(undefined);
}

/** The check of the kit that was not proven; undefined when there is none. */
export function useUnprovenKit(): string | undefined {
  return useSyncExternalStore(subscribe, read, () => undefined);
}

function subscribe(changed: () => void): () => void {
  addEventListener('storage', changed);
  addEventListener(CHANGED, changed);
  return () => {
    removeEventListener('storage', changed);
    removeEventListener(CHANGED, changed);
  };
}

function read(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(check: string | undefined): void {
  try {
    if (check === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, check);
  } catch {
    // A browser that keeps nothing has no reminder.
  }
  dispatchEvent(new Event(CHANGED));
}
