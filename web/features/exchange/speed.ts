/** Before this much is known of the speed, nobody is told a time. */
const LEAST_MS = 2_000;
const LEAST_DONE = 25;

/** Tells how long the rest takes, from how long the last part took. */
export class Speed {
  #from: { readonly at: number; readonly done: number } | undefined;

  /** Forgets what it knows: after a pause, or where other work begins. */
  reset(): void {
    this.#from = undefined;
  }

  /** Seconds until `total`; undefined while too little was done. `now`: milliseconds. */
  secondsLeft(done: number, total: number, now: number = performance.now()): number | undefined {
    this.#from ??= { at: now, done };
    const took = now - this.#from.at;
    const made = done - this.#from.done;
    if (took < LEAST_MS || made < LEAST_DONE) return undefined;
    return ((total - done) * took) / made / 1_000;
  }
}
