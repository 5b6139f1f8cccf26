/**
 * Holds the account key until it is locked or was not asked for during `idleMs`. A clock that was set back, or a
 * machine that slept, ends the time as well: both are told by `now` and not by timers.
 */
export class KeyKeeper {
  readonly #now: () => number;
  readonly #idleMs: number;
  #key: Uint8Array | undefined;
  #touchedAt: number;

  constructor(options: { key: Uint8Array; idleMs: number; now: () => number }) {
    this.#key = options.key;
    this.#idleMs = options.idleMs;
    this.#now = options.now;
    this.#touchedAt = options.now();
  }

  /** Milliseconds until the key is forgotten; 0 when it is gone. Looking does not lengthen the time. */
  remaining(): number {
    const idle = this.#now() - this.#touchedAt;
    if (idle < 0 || idle >= this.#idleMs) this.forget();
    return this.#key === undefined ? 0 : this.#idleMs - idle;
  }

  /** The key, and the time begins anew; undefined when it is gone. */
  get(): Uint8Array | undefined {
    this.touch();
    return this.#key;
  }

  /** The key, and the time goes on; undefined when it is gone. */
  peek(): Uint8Array | undefined {
    return this.remaining() > 0 ? this.#key : undefined;
  }

  /** The time begins anew, unless it was over already. */
  touch(): void {
    if (this.remaining() > 0) this.#touchedAt = this.#now();
  }

  /** Overwrites the key. */
  forget(): void {
    this.#key?.fill(0);
    this.#key = undefined;
  }
}
