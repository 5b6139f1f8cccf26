import type { ErrorCode } from '@sealchart/protocol';
import type { FastifyReply } from 'fastify';

const codes = new WeakMap<FastifyReply, ErrorCode>();

/** Remembers what a request was refused with, for its line in the log. */
export function noteRefusal(reply: FastifyReply, code: ErrorCode): void {
  codes.set(reply, code);
}

/** What a request was refused with; undefined where it was not. */
export function refusalCodeOf(reply: FastifyReply): ErrorCode | undefined {
  return codes.get(reply);
}
