import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { SealchartError } from '@sealchart/protocol';
import type { FastifyInstance } from 'fastify';
import { PROBLEM_TYPE, toProblem } from './problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/**
 * Answers what is no HTTP request, or comes too slowly or with too many headers, like every other refusal, and closes; with a line in the
 * log like every other's.
 */
export function refuseConnection(this: Pick<FastifyInstance, 'log'>, error: Error & { readonly code?: string }, socket: Socket): void {
  if (socket.destroyed || error.code === 'ECONNRESET') return;
  if (socket.writable) {
    const problem = toProblem(refusalOf(error.code), randomUUID());
    const body = JSON.stringify(problem);
    const headers = {
      ...SECURITY_HEADERS,
      'content-type': PROBLEM_TYPE,
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
    this.log.info({ reqId: problem.requestId, route: 'none', status: problem.status, code: problem.code }, 'answered');
  }
  socket.destroySoon();
}

function refusalOf(code: string | undefined): SealchartError {
  if (code === 'HPE_HEADER_OVERFLOW') return new SealchartError('E_LIMIT', { detail: 'the headers of a request have at most 16 KiB' });
  const detail = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'the request did not come in time' : 'this is no HTTP request';
  return new SealchartError('E_REQUEST', { detail });
}
