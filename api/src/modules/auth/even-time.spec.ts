import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import { inEvenSteps, refuseInEvenSteps } from './even-time.ts';

const STEP_MS = 10;

async function timeOf(act: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act.catch(() => undefined);
  return performance.now() - start;
}
const refuse = async (ms: number): Promise<never> => {
  await setTimeout(ms);
  throw new SealchartError('E_LOGIN');
};

describe('even steps', () => {
  it.each([
    ['at once', 0, 1],
    ['within a step', STEP_MS / 2, 1],
    ['after a step', STEP_MS + 1, 2],
  ])('hold back what ends %s until the step is whole', async (_, ms, steps) => {
    expect(await timeOf(inEvenSteps(() => setTimeout(ms)))).toBeGreaterThanOrEqual(steps * STEP_MS - 0.1);
    expect(await timeOf(refuseInEvenSteps(() => refuse(ms)))).toBeGreaterThanOrEqual(steps * STEP_MS - 0.1);
  });

  it('give the result, or the error', async () => {
    expect(await inEvenSteps(() => Promise.resolve('result'))).toBe('result');
    expect(await refuseInEvenSteps(() => Promise.resolve('result'))).toBe('result');
    await expect(refuseInEvenSteps(() => refuse(0))).rejects.toMatchObject({ code: 'E_LOGIN' });
    await expect(inEvenSteps(() => refuse(0))).rejects.toMatchObject({ code: 'E_LOGIN' });
  });

  it('do not hold back who is let in', async () => {
    const late = setTimeout(0).then(() => 'late');
    expect(await Promise.race([refuseInEvenSteps(() => Promise.resolve('in')), late])).toBe('in');
    const held = inEvenSteps(() => Promise.resolve('in'));
    expect(await Promise.race([held, setTimeout(0).then(() => 'late')])).toBe('late');
    await held;
  });
});
