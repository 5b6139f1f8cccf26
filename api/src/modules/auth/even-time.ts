import { setImmediate, setTimeout } from 'node:timers/promises';

/** Milliseconds of one step: more than any lookup takes, less than anybody notices at a login. */
const STEP_MS = 10;
/** The timer is this exact; the rest is waited out turn by turn. */
const TIMER_MS = 2;

/**
 * Does some work and lets its end be seen only at the next whole step of time since the start. What is left of a difference between two
 * kinds of work, a document more that was found or a page that was not in memory, ends in the same step.
 */
export async function inEvenSteps<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  await untilStep(start);
  return result;
}

/** The same for a refusal alone: whoever is let in knows already. */
export async function refuseInEvenSteps<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } catch (error) {
    await untilStep(start);
    throw error;
  }
}

async function untilStep(start: number): Promise<void> {
  await until(start + Math.ceil((performance.now() - start) / STEP_MS) * STEP_MS);
}

/** A timer alone would end a whole number of milliseconds after it was set, and so pass on when that was. */
async function until(moment: number): Promise<void> {
  const coarse = Math.floor(moment - performance.now()) - TIMER_MS;
  if (coarse > 0) await setTimeout(coarse);
  while (performance.now() < moment) await setImmediate();
}
