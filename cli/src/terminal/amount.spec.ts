import { describe, expect, it } from '@jest/globals';
import { sizeOf } from './amount.ts';

describe('bytes in words', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1_023, '1,023 bytes'],
    [1_024, '1 KiB'],
    [1_536 * 1_024, '1.5 MiB'],
    [10 * 2 ** 30, '10 GiB'],
    [2 ** 50, '1,024 TiB'],
  ])('%d is %s', (bytes, words) => {
    expect(sizeOf(bytes)).toBe(words);
  });
});
