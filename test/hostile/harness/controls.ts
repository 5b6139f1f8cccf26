import { IS_LONG } from '../../stories/support/long-form.ts';

/** `npm run test:hostile` and the long form play the controls of every row, the short form those of the first row of each case. */
const ALL = IS_LONG || process.env['SEALCHART_CONTROLS'] === 'all';

/** Whether a row is also played without the attack, and without its check. */
export function hasControls<T extends { readonly id: string }>(row: T, rows: readonly T[]): boolean {
  return ALL || isFirst(row, rows, ({ id }) => id);
}

/** In pages, where each play takes seconds: which rows are played at all, and which of them, one of each place, with their controls. */
export function pageRows<T extends { readonly id: string }>(
  rows: readonly T[],
  placeOf: (row: T) => unknown,
): { played: readonly T[]; controlled: readonly T[] } {
  if (ALL) return { played: rows, controlled: rows };
  const controlled = rows.filter((row) => isFirst(row, rows, placeOf));
  return { played: rows.filter((row) => controlled.includes(row) || isFirst(row, rows, ({ id }) => id)), controlled };
}

function isFirst<T>(row: T, rows: readonly T[], of: (row: T) => unknown): boolean {
  return rows.find((one) => of(one) === of(row)) === row;
}
