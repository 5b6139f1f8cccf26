import { describe, expect, it } from '@jest/globals';
import { compareSamples } from './two-sample.ts';

/** Numbers in [0, 1) that are the same in every run (Park and Miller). */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}
function sample(size: number, seed: number, shift = 0): number[] {
  const random = randomNumbers(seed);
  return Array.from({ length: size }, () => shift + 10 + random.next().value + (random.next().value < 0.02 ? 500 : 0));
}

describe('comparing two samples', () => {
  it('agrees with a table: all of one below all of the other', () => {
    // Exact: 2 of 70 orders are as extreme; the approximation has 0.0209.
    const { z, p, medians } = compareSamples([1, 2, 3, 4], [5, 6, 7, 8]);
    expect(z).toBeCloseTo(-2.309, 3);
    expect(p).toBeCloseTo(0.0209, 3);
    expect(medians).toEqual([3, 7]);
  });

  it('finds nothing between equal ones, tied or not', () => {
    const equal = compareSamples([1, 1, 1], [1, 1, 1]);
    expect([equal.z, equal.p]).toEqual([0, expect.closeTo(1, 6)]);
    expect(compareSamples([1, 2, 2, 3], [1, 2, 2, 3]).z).toBe(0);
  });

  it('rarely finds something between two of one distribution', () => {
    const found = Array.from({ length: 300 }, (_, i) => compareSamples(sample(200, 2 * i + 1), sample(200, 2 * i + 2)).p);
    expect(found.filter((p) => p < 0.001).length).toBeLessThanOrEqual(2);
    expect(found.filter((p) => p < 0.5).length).toBeGreaterThan(100);
  });

  it('finds a small shift behind large outliers, in its direction', () => {
    const slower = compareSamples(sample(200, 11, 0.3), sample(200, 12));
    expect(slower.p).toBeLessThan(0.001);
    expect(slower.z).toBeGreaterThan(0);
    expect(compareSamples(sample(200, 12), sample(200, 11, 0.3)).z).toBeLessThan(0);
  });
});
