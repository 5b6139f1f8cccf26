import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Identifier, normaliseIdentifier } from './identifier.ts';

interface Row {
  readonly why: string;
  readonly typed: string;
}
const vectors = JSON.parse(readFileSync(new URL('../../vectors/identifiers.json', import.meta.url), 'utf8')) as {
  readonly normal: readonly (Row & { readonly normal: string })[];
  readonly refused: readonly Row[];
};

const isIdentifier = (text: string): boolean => Identifier.safeParse(text).success;

const expectSettled = (typed: string): void => {
  const once = normaliseIdentifier(typed);
  expect(normaliseIdentifier(once)).toBe(once);
  if (once !== typed.trim()) expect(isIdentifier(once)).toBe(true);
  if (isIdentifier(once)) {
    const [local = '', domain = ''] = once.split('@');
    expect([once.length <= 254, Array.from(local).length <= 64, /^[a-z\d.-]{1,253}$/.test(domain)]).toEqual([true, true, true]);
    expect(local).toBe(local.normalize('NFKC'));
  }
};

describe('the normal form of an e-mail address', () => {
  it.each(vectors.normal)('$why: $typed', ({ typed, normal }) => {
    expect(normaliseIdentifier(typed)).toBe(normal);
    expect(isIdentifier(normal)).toBe(true);
    expect(isIdentifier(typed)).toBe(typed === normal);
  });

  it.each(vectors.refused)('refused, $why: $typed', ({ typed }) => {
    expect(normaliseIdentifier(typed)).toBe(typed.trim());
    expect(isIdentifier(typed)).toBe(false);
    expect(isIdentifier(normaliseIdentifier(typed))).toBe(false);
  });

  it('is not looked for in a text that is too long, whatever would be dropped of it', () => {
    const stuffed = `ada@exam${'\u00ad'.repeat(1_000)}ple.org`;
    expect(normaliseIdentifier(stuffed)).toBe(stuffed);
    expect(normaliseIdentifier(stuffed.replace(/\u00ad{500}/, ''))).toBe('ada@example.org');
  });

  it('stays as it is when it is made again, whatever was typed', () => {
    const sign = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('.', '-', 'a', 'A', '\u0130', '\u0308', '\u1e9e', '\u03a3', '\u200c', '\u3002', 'xn--', '1'),
    );
    const text = fc.array(sign, { minLength: 1, maxLength: 6 }).map((signs) => signs.join(''));
    fc.assert(
      fc.property(text, text, fc.constantFrom('@', '\uff20', ''), (local, domain, at) => expectSettled(`${local}${at}${domain}.org`)),
      { numRuns: 5_000 },
    );
  });

  it('stays as it is for every character, before and behind the @', () => {
    // The planes above hold nothing, or what is nobody's to define.
    for (let point = 0; point <= 0x03_ff_ff; point += 1) {
      const sign = String.fromCodePoint(point);
      const local = normaliseIdentifier(`x${sign}y@a.de`);
      if (normaliseIdentifier(local) !== local) throw new Error(`U+${point.toString(16)} before the @`);
      const domain = normaliseIdentifier(`a@x${sign}y.de`);
      if (normaliseIdentifier(domain) !== domain) throw new Error(`U+${point.toString(16)} behind the @`);
    }
    expect(normaliseIdentifier('a@x\u{10ffff}y.de')).toBe('a@x\u{10ffff}y.de');
  }, 120_000);
});
