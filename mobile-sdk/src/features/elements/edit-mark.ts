import * as z from 'zod/mini';
import type { ElementSummary } from '../../client-api/elements.ts';
import type { ElementsContext } from './context.ts';

/** Where the sealed store keeps edits that the server has not confirmed. */
export const EDITS = 'edit/';

/** One edit of each kind an element. */
const KINDS = ['content', 'addendum'] as const;

/** Key of one edit in the sealed store. */
export function editKey(elementId: string, kind: (typeof KINDS)[number]): string {
  return `${EDITS}${elementId}/${kind}`;
}

/** Keys of all edits that there may be of an element. */
export function editKeys(elementId: string): string[] {
  return KINDS.map((kind) => editKey(elementId, kind));
}

/** What lists need of an edit. */
const EditMark = z.looseObject({ elementId: z.string(), theirs: z.optional(z.unknown()) });

/** Elements with an edit of this device that the server has not confirmed, and whether it waits for the network or for a choice. */
export async function editMarks({ store }: ElementsContext['session']): Promise<Map<string, NonNullable<ElementSummary['edit']>>> {
  const marks = new Map<string, NonNullable<ElementSummary['edit']>>();
  for (const { elementId, theirs } of (await store.getAll(EDITS, EditMark)).values()) {
    if (theirs !== undefined || !marks.has(elementId)) marks.set(elementId, theirs === undefined ? 'waiting' : 'conflict');
  }
  return marks;
}
