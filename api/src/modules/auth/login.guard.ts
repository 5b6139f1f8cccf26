import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable, createParamDecorator } from '@nestjs/common';
import { SealchartError } from '@sealchart/protocol';
import type { FastifyRequest } from 'fastify';
import { LoginSecretStrategy } from './login-secret.strategy.ts';

type RequestWithLogin = FastifyRequest & { provenAccountId?: string };

/** Lets a login through whose secret is right. A wrong password and an unknown address are refused alike. */
@Injectable()
export class LoginGuard implements CanActivate {
  constructor(private readonly loginSecret: LoginSecretStrategy) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<RequestWithLogin>();
    const proven = await this.loginSecret.prove(request);
    if (!proven) throw new SealchartError('E_LOGIN');
    request.provenAccountId = proven.accountId;
    return true;
  }
}

/** The account that the login proved. */
export const ProvenAccountId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { provenAccountId } = context.switchToHttp().getRequest<RequestWithLogin>();
  if (provenAccountId === undefined) throw new SealchartError('E_INTERNAL', { cause: new Error('a route without login guard') });
  return provenAccountId;
});
