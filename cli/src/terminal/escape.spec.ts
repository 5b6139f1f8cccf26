import { describe, expect, it } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { manyLines, oneLine, onlyColours, safeJson } from './escape.ts';

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const DANGEROUS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe('foreign text', () => {
  it.each([
    ['a colour', 'red \u001b[31mname', 'red \\u{1b}[31mname'],
    ['a window title', '\u001b]0;title\u0007', '\\u{1b}]0;title\\u{7}'],
    ['an 8-bit introducer', 'a\u009b2Jb', 'a\\u{9b}2Jb'],
    ['a name of fillers', 'A\u3164da\u00ad\u206a', 'A\\u{3164}da\\u{ad}\\u{206a}'],
    ['a turned name', 'abc\u202edcba', 'abc\\u{202e}dcba'],
    ['a carriage return over what was there', 'Dr. Evil\rDr. Good', 'Dr. Evil Dr. Good'],
    ['a line of its own', 'title\n\nE_OK  all is well', 'title E_OK  all is well'],
    ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
    ['an invisible letter', 'Ad\u200ba', 'Ad\\u{200b}a'],
    ['tags', 'flag\u{e0067}', 'flag\\u{e0067}'],
    ['a family', '👩‍👧 Müller 王', '👩‍👧 Müller 王'],
  ])('shows %s', (_what, text, shown) => {
    expect(oneLine(text)).toBe(shown);
  });

  it('never lets a control character through, whatever it is mixed with', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(oneLine(text)).not.toMatch(DANGEROUS);
        for (const line of manyLines(text)) expect(line).not.toMatch(DANGEROUS);
      }),
    );
  });

  it('keeps the lines of a text', () => {
    expect(manyLines('a\tb\r\nc\u0007')).toEqual(['a    b', 'c\\u{7}']);
  });

  it('leaves the value of JSON as it is', () => {
    assert(
      property(string({ unit: 'grapheme' }), (text) => {
        const json = safeJson(JSON.stringify({ text }));
        expect(json).not.toMatch(DANGEROUS);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
    expect(safeJson('"\u009b"')).toBe('"\\u009b"');
    expect(safeJson('"\u{e0041}\u3164"')).toBe('"\\udb40\\udc41\\u3164"');
    expect(safeJson('{\n  "a": 1\n}')).toBe('{\n  "a": 1\n}');
  });

  it('lets nothing but line ends and the given colours out', () => {
    expect(onlyColours('\u001b[31mred\u001b[39m\u001b[8mhidden\u001b[2Jgone\u0007\n', [31, 39])).toBe(
      '\u001b[31mred\u001b[39mhidden[2Jgone\n',
    );
  });
});
