import { Injectable } from '@nestjs/common';
import { SealchartError } from '@sealchart/protocol';
import { addressKey } from '../platform/limits/address-key.ts';
import { RateLimits } from '../platform/limits/rate-limits.ts';
import type { Caller, RequestWithCaller } from './caller.ts';
import { SessionTokenStrategy } from './session-token.strategy.ts';

/** Proves who calls, once for each request. */
@Injectable()
export class Callers {
  constructor(
    private readonly sessionToken: SessionTokenStrategy,
    private readonly limits: RateLimits,
  ) {}

  /** The caller, also left on the request. Throws `E_UNAUTHENTICATED`, and `E_THROTTLED` to whoever tries too often. */
  async prove(request: RequestWithCaller): Promise<Caller> {
    const caller = request.caller ?? (await this.sessionToken.prove(request));
    if (caller) {
      request.caller = caller;
      return caller;
    }
    await this.limits.take('public', addressKey(request.ip));
    throw new SealchartError('E_UNAUTHENTICATED');
  }
}
