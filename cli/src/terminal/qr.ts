import type { Style } from './style.ts';

// Two modules in one character: the upper and the lower half of it.
const HALVES = { both: '█', upper: '▀', lower: '▄', none: ' ' } as const;

export interface QrOptions {
  /** Light modules around the code. */
  readonly quiet: number;
  readonly style: Style;
  /** What is ink where no colours say it: on a terminal most grounds are dark, in a file paper is light. */
  readonly ink: 'dark modules' | 'light modules';
}

/** Columns that a QR code of so many modules takes. */
export function qrColumns(modules: number, quiet: number): number {
  return modules + 2 * quiet;
}

/** A QR code as lines of half blocks, true being a dark module: black on white where there are colours. */
export function qrLines(rows: readonly (readonly boolean[])[], { quiet, style, ink }: QrOptions): string[] {
  const side = qrColumns(rows.length, quiet);
  const isPainted = style.ink('x') !== 'x';
  const isInk = (row: number, column: number): boolean => {
    const isDark = rows[row - quiet]?.[column - quiet] === true;
    return isPainted || ink === 'dark modules' ? isDark : !isDark;
  };
  return Array.from({ length: Math.ceil(side / 2) }, (_, line) => {
    const halves = Array.from({ length: side }, (__, column) => {
      const [upper, lower] = [isInk(line * 2, column), isInk(line * 2 + 1, column)];
      if (upper) return lower ? HALVES.both : HALVES.upper;
      return lower ? HALVES.lower : HALVES.none;
    });
    return style.ground(style.ink(halves.join('')));
  });
}
