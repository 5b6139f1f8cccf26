import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { SealchartError } from '@sealchart/protocol';
import type { RequestWithCaller } from './caller.ts';
import { Callers } from './callers.ts';
import { Public, RIGHTS, Requires } from './rights.ts';

/** Default deny: a route with neither `@Public` nor `@Requires` does not exist, and one without the right looks the same. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride(Public, targets)) return true;
    const right = this.reflector.getAllAndOverride(Requires, targets);
    if (right === undefined) throw new SealchartError('E_NOT_FOUND');
    const caller = await this.callers.prove(context.switchToHttp().getRequest<RequestWithCaller>());
    if (!RIGHTS[right](caller)) throw new SealchartError('E_NOT_FOUND');
    return true;
  }
}
