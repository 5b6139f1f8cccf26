import { describe, expect, it } from '@jest/globals';
import type { ElementContent } from '@sealchart/protocol';
import { fromB64u, isSizeClass, padContent, parseContent, sizeClassOf, toB64u } from '@sealchart/protocol';
import { readVectors } from '../testing/vectors.ts';
import { openData, sealData } from './seipd.ts';

interface Padding {
  readonly sizeClasses: readonly { length: number; sizeClass: number }[];
  readonly plaintexts: { content: ElementContent; good: string; bad: Record<string, string> };
}
const { sizeClasses, plaintexts } = readVectors('padding') as Padding;

describe('padding', () => {
  it.each(sizeClasses)('$length bytes become $sizeClass', ({ length, sizeClass }) => {
    expect(sizeClassOf(length)).toBe(sizeClass);
    expect(isSizeClass(sizeClass)).toBe(true);
    expect(isSizeClass(sizeClass + 1)).toBe(false);
  });

  it('of the vectors is made, sealed, opened and read again', async () => {
    const padded = padContent(plaintexts.content);
    expect(toB64u(padded)).toBe(plaintexts.good);
    const key = crypto.getRandomValues(new Uint8Array(32));
    const opened = await openData(key, await sealData(key, padded));
    expect(parseContent(opened)).toEqual(plaintexts.content);
  });

  it.each(Object.entries(plaintexts.bad))('is refused: %s', (_, padded) => {
    expect(() => parseContent(fromB64u(padded))).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
  });
});
