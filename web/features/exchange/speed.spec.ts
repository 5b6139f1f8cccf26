import { describe, expect, it } from '@jest/globals';
import { Speed } from './speed.ts';

describe('the time that is left', () => {
  it('follows from how long the last part took, and is not told too early', () => {
    const speed = new Speed();
    expect(speed.secondsLeft(100, 500, 1_000)).toBeUndefined();
    expect(speed.secondsLeft(110, 500, 11_000)).toBeUndefined();
    expect(speed.secondsLeft(200, 500, 11_000)).toBe(30);
  });

  it('does not count a pause', () => {
    const speed = new Speed();
    speed.secondsLeft(0, 500, 0);
    speed.reset();
    expect(speed.secondsLeft(100, 500, 600_000)).toBeUndefined();
    expect(speed.secondsLeft(200, 500, 610_000)).toBe(30);
  });
});
