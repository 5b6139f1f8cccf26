import { SealchartError } from '@sealchart/protocol';

/** `E_THROTTLED` that knows how long to wait. */
export class ThrottledError extends SealchartError {
  /** Seconds until the next try. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super('E_THROTTLED', { detail: `try again in ${retryAfter} seconds` });
    this.retryAfter = retryAfter;
  }
}
