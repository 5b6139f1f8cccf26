import { SealchartError } from '@sealchart/protocol';

/** Up to here people count in seconds. */
const SECONDS = 120;

/** `E_THROTTLED` that knows how long to wait. */
export class ThrottledError extends SealchartError {
  /** Seconds until the next try. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    const wait = retryAfter <= SECONDS ? `${retryAfter} seconds` : `${Math.ceil(retryAfter / 60)} minutes`;
    super('E_THROTTLED', { detail: `try again in ${wait}` });
    this.retryAfter = retryAfter;
  }
}
