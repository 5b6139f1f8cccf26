import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, integer, property, string } from 'fast-check';
import { widthOf } from './width.ts';
import { wrapLine, wrapText } from './wrap.ts';

describe('a line on a terminal', () => {
  it('is broken between words', () => {
    expect(wrapLine('it fits', 7)).toEqual(['it fits']);
    expect(wrapLine('this does not fit', 10)).toEqual(['this does', 'not fit']);
    expect(wrapLine('a-word-that-is-too-long for it', 10)).toEqual(['a-word-that-is-too-long', 'for it']);
  });

  it('goes on under the value that it began with', () => {
    expect(wrapLine('  words  fat castle lend mention', 20)).toEqual(['  words  fat castle', '         lend', '         mention']);
    expect(wrapLine('  - Allergy to penicillin', 14)).toEqual(['  - Allergy to', '    penicillin']);
  });

  it('counts colours as nothing', () => {
    expect(wrapLine('\u001b[1mbold\u001b[22m', 4)).toEqual(['\u001b[1mbold\u001b[22m']);
  });

  it('loses no word', () => {
    const text = string({ unit: constantFrom('a', 'bc', ' ', '-', '  ', '王'), maxLength: 60 });
    assert(
      property(text, integer({ min: 8, max: 40 }), (line, columns) => {
        const lines = wrapLine(line, columns);
        expect(lines.join(' ').replaceAll(/\s+/g, ' ').trim()).toBe(line.replaceAll(/\s+/g, ' ').trim());
        const longest = Math.max(...line.split(' ').map(widthOf));
        for (const part of lines) expect(widthOf(part)).toBeLessThanOrEqual(Math.max(columns, columns / 2 + longest));
      }),
    );
  });

  it('is left alone where the width is not known', () => {
    expect(wrapText('this does not fit\nno', undefined)).toBe('this does not fit\nno');
    expect(wrapText('this does not fit\nno', 10)).toBe('this does\nnot fit\nno');
  });
});
