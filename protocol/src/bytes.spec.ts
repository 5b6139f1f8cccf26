import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concatBytes, equalBytes, fromB64u, fromHex, fromUtf8, joinNul, readUint, toB64u, toHex, uintBytes, utf8 } from './bytes.ts';

const malformed = (act: () => unknown) => {
  expect(act).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
};

describe('base64url', () => {
  it('gives back what went in', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => equalBytes(fromB64u(toB64u(bytes)), bytes)));
  });

  it('takes large input without overflowing the stack', () => {
    const bytes = new Uint8Array(1_000_000).fill(7);
    expect(equalBytes(fromB64u(toB64u(bytes)), bytes)).toBe(true);
  });

  it.each(['AB', 'AAAB==', 'A', 'AA+A', 'AA/A', 'AA A', 'AAAA\n', 'ä'])('refuses %j, which no encoder writes', (text) => {
    malformed(() => fromB64u(text));
  });

  it('has one spelling for each value', () => {
    const spellings = Array.from('ABCDEFGHIJKLMNOP', (last) => `A${last}`).filter((text) => {
      try {
        return fromB64u(text).length === 1;
      } catch {
        return false;
      }
    });
    expect(spellings).toEqual(['AA']);
  });
});

describe('hexadecimal', () => {
  it('is lower case both ways', () => {
    expect(toHex(new Uint8Array([0, 171, 255]))).toBe('00abff');
    expect(fromHex('00abff')).toEqual(new Uint8Array([0, 171, 255]));
    for (const text of ['0', '0G', 'AB', ' 00']) malformed(() => fromHex(text));
  });
});

describe('text', () => {
  it('refuses bytes that are not UTF-8', () => {
    expect(fromUtf8(utf8('Grüße 🩺'))).toBe('Grüße 🩺');
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80]]) malformed(() => fromUtf8(new Uint8Array(bytes)));
  });

  it('keeps a byte order mark, so that no two byte strings read alike', () => {
    expect(fromUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe('\uFEFFa');
  });
});

describe('joining', () => {
  it('separates parts by one zero byte', () => {
    expect(joinNul('a', new Uint8Array([1, 2]), 'b')).toEqual(new Uint8Array([97, 0, 1, 2, 0, 98]));
    expect(concatBytes(new Uint8Array([1]), new Uint8Array([2, 3]))).toEqual(new Uint8Array([1, 2, 3]));
  });
});

describe('integers', () => {
  it('are big-endian and bounded by the input', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => readUint(uintBytes(value, 4), 0, 4) === value));
    malformed(() => readUint(new Uint8Array(3), 0, 4));
    malformed(() => readUint(new Uint8Array(3), -1, 1));
  });
});

describe('comparing', () => {
  it('finds every difference', () => {
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2]))).toBe(true);
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 3]))).toBe(false);
    expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1]))).toBe(false);
  });
});
