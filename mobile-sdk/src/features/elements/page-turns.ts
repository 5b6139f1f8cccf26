import { TURN_ITEMS } from './batches.ts';
import type { ElementsContext } from './context.ts';
import type { ReadPage } from './reading.ts';
import { knownElements, readElements } from './reading.ts';

/** How elements are read, page by page. */
export interface PageReading {
  readonly elementIds: readonly string[];
  /** With the packets of their newest content. */
  readonly content: boolean;
  /** Every manifest from the first version on, not only what is newer than this device knows. */
  readonly isWhole?: boolean;
}

/** Acts on one page, in the turn in which it was read. */
export type PageAct<T> = (context: ElementsContext, page: ReadPage, isAfterOthers: boolean) => Promise<T>;

/**
 * Reads elements and acts on each answer of the server in a turn of its own, so that others need not wait for all of them. What is
 * known of an element is looked up in the turn in which it is read: somebody may have changed it since the turn before.
 */
export async function* inPageTurns<T>(context: ElementsContext, reading: PageReading, act: PageAct<T>): AsyncGenerator<T, void, void> {
  let left = reading.elementIds;
  while (left.length > 0) {
    const asked = left;
    const turn = await context.inTurn(async (current, isAfterOthers) => {
      const page = await readPage(current, { ...reading, elementIds: asked });
      return { page, result: await act(current, page, isAfterOthers) };
    });
    const missing = new Set(turn.page.missing);
    left = asked.filter((elementId) => !turn.page.views.has(elementId) && !missing.has(elementId));
    yield turn.result;
  }
}

async function readPage({ session }: ElementsContext, { elementIds, content, isWhole = false }: PageReading): Promise<ReadPage> {
  const wanted = await knownElements(session, elementIds.slice(0, TURN_ITEMS));
  const asked = isWhole ? wanted.map(({ elementId }) => ({ elementId, known: undefined })) : wanted;
  for await (const page of readElements(session, asked, content)) return page;
  return { views: new Map(), missing: elementIds, ended: new Set() };
}
