import type { Rounds } from './measure.ts';
import { median, pairedRatio } from './measure.ts';

/** One line of the result: what was measured, beside what, and what is asked of the ratio. */
export interface Row {
  readonly name: string;
  /** Unit of the figure and of its control. */
  readonly unit: string;
  readonly measured: number;
  /** The primitive or peer in the same run; absent where the figure is only reported. */
  readonly control?: number;
  /** What the control is. */
  readonly beside?: string;
  /** Control and figure, put so that more is better; the median of the ratios of single rounds. */
  readonly ratio?: number;
  /** The least ratio asked for; absent where the row is only reported. */
  readonly target?: number;
}

/** Whether a row reaches its target; rows without one always do. */
export function reaches({ ratio, target }: Row): boolean {
  return target === undefined || (ratio !== undefined && ratio >= target);
}

interface Compared {
  readonly name: string;
  readonly unit: string;
  readonly beside: string;
  readonly target?: number;
}

/** A row of which less is better: times, bytes. The ratio is control against measured. */
export function costRow(row: Compared, { measured, control }: Rounds<'measured' | 'control'>): Row {
  return { ...row, measured: median(measured), control: median(control), ratio: pairedRatio(control, measured) };
}

/** A row of which more is better: so many a second. The ratio is measured against control. */
export function rateRow(row: Compared, { measured, control }: Rounds<'measured' | 'control'>): Row {
  return { ...row, measured: median(measured), control: median(control), ratio: pairedRatio(measured, control) };
}

/** The rows as a Markdown table; those below their target are marked SHORT. */
export function toTable(rows: readonly Row[]): string {
  const head = ['row', 'unit', 'measured', 'control', 'beside', 'ratio', 'target', ''];
  const lines = rows.map((row) => [
    row.name,
    row.unit,
    figure(row.measured),
    figure(row.control),
    row.beside ?? '',
    figure(row.ratio),
    row.target === undefined ? 'reported' : `>= ${row.target}`,
    reaches(row) ? '' : 'SHORT',
  ]);
  const widths = head.map((title, i) => Math.max(3, title.length, ...lines.map((line) => line[i]?.length ?? 0)));
  const format = (cells: readonly string[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [format(head), format(widths.map((width) => '-'.repeat(width))), ...lines.map(format)].join('\n');
}

/** Three digits that count; whole numbers where there are more in front of the point. */
function figure(value: number | undefined): string {
  if (value === undefined) return '';
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
