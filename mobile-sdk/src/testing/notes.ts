import type { Draft } from '../client-api/elements.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import { createElements } from '../features/elements/creation.ts';

/** A note of plain text. */
export const noteDraft = (body: string): Draft => ({ schema: 'text/plain', title: 'Note', body });

/** Writes so many notes in the own record; gives their ids. */
export async function addNotes(context: ElementsContext, count: number): Promise<string[]> {
  const outcomes = await createElements(
    context,
    Array.from({ length: count }, (_, i) => noteDraft(`note ${i}`)),
  );
  return outcomes.map(({ elementId }) => elementId);
}
