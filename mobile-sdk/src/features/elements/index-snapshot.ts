import type { KeptText } from './index-pages.ts';
import { PAGE_ROWS } from './index-pages.ts';
import type { IndexRow } from './index-row.ts';
import { rowOf } from './index-row.ts';
import type { ShownElement } from './stored-element.ts';

/** One page of rows, by id of their element. */
export interface IndexPage {
  readonly id: number;
  readonly version: string;
  /** Version of the page of its texts; undefined where none of its elements has one. */
  readonly texts: string | undefined;
  readonly rows: ReadonlyMap<string, IndexRow>;
}

/** Pages that belong together. */
export interface IndexSnapshot {
  /** The head as it lies in the store; undefined where there is none. */
  readonly sealedHead: Uint8Array | undefined;
  readonly pages: ReadonlyMap<number, IndexPage>;
  /** Set where the pages were made of the entries and are not in the store: the texts of all of them. */
  readonly made?: ReadonlyMap<string, KeptText>;
}

/** Pages of all entries, as they are to be written where there are none, or none that can be used. */
export function snapshotOf(shown: readonly ShownElement[], accountId: string, sealedHead: Uint8Array | undefined): IndexSnapshot {
  const pages = new Map<number, IndexPage>();
  for (let start = 0; start < shown.length; start += PAGE_ROWS) {
    const id = start / PAGE_ROWS + 1;
    const rows = new Map(shown.slice(start, start + PAGE_ROWS).map((stored) => [stored.state.elementId, rowOf(stored, accountId)]));
    pages.set(id, { id, version: '', texts: undefined, rows });
  }
  const made = new Map(shown.flatMap((stored) => textEntry(stored)));
  return { sealedHead, pages, made };
}

/** The text that is kept of an element; none for what an older release kept. */
export function textOf({ state, summary: { text } }: ShownElement): KeptText | undefined {
  return text === undefined ? undefined : { contentVersion: state.content.contentVersion, text };
}

function textEntry(stored: ShownElement): [string, KeptText][] {
  const text = textOf(stored);
  return text ? [[stored.state.elementId, text]] : [];
}
