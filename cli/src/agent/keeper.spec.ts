import { describe, expect, it } from '@jest/globals';
import { KeyKeeper } from './keeper.ts';

function keeperAt(idleMs: number) {
  let now = 1_000_000;
  const key = new Uint8Array(32).fill(7);
  return { key, keeper: new KeyKeeper({ key, idleMs, now: () => now }), pass: (ms: number) => (now += ms) };
}

describe('a kept key', () => {
  it('is given until nobody asked for it during the idle time, and is overwritten then', () => {
    const { key, keeper, pass } = keeperAt(900_000);
    pass(899_999);
    expect(keeper.get()).toBe(key);
    pass(899_999);
    expect(keeper.remaining()).toBe(1);
    pass(1);
    expect(keeper.get()).toBeUndefined();
    expect(key).toEqual(new Uint8Array(32));
  });

  it('is not kept longer by looking, but by a touch', () => {
    const { keeper, pass } = keeperAt(100);
    pass(60);
    expect(keeper.remaining()).toBe(40);
    keeper.touch();
    pass(60);
    expect(keeper.remaining()).toBe(40);
    pass(60);
    keeper.touch();
    expect(keeper.remaining()).toBe(0);
  });

  it('is shown to those who only look, without being kept longer', () => {
    const { key, keeper, pass } = keeperAt(100);
    pass(60);
    expect(keeper.peek()).toBe(key);
    expect(keeper.remaining()).toBe(40);
    pass(40);
    expect(keeper.peek()).toBeUndefined();
    expect(key).toEqual(new Uint8Array(32));
  });

  it('is forgotten when the clock was set back', () => {
    const { keeper, pass } = keeperAt(100);
    pass(-1);
    expect(keeper.get()).toBeUndefined();
  });

  it('is overwritten at once when it is locked', () => {
    const { key, keeper } = keeperAt(100);
    keeper.forget();
    expect(keeper.get()).toBeUndefined();
    expect(key.every((byte) => byte === 0)).toBe(true);
  });
});
