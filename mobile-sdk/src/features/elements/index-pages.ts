import * as z from 'zod/mini';
import type { IndexRow, PackedRow } from './index-row.ts';
import { PageNames, packRow, unpackRow } from './index-row.ts';

/** Rows of one page. */
export const PAGE_ROWS = 1_000;

/** Raised when rows get another form: pages of another form are made anew from the entries. */
const FORMAT = 2;

/** Where the sealed store keeps which pages there are. */
export const INDEX_HEAD = 'element-index/head';

/** Key of one page of rows in the sealed store. */
export function pageKey(id: number): string {
  return `element-index/page/${id}`;
}

/** Key of the texts of the same elements: lists do not open them. */
export function textsKey(id: number): string {
  return `element-index/text/${id}`;
}

/** Random, new with every write: whoever keeps a page in memory knows by it whether it is still the one in the store. */
const PageVersion = z.string();

/** Which pages belong together, written with each of them. */
export const IndexHead = z.strictObject({
  format: z.literal(FORMAT),
  pages: z.array(z.strictObject({ id: z.int(), version: PageVersion, texts: z.optional(PageVersion) })),
});
export type IndexHead = z.infer<typeof IndexHead>;

/** Only this device can have written them, so ten thousand rows are not looked at one member at a time. */
const isRows = (value: unknown): boolean =>
  Array.isArray(value) && value.every((row: unknown) => typeof (row as Partial<PackedRow> | null)?.i === 'string');

export const RowPage = z.strictObject({
  format: z.literal(FORMAT),
  version: PageVersion,
  names: z.array(z.string()),
  rows: z.custom<readonly PackedRow[]>(isRows),
});
export type RowPage = z.infer<typeof RowPage>;

/** The text of an element, and of which content. */
export interface KeptText {
  readonly contentVersion: number;
  readonly text: string;
}

interface PackedText {
  readonly i: string;
  readonly c: number;
  readonly t: string;
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((row: unknown) => typeof (row as Partial<PackedText> | null)?.t === 'string');

export const TextPage = z.strictObject({
  format: z.literal(FORMAT),
  version: PageVersion,
  texts: z.custom<readonly PackedText[]>(isTexts),
});
export type TextPage = z.infer<typeof TextPage>;

export function headOf(pages: IndexHead['pages']): IndexHead {
  return { format: FORMAT, pages };
}

export function packRows(version: string, rows: Iterable<IndexRow>): RowPage {
  const names = new PageNames();
  const packed = Array.from(rows, (row) => packRow(row, names));
  return { format: FORMAT, version, names: names.list, rows: packed };
}

/** Rows by id of their element. */
export function unpackRows({ names, rows }: RowPage): Map<string, IndexRow> {
  return new Map(rows.map((row) => [row.i, unpackRow(row, names)]));
}

export function packTexts(version: string, texts: ReadonlyMap<string, KeptText>): TextPage {
  return { format: FORMAT, version, texts: Array.from(texts, ([i, { contentVersion, text }]) => ({ i, c: contentVersion, t: text })) };
}

/** Texts by id of their element. */
export function unpackTexts({ texts }: TextPage): Map<string, KeptText> {
  return new Map(texts.map(({ i, c, t }) => [i, { contentVersion: c, text: t }]));
}
