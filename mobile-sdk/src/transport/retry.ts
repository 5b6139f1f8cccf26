import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { Refusal } from './problem.ts';

/** First pause; each further one is twice as long. */
const FIRST_PAUSE_MS = 250;
/** No pause of our own choosing is longer: a server that came back is found soon. */
const LONGEST_PAUSE_MS = 8_000;
/** How long a request that may be repeated is repeated: a server that restarts, a tunnel, a lift. */
export const PATIENCE_MS = 30_000;

/** Refusals after which the same request may succeed. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['E_NETWORK', 'E_UNAVAILABLE', 'E_THROTTLED']);

/** What came of one try. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Refusal);

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds in which a further try may begin; 0 for one try only. */
  readonly patienceMs: number;
  /** True where waiting for an answer is in vain. */
  readonly isOffline?: () => boolean;
}

/** Tries until it succeeds, fails for good, or patience ends; then the last error is thrown. */
export async function withRetries<T>(
  attempt: () => Promise<Attempt<T>>,
  { clock, random, patienceMs, isOffline }: RetryOptions,
): Promise<T> {
  const end = clock.now() + patienceMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const outcome = await settle(attempt);
    if (outcome.ok) return outcome.value;
    const wait = Math.max(withJitter(pause, random), outcome.retryAfterMs ?? 0);
    const { code } = outcome.error;
    const isVain = code === 'E_NETWORK' && isOffline?.() === true;
    if (isVain || !PASSING.has(code) || clock.now() + wait > end) throw outcome.error;
    await clock.wait(wait);
  }
}

async function settle<T>(attempt: () => Promise<Attempt<T>>): Promise<Attempt<T>> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof SealchartError) return { ok: false, error };
    throw error;
  }
}

/** Half to the whole of a pause, so that many clients do not come back at the same moment. */
function withJitter(pause: number, random: Random): number {
  return Math.round(pause * (0.5 + (random.bytes(1)[0] ?? 0) / 510));
}
