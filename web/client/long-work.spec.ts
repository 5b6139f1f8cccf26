import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { beginWork, followed, onWork, workedAt } from './long-work.ts';

const MINUTE = 60_000;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (ms: number): number => {
  jest.setSystemTime(Date.now() + ms);
  return Date.now();
};

describe('long work', () => {
  it('goes on until it ends, and counts from there', () => {
    const end = beginWork();
    const later = pass(4 * MINUTE);
    expect(workedAt(later)).toBe(later);
    end();
    end();
    expect(workedAt(pass(MINUTE))).toBe(later);
  });

  it('without a sign of life is none; each sign counts', () => {
    const signed: number[] = [];
    const end = beginWork();
    const follow = followed((done: number) => signed.push(done));
    const last = pass(4 * MINUTE);
    follow(1);
    expect(workedAt(pass(4 * MINUTE))).toBe(Date.now());
    expect(workedAt(pass(MINUTE))).toBe(last);
    end();
    pass(MINUTE);
    follow(2);
    expect(workedAt(Date.now())).toBe(last + 5 * MINUTE);
    expect(signed).toEqual([1, 2]);
  });

  it('of a machine that slept is noticed before it counts', () => {
    const end = beginWork();
    const before = Date.now();
    const seen: number[] = [];
    const stop = onWork(() => seen.push(workedAt(Date.now())));
    const follow = followed(() => undefined);
    pass(8 * 60 * MINUTE);
    follow(undefined);
    expect(seen).toEqual([before]);
    stop();
    follow(undefined);
    expect(seen).toHaveLength(1);
    end();
  });
});
