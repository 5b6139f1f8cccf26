import type { ErrorCode, Issue, Problem } from '@sealchart/protocol';
import { ERRORS, REQUEST_BYTES, SealchartError } from '@sealchart/protocol';
import { HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isDatabaseAway } from '../database/database-away.ts';
import { ThrottledError } from '../limits/throttled-error.ts';
import { noteRefusal } from './refusal-code.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** Refusals named in one answer; the rest of a hopeless request is not worth the bytes. */
const ISSUES = 100;

/** The refusal behind whatever was thrown. What nobody foresaw is `E_INTERNAL`. `bodyLimit` is the one of the route, in bytes. */
export function toRefusal(error: unknown, bodyLimit = REQUEST_BYTES): SealchartError {
  if (error instanceof SealchartError) {
    // A code without status is a client's word: thrown here it is a mistake of ours.
    return error.status === undefined ? new SealchartError('E_INTERNAL', { cause: error }) : error;
  }
  if (isDatabaseAway(error)) return new SealchartError('E_UNAVAILABLE', { cause: error });
  return new SealchartError(codeOfStatus(statusOf(error)), { ...detailOf(error, bodyLimit), cause: error });
}

/** The answer to a refused request (RFC 9457). */
export function toProblem(refusal: SealchartError, requestId: string): Problem {
  const entry = ERRORS[refusal.code];
  return {
    type: `urn:sealchart:error:${refusal.code}`,
    title: entry.title,
    status: refusal.status ?? 500,
    code: refusal.code,
    ...(refusal.detail === undefined ? {} : { detail: refusal.detail.slice(0, 2_000) }),
    todo: entry.todo,
    ...(refusal.issues.length === 0 ? {} : { issues: refusal.issues.slice(0, ISSUES).map(short) }),
    requestId,
    ...(refusal instanceof ThrottledError ? { retryAfter: refusal.retryAfter } : {}),
  };
}

/** Sends a refusal. Absent and hidden, of the router and of ours, leave by this one door and look the same. */
export function sendProblem(reply: FastifyReply, refusal: SealchartError): void {
  const problem = toProblem(refusal, reply.request.id);
  noteRefusal(reply, refusal.code);
  if (problem.retryAfter !== undefined) reply.header('retry-after', problem.retryAfter);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  void reply.status(problem.status).header('content-type', PROBLEM_TYPE).send(JSON.stringify(problem));
}

const short = ({ path, message }: Issue): Issue => ({ path: path.slice(0, 500), message: message.slice(0, 500) });

/** Nest's exceptions and Fastify's errors carry a status; anything else is ours. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 404:
    case 405:
      return 'E_NOT_FOUND';
    case 413:
      return 'E_LIMIT';
    case 415:
      return 'E_MEDIA_TYPE';
    case 503:
      return 'E_UNAVAILABLE';
    default:
      return status >= 400 && status < 500 ? 'E_REQUEST' : 'E_INTERNAL';
  }
}

/** The words of Fastify and of JSON parsers may quote the body; these are ours. */
function detailOf(error: unknown, bodyLimit: number): { readonly detail?: string } {
  if (statusOf(error) === 413) return { detail: `this request's body has at most ${bodyLimit} bytes` };
  const { code } = (error ?? {}) as { code?: unknown };
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH') return { detail: 'the address is malformed' };
  return statusOf(error) === 400 ? { detail: 'the body is empty, is not JSON, or has a key that is never allowed' } : {};
}
