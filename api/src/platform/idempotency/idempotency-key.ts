import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { IDEMPOTENCY_HEADER, IDEMPOTENCY_KEY_CHARACTERS, SealchartError } from '@sealchart/protocol';
import type { FastifyRequest } from 'fastify';

const KEY = new RegExp(`^[\\w-]{1,${IDEMPOTENCY_KEY_CHARACTERS}}$`);

/** The request's `Idempotency-Key`. Throws `E_REQUEST` when it is missing or malformed. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const key = context.switchToHttp().getRequest<FastifyRequest>().headers[IDEMPOTENCY_HEADER];
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw new SealchartError('E_REQUEST', {
    issues: [{ path: IDEMPOTENCY_HEADER, message: `must be 1 to ${IDEMPOTENCY_KEY_CHARACTERS} letters, digits, - or _` }],
  });
});
