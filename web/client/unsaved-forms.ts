'use client';
import { useSyncExternalStore } from 'react';

const forms = new Set<symbol>();
const listeners = new Set<() => void>();

/** A form holds what is typed and not saved. Gives what ends it. */
export function beginUnsaved(): () => void {
  const form = Symbol('form');
  forms.add(form);
  tell();
  return () => {
    forms.delete(form);
    tell();
  };
}

/** Whether anything on this page is typed and not saved. */
export function useHasUnsaved(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => forms.size > 0,
    () => false,
  );
}

function tell(): void {
  for (const listener of listeners) listener();
}
