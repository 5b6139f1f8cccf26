import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { SealchartError } from '@sealchart/protocol';
import { addressKey } from '../platform/limits/address-key.ts';
import { RateLimits } from '../platform/limits/rate-limits.ts';
import type { RequestWithCaller } from './caller.ts';
import { Public, RIGHTS, Requires } from './rights.ts';
import { SessionTokenStrategy } from './session-token.strategy.ts';

/** Default deny: a route with neither `@Public` nor `@Requires` does not exist, and one without the right looks the same. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessionToken: SessionTokenStrategy,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride(Public, targets)) return true;
    const right = this.reflector.getAllAndOverride(Requires, targets);
    if (right === undefined) throw new SealchartError('E_NOT_FOUND');
    const request = context.switchToHttp().getRequest<RequestWithCaller>();
    const caller = await this.sessionToken.prove(request);
    if (!caller) {
      await this.limits.take('public', addressKey(request.ip));
      throw new SealchartError('E_UNAUTHENTICATED');
    }
    if (!RIGHTS[right](caller)) throw new SealchartError('E_NOT_FOUND');
    request.caller = caller;
    return true;
  }
}
