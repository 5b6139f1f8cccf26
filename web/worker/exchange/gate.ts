/** A place where work waits while somebody has paused it. */
export class Gate {
  #open: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  /** Resolves at once, or when the pause is over. */
  pass(): Promise<void> {
    return this.#closed ?? Promise.resolve();
  }

  pause(): void {
    this.#closed ??= new Promise((resolve) => (this.#open = resolve));
  }

  resume(): void {
    this.#open?.();
    this.#open = undefined;
    this.#closed = undefined;
  }
}
