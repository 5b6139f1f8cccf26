import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { LogController } from 'fastify';
import type { AppConfig } from '../config/app-config.ts';
import { refusalCodeOf } from './refusal-code.ts';

/** Never written, should an object that carries them ever be logged. */
const REDACTED = [
  'authorization',
  'cookie',
  '"set-cookie"',
  'token',
  'deviceToken',
  'loginSecret',
  'recoveryLogin',
  'password',
  'body',
  'identifier',
  'uri',
].flatMap((name) => {
  const field = name.startsWith('"') ? `[${name}]` : `.${name}`;
  return [name.replaceAll('"', ''), `*${field}`, `*.*${field}`];
});

/** JSON lines with a request id that the server makes; headers, bodies and queries are not logged. */
export function loggingOptions(config: Pick<AppConfig, 'logLevel'>, stream: Writable = process.stdout): FastifyServerOptions {
  return {
    logger: {
      level: config.logLevel,
      stream,
      base: null,
      redact: { paths: REDACTED, censor: '[redacted]' },
      serializers: { err: serializeError },
    },
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    logController: new LogController({ disableRequestLogging: true }),
  };
}

/**
 * One line for each answer: route instead of address, so that no id, query or e-mail address gets into a log. That of a refusal names its
 * code, and nothing else of why: details may quote the request.
 */
export function logRequests(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'none';
    const code = refusalCodeOf(reply);
    const line = { method, route, status: reply.statusCode, ...(code === undefined ? {} : { code }), ms: Math.round(reply.elapsedTime) };
    if (reply.statusCode >= 500) request.log.error(line, 'answered');
    else request.log.info(line, 'answered');
    done();
  });
}

/** Names, codes and places in our code. Messages stay only of our own errors: those of libraries may quote values. */
function serializeError(error: unknown): { [key: string]: unknown; type: string; message: string; stack: string } {
  if (typeof error !== 'object' || error === null) return { type: typeof error, message: '', stack: '' };
  const { name, code, stack, cause, message } = error as {
    name?: unknown;
    code?: unknown;
    stack?: unknown;
    cause?: unknown;
    message?: unknown;
  };
  const frames = typeof stack === 'string' ? stack.split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const isOurs = name === 'SealchartError' || (typeof message === 'string' && message.startsWith('answer: '));
  return {
    type: String(name),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: isOurs ? String(message) : '',
    stack: frames.join('\n'),
    ...(cause === undefined ? {} : { cause: serializeError(cause) }),
  };
}
