import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable, createParamDecorator } from '@nestjs/common';
import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { FastifyRequest } from 'fastify';
import type { Proof } from '../../access/authentication.ts';
import { refuseInEvenSteps } from './even-time.ts';
import type { ProvenLogin } from './login-judge.service.ts';
import { LoginSecretStrategy } from './login-secret.strategy.ts';
import { RecoveryLoginStrategy } from './recovery-login.strategy.ts';

type RequestWithLogin = FastifyRequest & { provenLogin?: ProvenLogin };

/** Lets a login through whose secret is right. A wrong password and an unknown address are refused alike. */
@Injectable()
export class LoginGuard implements CanActivate {
  constructor(private readonly loginSecret: LoginSecretStrategy) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return pass(context, this.loginSecret.prove, 'E_LOGIN');
  }
}

/** Lets a recovery through whose words are right. Wrong words, an account without kit and an unknown one are refused alike. */
@Injectable()
export class RecoveryGuard implements CanActivate {
  constructor(private readonly recoveryLogin: RecoveryLoginStrategy) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return pass(context, this.recoveryLogin.prove, 'E_KIT');
  }
}

async function pass(context: ExecutionContext, prove: Proof<ProvenLogin>, refusal: ErrorCode): Promise<boolean> {
  const request = context.switchToHttp().getRequest<RequestWithLogin>();
  request.provenLogin = await refuseInEvenSteps(async () => {
    const proven = await prove(request);
    if (!proven) throw new SealchartError(refusal);
    return proven;
  });
  return true;
}

/** Whom the login or the recovery proved. */
export const Proven = createParamDecorator((_: unknown, context: ExecutionContext): ProvenLogin => {
  const { provenLogin } = context.switchToHttp().getRequest<RequestWithLogin>();
  if (provenLogin === undefined) throw new SealchartError('E_INTERNAL', { cause: new Error('a route without login guard') });
  return provenLogin;
});
