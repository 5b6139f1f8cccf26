import { cutTo, padTo, widthOf } from './width.ts';

export interface Column<T> {
  readonly heading: string;
  /** The cell, already safe to print. */
  readonly cell: (row: T) => string;
  /** The end of the cell, which is never cut: a long name must not push out what is proven about it. */
  readonly tail?: (row: T) => string;
  /** The widest this column may grow; the one column without it takes what is left. */
  readonly max?: number;
  /** The narrowest this column is cut to; without it, it keeps its width. */
  readonly min?: number;
  /** A narrow terminal can do without this column; the highest number goes first. */
  readonly spare?: number;
  /** Emphasis that is put on after cutting. */
  readonly paint?: (text: string, row: T) => string;
}

/** The narrowest that the flexible column is cut to. */
const NARROWEST = 16;

/** Columns of a name that stay readable before its tail. */
const BEFORE_TAIL = 6;

const GAP = 2;

/**
 * Lines of a table: columns as wide as their cells, two spaces between them. On a terminal they are cut to its width, and
 * where that is not enough, columns that can be spared are left out and named in a last line.
 */
export function tableLines<T>(rows: readonly T[], columns: readonly Column<T>[], room: number | undefined): string[] {
  let shown = columns;
  let widths = widthsOf(rows, shown, room);
  for (;;) {
    if (room === undefined || totalOf(widths) <= room) break;
    const [spared] = shown.filter(({ spare }) => spare !== undefined).toSorted((a, b) => (b.spare ?? 0) - (a.spare ?? 0));
    if (!spared) break;
    shown = shown.filter((column) => column !== spared);
    widths = widthsOf(rows, shown, room);
  }
  const padded = (texts: readonly string[]): string[] =>
    texts.map((text, i) => (i === texts.length - 1 ? text : padTo(text, widths[i] ?? 0)));
  const headings = padded(shown.map(({ heading }, i) => cutTo(heading, widths[i] ?? 0)));
  const gap = ' '.repeat(GAP);
  const left = columns.filter((column) => !shown.includes(column)).map(({ heading }) => heading.trim());
  return [
    headings.join(gap).trimEnd(),
    ...rows.map((row) => {
      const texts = padded(shown.map((column, i) => cellOf(row, column, widths[i] ?? 0)));
      return texts
        .map((text, i) => shown[i]?.paint?.(text, row) ?? text)
        .join(gap)
        .trimEnd();
    }),
    ...(left.length === 0 ? [] : [`(no room for ${left.join(', ')}; a wider terminal or --json shows all)`]),
  ];
}

function cellOf<T>(row: T, column: Column<T>, width: number): string {
  const tail = column.tail?.(row) ?? '';
  return cutTo(column.cell(row), Math.max(1, width - widthOf(tail))) + tail;
}

/** As wide as the cells; then, until they fit the room, the widest of those that may give way is cut. */
function widthsOf<T>(rows: readonly T[], columns: readonly Column<T>[], room: number | undefined): number[] {
  const widths: number[] = [];
  const least: number[] = [];
  for (const { heading, cell, tail, max, min } of columns) {
    const tails = rows.map((row) => widthOf(tail?.(row) ?? ''));
    const width = Math.max(widthOf(heading), ...rows.map((row, r) => widthOf(cell(row)) + (tails[r] ?? 0)));
    const afterTail = Math.max(0, ...tails.map((columnsOfTail) => (columnsOfTail === 0 ? 0 : columnsOfTail + BEFORE_TAIL)));
    widths.push(Math.max(Math.min(width, max ?? width), Math.min(width, afterTail)));
    least.push(max === undefined ? NARROWEST : Math.max(min ?? width, afterTail));
  }
  if (room === undefined) return widths;
  for (let over = totalOf(widths) - room; over > 0; over -= 1) {
    const spare = widths.map((width, i) => (width > (least[i] ?? 0) ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if (spare[widest] === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
}
