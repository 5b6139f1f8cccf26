/** Emphasis for terminals; every function gives the text back unchanged where colours are off. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  /** Black ink and white ground, whatever the terminal's own colours are. */
  readonly ink: (text: string) => string;
  readonly ground: (text: string) => string;
}

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
  ink: [30, 39],
  ground: [47, 49],
} as const satisfies Record<keyof Style, readonly [number, number]>;

/** All colour codes that this program writes. */
export const COLOUR_CODES: readonly number[] = Object.values(CODES).flat();

/** Colours only mark what the words say as well. */
export function createStyle(isColoured: boolean): Style {
  const paint = (name: keyof Style) => (text: string) => (isColoured ? `\u001b[${CODES[name][0]}m${text}\u001b[${CODES[name][1]}m` : text);
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('good'),
    warn: paint('warn'),
    bad: paint('bad'),
    ink: paint('ink'),
    ground: paint('ground'),
  };
}
