import { Injectable } from '@nestjs/common';

/** The server's clock: one place to ask, so that tests can set it. */
@Injectable()
export class Clock {
  /** Milliseconds since 1970. */
  now(): number {
    return Date.now();
  }
}
