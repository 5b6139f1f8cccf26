import { IS_LONG } from '../../stories/support/long-form.ts';

/** `npm run test:hostile` and the long form play the controls of every row, the short form those of the first row of each case. */
const ALL = IS_LONG || process.env['SEALCHART_CONTROLS'] === 'all';

/** Whether a row is also played without the attack, and without its check. */
export function hasControls<T extends { readonly id: string }>(row: T, rows: readonly T[]): boolean {
  return ALL || rows.find(({ id }) => id === row.id) === row;
}
