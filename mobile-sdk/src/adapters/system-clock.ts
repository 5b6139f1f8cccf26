import type { Clock } from '../ports/clock.ts';

/** The device's own clock. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    wait: (ms) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms);
      }),
  };
}
