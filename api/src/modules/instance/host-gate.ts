import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SealchartError } from '@sealchart/protocol';
import type { FastifyInstance } from 'fastify';
import { PAGE_CSP } from '../../platform/http/answers.ts';
import type { JudgedServer } from '../../platform/http/host-check.ts';
import { judgeHost, pathOf } from '../../platform/http/host-check.ts';
import { PROBLEM_TYPE, sendProblem, toProblem, toRefusal } from '../../platform/http/problem.ts';
import { noteRefusal } from '../../platform/http/refusal-code.ts';
import { SECURITY_HEADERS, setSecurityHeaders } from '../../platform/http/security-headers.ts';
import { insecurePage } from './insecure-page.ts';

const HTML = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_CSP };

/** Lets in what was sent to this server's own name, on a protected way; before anything of a request is looked at. */
export function guardHosts(fastify: FastifyInstance, server: () => JudgedServer): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const judged = server();
    setSecurityHeaders(reply, judged.isSecure);
    try {
      const verdict = judgeHost(request, judged);
      if (verdict) void reply.redirect(verdict.redirect, 308);
      else done();
    } catch (error) {
      const refusal = toRefusal(error);
      if (refusal.code === 'E_INSECURE' && isForPerson(request)) {
        noteRefusal(reply, refusal.code);
        void reply.status(403).headers(HTML).send(insecurePage(judged.address));
      } else sendProblem(reply, refusal);
    }
  });
}

/** Answers plain HTTP on the port of a server with TLS, in the same words. */
export function answerPlainHttp(address: () => string): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const refusal = new SealchartError('E_INSECURE', { detail: `open ${address()}` });
    const isPage = isForPerson({ method: request.method ?? '', url: request.url ?? '' });
    const type = isPage ? HTML : { 'content-type': PROBLEM_TYPE };
    const body = isPage ? insecurePage(address()) : JSON.stringify(toProblem(refusal, randomUUID()));
    response.writeHead(403, { ...SECURITY_HEADERS, ...type, connection: 'close' }).end(body);
  };
}

/** Whoever opens an address outside the interface proper reads pages. */
function isForPerson({ method, url }: { readonly method: string; readonly url: string }): boolean {
  return (method === 'GET' || method === 'HEAD') && !pathOf(url).startsWith('/v1/');
}
