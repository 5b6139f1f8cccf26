import { SealchartError } from '@sealchart/protocol';

/** Frees a place; a second call does nothing. */
export type Leave = () => void;

/** Lets so many run at once, so many more wait in the order they came, and refuses everybody else. */
export class Lanes {
  readonly #atOnce: number;
  readonly #atMostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number, atMostWaiting: number) {
    this.#atOnce = atOnce;
    this.#atMostWaiting = atMostWaiting;
  }

  /** True when nobody runs or waits. */
  get isIdle(): boolean {
    return this.#running === 0;
  }

  /** Resolves when there is a place. `E_UNAVAILABLE` when too many wait already. */
  async enter(): Promise<Leave> {
    if (this.#running < this.#atOnce) this.#running += 1;
    else if (this.#waiting.length >= this.#atMostWaiting) throw new SealchartError('E_UNAVAILABLE', { detail: 'too much at once' });
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isIn = true;
    return () => {
      if (isIn) this.#leave();
      isIn = false;
    };
  }

  /** Runs work in a place of its own. Throws as `enter`, and whatever `work` throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** The place passes to whoever waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
