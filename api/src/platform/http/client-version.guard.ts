import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CLIENT_HEADER, OLDEST_PROTOCOL, PROTOCOL, PROTOCOL_HEADER, SealchartError } from '@sealchart/protocol';
import type { FastifyRequest } from 'fastify';

const ANY_CLIENT = 'sealchart:any-client';

/** Answers whoever asks, without client headers: what a client or person must read before it can know which protocol to speak. */
export const AnyClient = (): MethodDecorator & ClassDecorator => SetMetadata(ANY_CLIENT, true);

/** `name/version`. */
const CLIENT = /^[A-Za-z0-9][\w.-]{0,63}\/[A-Za-z0-9][\w.+-]{0,63}$/;

/** Refuses clients that do not say what they are, or speak another protocol. No trust rests on these headers. */
@Injectable()
export class ClientVersionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride(ANY_CLIENT, [context.getHandler(), context.getClass()]) === true) return true;
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    requireClient(headers[CLIENT_HEADER], headers[PROTOCOL_HEADER]);
    return true;
  }
}

function requireClient(client: unknown, protocol: unknown): void {
  const issues = [
    ...(typeof client === 'string' && CLIENT.test(client) ? [] : [{ path: CLIENT_HEADER, message: 'must be name/version of the client' }]),
    ...(typeof protocol === 'string' && /^\d{1,4}$/.test(protocol) ? [] : [{ path: PROTOCOL_HEADER, message: 'must be a whole number' }]),
  ];
  if (issues.length > 0) throw new SealchartError('E_REQUEST', { detail: 'headers of the client', issues });
  const spoken = Number(protocol);
  if (spoken < OLDEST_PROTOCOL) {
    throw new SealchartError('E_PROTOCOL', {
      detail: `update the client: it speaks protocol ${spoken}, this server ${OLDEST_PROTOCOL} to ${PROTOCOL}`,
    });
  }
  if (spoken > PROTOCOL) {
    throw new SealchartError('E_PROTOCOL', {
      detail: `update the server, or ask its operator to: the client speaks protocol ${spoken}, this server ${OLDEST_PROTOCOL} to ${PROTOCOL}`,
    });
  }
}
