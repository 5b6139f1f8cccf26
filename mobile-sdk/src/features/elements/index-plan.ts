import type { IndexHead, KeptText } from './index-pages.ts';
import { INDEX_HEAD, PAGE_ROWS, headOf, packRows, packTexts, pageKey, textsKey } from './index-pages.ts';
import type { IndexRow } from './index-row.ts';
import { rowOf } from './index-row.ts';
import type { IndexPage, IndexSnapshot } from './index-snapshot.ts';
import { textOf } from './index-snapshot.ts';
import type { ShownElement } from './stored-element.ts';

/** Pages that an earlier head may have named and nobody knows of any more: they go where all are made anew. */
const FORGOTTEN_PAGES = 64;

/** What one write changes in the pages. */
export interface PageChanges {
  readonly put: ReadonlyMap<string, unknown>;
  readonly remove: readonly string[];
  /** As they are once the write was made. */
  readonly pages: ReadonlyMap<number, IndexPage>;
}

/** Rows and texts that change, and in which pages: only those are written again. */
export class IndexPlan {
  readonly #base: IndexSnapshot;
  readonly #accountId: string;
  readonly #rows = new Map<number, Map<string, IndexRow>>();
  readonly #texts = new Map<number, Map<string, KeptText | undefined>>();
  /** Where something may still have room; pages before it are full. */
  #room = 1;

  constructor(base: IndexSnapshot, accountId: string) {
    this.#base = base;
    this.#accountId = accountId;
    if (!base.made) return;
    for (const { id, rows } of base.pages.values()) {
      this.#rowsOf(id);
      for (const elementId of rows.keys()) this.#setText(id, elementId, base.made.get(elementId));
    }
  }

  /** Takes up what becomes of one element; undefined: lists do not show it. */
  take(elementId: string, stored: ShownElement | undefined): void {
    const place = this.#placeOf(elementId);
    const before = place === undefined ? undefined : this.#view(place).get(elementId);
    if (!stored) {
      if (place === undefined) return;
      this.#rowsOf(place).delete(elementId);
      if (before?.hasText) this.#setText(place, elementId, undefined);
      return;
    }
    const row = rowOf(stored, this.#accountId);
    const id = place ?? this.#pageWithRoom();
    if (!before || !isSame(before, row)) this.#rowsOf(id).set(elementId, row);
    const text = textOf(stored);
    const isNewText = text ? before?.summary.contentVersion !== text.contentVersion || !before.hasText : before?.hasText;
    if (isNewText) this.#setText(id, elementId, text);
  }

  /** `readTexts` gives the texts of a page as they are. */
  async changes(newVersion: () => string, readTexts: (page: IndexPage) => Promise<ReadonlyMap<string, KeptText>>): Promise<PageChanges> {
    const put = new Map<string, unknown>();
    const remove: string[] = [];
    const pages = new Map(this.#base.pages);
    for (const id of new Set([...this.#rows.keys(), ...this.#texts.keys()])) {
      const before = this.#base.pages.get(id) ?? { id, version: '', texts: undefined, rows: new Map<string, IndexRow>() };
      const rows = this.#view(id);
      if (rows.size === 0) {
        pages.delete(id);
        remove.push(pageKey(id), textsKey(id));
        continue;
      }
      const version = newVersion();
      put.set(pageKey(id), packRows(version, rows.values()));
      const changed = this.#texts.get(id);
      const texts = changed && withChanges(await readTexts(before), changed);
      if (texts) put.set(textsKey(id), packTexts(version, texts));
      pages.set(id, { id, version, texts: texts ? version : before.texts, rows });
    }
    if (this.#base.made) remove.push(...forgotten(pages));
    if (put.size > 0 || remove.length > 0 || this.#base.made) put.set(INDEX_HEAD, headOf(placesOf(pages)));
    return { put, remove, pages };
  }

  #view(id: number): ReadonlyMap<string, IndexRow> {
    return this.#rows.get(id) ?? this.#base.pages.get(id)?.rows ?? new Map<string, IndexRow>();
  }

  #rowsOf(id: number): Map<string, IndexRow> {
    const known = this.#rows.get(id);
    if (known) return known;
    const rows = new Map(this.#base.pages.get(id)?.rows);
    this.#rows.set(id, rows);
    return rows;
  }

  #setText(id: number, elementId: string, text: KeptText | undefined): void {
    const known = this.#texts.get(id);
    if (known) known.set(elementId, text);
    else this.#texts.set(id, new Map([[elementId, text]]));
  }

  #placeOf(elementId: string): number | undefined {
    for (const [id, rows] of this.#rows) if (rows.has(elementId)) return id;
    for (const { id, rows } of this.#base.pages.values()) if (!this.#rows.has(id) && rows.has(elementId)) return id;
    return undefined;
  }

  #pageWithRoom(): number {
    while (this.#view(this.#room).size >= PAGE_ROWS) this.#room += 1;
    return this.#room;
  }
}

function isSame(a: IndexRow, b: IndexRow): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function withChanges(texts: ReadonlyMap<string, KeptText>, changed: ReadonlyMap<string, KeptText | undefined>): Map<string, KeptText> {
  const all = new Map(texts);
  for (const [elementId, text] of changed) {
    if (text) all.set(elementId, text);
    else all.delete(elementId);
  }
  return all;
}

function placesOf(pages: ReadonlyMap<number, IndexPage>): IndexHead['pages'] {
  return Array.from(pages.values(), ({ id, version, texts }) => ({ id, version, ...(texts === undefined ? {} : { texts }) }));
}

function forgotten(pages: ReadonlyMap<number, IndexPage>): string[] {
  const last = Math.max(0, ...pages.keys());
  const ids = Array.from({ length: last + FORGOTTEN_PAGES }, (_, i) => i + 1).filter((id) => !pages.has(id));
  return ids.flatMap((id) => [pageKey(id), textsKey(id)]);
}
