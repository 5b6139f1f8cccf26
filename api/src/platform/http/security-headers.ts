import type { FastifyReply } from 'fastify';

/** On every answer, of the router's own too. Pages loosen the content policy for their style sheet. */
export const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // Answers hold sealed records and sessions: no cache on the way has any business with them.
  'cache-control': 'no-store',
} as const;

/** A year, as browsers ask for; only where the server is opened over TLS, and for its own name alone. */
const HSTS = 'max-age=31536000';

/** Sets what every answer carries; `isSecure` where people open the server over TLS. */
export function setSecurityHeaders(reply: FastifyReply, isSecure: boolean): void {
  reply.headers(SECURITY_HEADERS).header('x-request-id', reply.request.id);
  if (isSecure) reply.header('strict-transport-security', HSTS);
}
