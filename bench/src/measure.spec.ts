import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { growthExponents, median, pairedRatio, quantile, takeTurns, timeWays } from './measure.ts';

describe('taking turns', () => {
  it('lets every way go once a round, each second round in reverse, and does not count the first', async () => {
    const order: string[] = [];
    const way = (name: string) => async (round: number) => {
      order.push(`${name}${round}`);
      return round;
    };
    const rounds = await takeTurns({ a: way('a'), b: way('b'), c: way('c') }, 3);
    expect(order).toEqual(['c-1', 'b-1', 'a-1', 'a0', 'b0', 'c0', 'c1', 'b1', 'a1', 'a2', 'b2', 'c2']);
    expect(rounds).toEqual({ a: [0, 1, 2], b: [0, 1, 2], c: [0, 1, 2] });
  });

  it('never has two ways at work at once', async () => {
    let [atWork, most] = [0, 0];
    const way = async () => {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise(setImmediate);
      atWork -= 1;
    };
    await takeTurns({ a: way, b: way }, 4);
    expect(most).toBe(1);
  });

  it('gives up with the first way that fails', async () => {
    await expect(takeTurns({ a: () => Promise.reject(new TypeError('no')) }, 1)).rejects.toThrow('no');
  });
});

describe('timing', () => {
  it('calls each way as often as asked in each round, with the same numbers', async () => {
    const calls = { a: [] as number[], b: [] as number[] };
    const way = (name: 'a' | 'b') => async (call: number) => void calls[name].push(call);
    const times = await timeWays({ a: way('a'), b: way('b') }, { rounds: 2, calls: 3 });
    expect(calls).toEqual({ a: [0, 1, 2, 0, 1, 2, 0, 1, 2], b: [0, 1, 2, 0, 1, 2, 0, 1, 2] });
    expect(times.a).toHaveLength(2);
  });

  it('tells the time of one call', async () => {
    const start = performance.now();
    const { slow } = await timeWays({ slow: () => pause(20) }, { rounds: 1, calls: 3 });
    expect(slow[0]).toBeGreaterThan(15);
    expect((slow[0] ?? 0) * 3).toBeLessThan(performance.now() - start);
  });
});

describe('a median', () => {
  it('is the middle of the sorted numbers, or lies between the two in the middle', () => {
    expect(median([10, 9, 1])).toBe(9);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it('is one of the quantiles', () => {
    const numbers = Float64Array.from({ length: 101 }, (_, i) => 100 - i);
    expect([0, 0.5, 0.99, 1].map((q) => quantile(numbers, q))).toEqual([0, 50, 99, 100]);
    expect(numbers[0]).toBe(100);
  });
});

describe('a paired ratio', () => {
  it('compares within each round, so that a slow one does not count twice', () => {
    // The second round was ten times slower for both, the third for the control alone.
    expect(pairedRatio([2, 20, 20], [1, 10, 1])).toBe(2);
    expect(median([2, 20, 20]) / median([1, 10, 1])).toBe(20);
  });
});

describe('a growth exponent', () => {
  it('says how a cost follows a size, round by round', () => {
    const exponents = growthExponents({ size: 10, costs: [2, 2, 2] }, { size: 1_000, costs: [200, 2, 20_000] });
    expect(exponents.map((exponent) => Number(exponent.toFixed(9)))).toEqual([1, 0, 2]);
  });
});
