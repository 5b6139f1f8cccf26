import { Injectable } from '@nestjs/common';
import { SealchartError } from '@sealchart/protocol';
import { Clock } from '../platform/clock.ts';
import { addressKey } from '../platform/limits/address-key.ts';
import { RateLimits } from '../platform/limits/rate-limits.ts';
import type { Caller, RequestWithCaller } from './caller.ts';
import { SessionTokenStrategy } from './session-token.strategy.ts';

/** Between proof and act a large body is read, for minutes if need be: a session that ended meanwhile proves nothing any more. */
const PROOF_MS = 1_000;

/** Proves who calls, once for each request, and once more where its body took long. */
@Injectable()
export class Callers {
  /** When the caller of a request was proven. */
  readonly #provenAt = new WeakMap<RequestWithCaller, number>();

  constructor(
    private readonly sessionToken: SessionTokenStrategy,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  /** The caller, also left on the request. Throws `E_UNAUTHENTICATED`, and `E_THROTTLED` to whoever tries too often. */
  async prove(request: RequestWithCaller): Promise<Caller> {
    const now = this.clock.now();
    const isFresh = now - (this.#provenAt.get(request) ?? Number.NEGATIVE_INFINITY) < PROOF_MS;
    const caller = isFresh && request.caller ? request.caller : await this.sessionToken.prove(request);
    if (caller) {
      request.caller = caller;
      this.#provenAt.set(request, now);
      return caller;
    }
    await this.limits.take('public', addressKey(request.ip));
    throw new SealchartError('E_UNAUTHENTICATED');
  }
}
