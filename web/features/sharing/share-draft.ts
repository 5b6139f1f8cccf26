'use client';
import { useSyncExternalStore } from 'react';
import type { Terms } from './terms.ts';
import { USUAL_TERMS } from './terms.ts';

/** A share that is being put together. It outlives a look at a person's page; locking forgets it with the page. */
export interface ShareDraft {
  readonly step: 1 | 2 | 3 | 4;
  readonly elementIds: ReadonlySet<string>;
  readonly accountId?: string;
  readonly terms: Terms;
  /** Moves with every change of what is chosen. */
  readonly revision: number;
}

const EMPTY: ShareDraft = { step: 1, elementIds: new Set(), terms: USUAL_TERMS, revision: 0 };

let draft: ShareDraft = EMPTY;
/** What it began with: the same beginning goes on with it. */
let source: unknown;
const listeners = new Set<() => void>();

function set(next: ShareDraft): void {
  draft = next;
  for (const listener of listeners) listener();
}

/**
 * Begins with what the address names (ids of entries and of one person, with commas), else with what was chosen in the record; what
 * began in the same way goes on.
 */
export function beginShare(fragment: string, chosen: ReadonlySet<string>): void {
  const from = fragment === '' ? (chosen.size > 0 ? chosen : undefined) : fragment;
  if (from === undefined || from === source) return;
  source = from;
  const ids = fragment === '' ? [...chosen] : fragment.split(',').filter(Boolean);
  const accountId = ids.find((id) => id.startsWith('acc_'));
  const elementIds = new Set(ids.filter((id) => !id.startsWith('acc_')));
  const revision = draft.revision + 1;
  set({ ...EMPTY, revision, elementIds, step: elementIds.size > 0 ? 2 : 1, ...(accountId !== undefined && { accountId }) });
}

export function changeShare(change: Partial<Omit<ShareDraft, 'revision'>>): void {
  set({ ...draft, ...change, revision: draft.revision + (change.elementIds ? 1 : 0) });
}

/** It is done, or given up. */
export function endShare(): void {
  source = undefined;
  set({ ...EMPTY, revision: draft.revision + 1 });
}

export function useShareDraft(): ShareDraft {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => draft,
    () => EMPTY,
  );
}
