import type { SearchText } from '../../client-api/elements.ts';
import type { ElementsContext } from './context.ts';
import type { TextPortion } from './element-index.ts';
import { elementIndex } from './element-index.ts';
import { isListed } from './listing.ts';

/** The texts of everything that lists show, page by page; the title where an older release kept none. No network. */
export async function* searchTexts({ session }: ElementsContext): AsyncGenerator<readonly SearchText[], void, void> {
  for await (const portion of elementIndex(session).texts()) yield textsIn(portion, session.ports.clock.now());
}

/** The same of these elements, in no order; without those that lists do not show. */
export async function searchTextsOf({ session }: ElementsContext, elementIds: readonly string[]): Promise<SearchText[]> {
  const wanted = new Set(elementIds);
  const found: SearchText[] = [];
  for await (const portion of elementIndex(session).texts([...wanted])) {
    found.push(...textsIn(portion, session.ports.clock.now()).filter(({ elementId }) => wanted.has(elementId)));
  }
  return found;
}

function textsIn({ rows, texts }: TextPortion, now: number): SearchText[] {
  return [...rows.values()]
    .filter((row) => isListed(row, now))
    .map(({ summary: { elementId, contentVersion, title } }) => {
      const kept = texts.get(elementId);
      return { elementId, contentVersion: kept?.contentVersion ?? contentVersion, text: kept?.text ?? title };
    });
}
