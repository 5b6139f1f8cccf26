import { cutTo, padTo, widthOf } from './width.ts';

export interface Column<T> {
  readonly heading: string;
  /** The cell, already safe to print. */
  readonly cell: (row: T) => string;
  /** The widest this column may grow; the one column without it takes what is left. */
  readonly max?: number;
  /** Emphasis that is put on after cutting. */
  readonly paint?: (text: string, row: T) => string;
}

/** The narrowest that the flexible column is cut to. */
const NARROWEST = 20;

/** Lines of a table: columns as wide as their cells, two spaces between them, cut to the terminal where there is one. */
export function tableLines<T>(rows: readonly T[], columns: readonly Column<T>[], room: number | undefined): string[] {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map((column, i) => {
    const widest = Math.max(widthOf(column.heading), ...cells.map((line) => widthOf(line[i] ?? '')));
    return Math.min(widest, column.max ?? widest);
  });
  const flexible = columns.findIndex((column) => column.max === undefined);
  if (room !== undefined && flexible >= 0) {
    const others = widths.reduce((sum, width, i) => sum + (i === flexible ? 0 : width), 2 * (columns.length - 1));
    widths[flexible] = Math.min(widths[flexible] ?? 0, Math.max(NARROWEST, room - others));
  }
  const line = (texts: readonly string[], paint: (text: string, i: number) => string): string =>
    texts.map((text, i) => paint(padTo(cutTo(text, widths[i] ?? 0), i === texts.length - 1 ? 0 : (widths[i] ?? 0)), i)).join('  ');
  return [
    line(
      columns.map((column) => column.heading),
      (text) => text,
    ).trimEnd(),
    ...rows.map((row, r) => line(cells[r] ?? [], (text, i) => columns[i]?.paint?.(text, row) ?? text).trimEnd()),
  ];
}
