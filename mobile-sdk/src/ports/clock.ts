/** The device's clock. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after this many milliseconds; hosts that can resolve it at once when `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}
