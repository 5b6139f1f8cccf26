import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSizeClass, MIN_SIZE_CLASS, padme, sizeClassOf } from './padme.ts';

describe('padding lengths', () => {
  it.each([
    [1, 1],
    [8, 8],
    [9, 10],
    [1_024, 1_024],
    [1_025, 1_088],
    [1_000_000, 1_015_808],
    [2 ** 31 + 1, 2_214_592_512],
    [2 ** 40 + 1, 1_116_691_496_960],
  ])('Padme of %i is %i', (length, padded) => {
    expect(padme(length)).toBe(padded);
  });

  it('covers the input, costs at most 12 %, and is its own class', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (length) => {
        const padded = padme(length);
        expect(padded).toBeGreaterThanOrEqual(length);
        expect(padded).toBeLessThanOrEqual(length * 1.12 + 1);
        expect(padme(padded)).toBe(padded);
      }),
    );
  });

  it('makes everything short look alike', () => {
    expect([1, 500, 1_024].map(sizeClassOf)).toEqual([MIN_SIZE_CLASS, MIN_SIZE_CLASS, MIN_SIZE_CLASS]);
  });

  it('tells a class from any other number', () => {
    expect([1_024, 1_088].map(isSizeClass)).toEqual([true, true]);
    expect([0, 1, 1_023, 1_025, 1_024.5, Number.NaN, 2 ** 60].map(isSizeClass)).toEqual([false, false, false, false, false, false, false]);
  });
});
