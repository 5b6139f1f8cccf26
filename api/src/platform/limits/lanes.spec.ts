import { describe, expect, it } from '@jest/globals';
import { Lanes } from './lanes.ts';

describe('lanes', () => {
  it('let so many run, hold the others back in order, and refuse the rest', async () => {
    const lanes = new Lanes(2, 2);
    const order: number[] = [];
    const come = async (n: number) => {
      const leave = await lanes.enter();
      order.push(n);
      return leave;
    };
    const [first, second] = [await come(1), await come(2)];
    const [third, fourth] = [come(3), come(4)];
    await expect(come(5)).rejects.toMatchObject({ code: 'E_UNAVAILABLE' });
    expect(order).toEqual([1, 2]);
    second();
    (await third)();
    (await fourth)();
    expect(order).toEqual([1, 2, 3, 4]);
    first();
    expect(lanes.isIdle).toBe(true);
  });

  it('free a place once, however often it is left', async () => {
    const lanes = new Lanes(1, 1);
    const leave = await lanes.enter();
    leave();
    leave();
    expect(lanes.isIdle).toBe(true);
    await lanes.enter();
    const waiting = lanes.enter();
    await expect(lanes.enter()).rejects.toMatchObject({ code: 'E_UNAVAILABLE' });
    leave();
    let isIn = false;
    void waiting.then(() => (isIn = true));
    await Promise.resolve();
    expect(isIn).toBe(false);
  });

  it('free the place of work that fails', async () => {
    const lanes = new Lanes(1, 0);
    await expect(lanes.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await lanes.run(() => Promise.resolve('done'))).toBe('done');
  });
});
