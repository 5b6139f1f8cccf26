import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { RateClass } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { addressKey } from '../platform/limits/address-key.ts';
import { RateLimits } from '../platform/limits/rate-limits.ts';
import type { RequestWithCaller } from './caller.ts';
import { Limits } from './limits.ts';

/** Counts every request that got past the access guard. */
@Injectable()
export class LimitsGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rateClass = this.reflector.getAllAndOverride(Limits, [context.getHandler(), context.getClass()]);
    if (rateClass === undefined) throw new SealchartError('E_INTERNAL', { cause: new Error('a route without rate class') });
    const request = context.switchToHttp().getRequest<RequestWithCaller>();
    await this.limits.take(rateClass, keyOf(rateClass, request));
    return true;
  }
}

/** Whom a request counts for. Changes of keys count per session: a stolen one must not hold up its owner's. */
function keyOf(rateClass: RateClass, { caller, ip }: RequestWithCaller): string {
  if (!caller) return addressKey(ip);
  return rateClass === 'keys' ? caller.sessionId : caller.accountId;
}
