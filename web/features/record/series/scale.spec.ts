import { describe, expect, it } from '@jest/globals';
import { ticksFor } from './scale.ts';

describe('the ticks of an axis', () => {
  it('are round and hold all values', () => {
    expect(ticksFor([77, 152, 60, 140])).toEqual([60, 80, 100, 120, 140, 160]);
    expect(ticksFor([5.4, 5.6, 3.9])).toEqual([3.5, 4, 4.5, 5, 5.5, 6]);
    expect(ticksFor([0.3])).toEqual(expect.arrayContaining([0.3]));
  });

  it('are none without a value', () => {
    expect(ticksFor([])).toEqual([]);
  });

  it('hold hostile numbers without end', () => {
    for (const numbers of [[1e308, -1e308], [5e-324], [-5e-324, 5e-324], [0], [-7]]) expect(ticksFor(numbers).length).toBeLessThan(20);
  });
});
