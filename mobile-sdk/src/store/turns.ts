import { SealchartError } from '@sealchart/protocol';
import type { ExclusiveOptions } from '../ports/local-store.ts';

/** How long an act waits for the acts of others. One that is well takes seconds; a window that hangs would take for ever. */
export const TURN_PATIENCE_MS = 30_000;

/** Acts of one program that follow one another, in the order in which they came. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** See `LocalStore.exclusive`. */
  async take<T>(act: () => Promise<T>, { patienceMs = TURN_PATIENCE_MS }: ExclusiveOptions = {}): Promise<T> {
    const before = this.#last;
    const own = Promise.withResolvers<void>();
    // Who gives up leaves those behind to wait for those before.
    this.#last = before.then(() => own.promise);
    try {
      await waitFor(before, patienceMs);
      return await act();
    } finally {
      own.resolve();
    }
  }
}

async function waitFor(others: Promise<unknown>, patienceMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(busy()), patienceMs);
  });
  try {
    await Promise.race([others, patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** Another client does not let go of the store, or was faster. */
export function busy(cause?: unknown): SealchartError {
  return new SealchartError('E_BUSY', cause === undefined ? {} : { cause });
}
