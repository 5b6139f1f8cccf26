import type { Clock } from '../ports/clock.ts';

/** A clock that stands still until it is told otherwise; waiting moves it on at once. */
export interface FixedClock extends Clock {
  advance(ms: number): void;
}

/** `start` in milliseconds since 1970. */
export function fixedClock(start: number): FixedClock {
  let now = start;
  const advance = (ms: number) => {
    now += ms;
  };
  return { now: () => now, advance, wait: async (ms) => advance(ms) };
}
