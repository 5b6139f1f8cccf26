import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { SealchartError } from '@sealchart/protocol';
import type { FastifyRequest } from 'fastify';
import type { SessionKind } from './session.ts';

/** Who is calling: an account, proven by a session. */
export interface Caller {
  readonly accountId: string;
  /** Id of the session: hash of its token. */
  readonly sessionId: string;
  /** What kind of session: a recovery has fewer rights. */
  readonly kind: SessionKind;
}

/** What the access guard leaves on the request. */
export type RequestWithCaller = FastifyRequest & { caller?: Caller };

/** The caller of a route with `@Requires`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<RequestWithCaller>();
  if (!caller) throw new SealchartError('E_INTERNAL', { cause: new Error('a public route asked for its caller') });
  return caller;
});
