import { describe, expect, it } from '@jest/globals';
import { qrColumns, qrLines } from './qr.ts';
import { createStyle } from './style.ts';

const QUIET = 4;
const MODULES = [
  [true, false, true],
  [false, true, true],
  [true, true, false],
];

/** The ink of each half of each character, colours aside. */
function inkOf(lines: readonly string[]): boolean[][] {
  return lines.flatMap((line) => {
    // oxlint-disable-next-line no-control-regex -- colours are what is taken away
    const characters = Array.from(line.replaceAll(/\u001b\[\d+m/g, ''));
    return [characters.map((one) => '█▀'.includes(one)), characters.map((one) => '█▄'.includes(one))];
  });
}

function expected(isInk: (isDark: boolean) => boolean): boolean[][] {
  const side = qrColumns(MODULES.length, QUIET);
  return Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (__, column) => isInk(MODULES[row - QUIET]?.[column - QUIET] === true)),
  );
}

const side = MODULES.length + 2 * QUIET;

describe('a QR code in a terminal', () => {
  it('is black on white where there are colours, whatever the ground of the terminal', () => {
    const lines = qrLines(MODULES, { quiet: QUIET, style: createStyle(true), ink: 'light modules' });
    expect(inkOf(lines).slice(0, side)).toEqual(expected((isDark) => isDark));
    for (const line of lines) {
      expect(line.startsWith('\u001b[47m\u001b[30m')).toBe(true);
      expect(line.endsWith('\u001b[39m\u001b[49m')).toBe(true);
    }
  });

  it('leaves its dark modules to a dark ground where there are no colours', () => {
    const lines = qrLines(MODULES, { quiet: QUIET, style: createStyle(false), ink: 'light modules' });
    expect(inkOf(lines).slice(0, side)).toEqual(expected((isDark) => !isDark));
  });

  it('is ink on paper in a file', () => {
    const lines = qrLines(MODULES, { quiet: QUIET, style: createStyle(false), ink: 'dark modules' });
    expect(inkOf(lines).slice(0, side)).toEqual(expected((isDark) => isDark));
    expect(lines).toHaveLength(Math.ceil(side / 2));
  });
});
