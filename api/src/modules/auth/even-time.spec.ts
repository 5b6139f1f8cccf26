import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import { inEvenSteps, refuseInEvenSteps } from './even-time.ts';

const STEP_MS = 10;

/** Works for some milliseconds at least, whatever the timer makes of them, and gives what it took. */
async function work(ms: number): Promise<number> {
  const start = performance.now();
  do await setTimeout(0);
  while (performance.now() - start < ms);
  return performance.now() - start;
}
const refuse = async (): Promise<never> => {
  await setTimeout(0);
  throw new SealchartError('E_LOGIN');
};

/** Milliseconds that some work took by itself, and until its end was seen. */
async function timesOf(held: (work: () => Promise<unknown>) => Promise<unknown>, ms: number, isRefused: boolean) {
  const start = performance.now();
  let took = 0;
  await held(async () => {
    took = await work(ms);
    if (isRefused) await refuse();
  }).catch(() => undefined);
  return { took, seen: performance.now() - start };
}

describe('even steps', () => {
  it.each([
    ['at once', 0],
    ['within a step', STEP_MS / 2],
    ['after a step', STEP_MS + 1],
  ])('hold back what ends %s until the step is whole', async (_, ms) => {
    for (const [held, isRefused] of [
      [inEvenSteps, false],
      [refuseInEvenSteps, true],
    ] as const) {
      const { took, seen } = await timesOf(held, ms, isRefused);
      expect(seen).toBeGreaterThanOrEqual(Math.ceil(took / STEP_MS) * STEP_MS);
    }
  });

  it('give the result, or the error', async () => {
    expect(await inEvenSteps(() => Promise.resolve('result'))).toBe('result');
    expect(await refuseInEvenSteps(() => Promise.resolve('result'))).toBe('result');
    await expect(refuseInEvenSteps(refuse)).rejects.toMatchObject({ code: 'E_LOGIN' });
    await expect(inEvenSteps(refuse)).rejects.toMatchObject({ code: 'E_LOGIN' });
  });

  it('do not hold back who is let in', async () => {
    const late = setTimeout(0).then(() => 'late');
    expect(await Promise.race([refuseInEvenSteps(() => Promise.resolve('in')), late])).toBe('in');
    const held = inEvenSteps(() => Promise.resolve('in'));
    expect(await Promise.race([held, setTimeout(0).then(() => 'late')])).toBe('late');
    await held;
  });
});
