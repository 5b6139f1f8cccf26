import { SealchartError } from '@sealchart/protocol';
import type { FastifyRequest } from 'fastify';
import { LOCAL_REALM, hostOf, isLoopbackAddress, isWithinRealm } from '../instance/realm.ts';

/** Asked by machines that know only an address: balancers and container runtimes. */
const ANY_HOST = new Set(['/health', '/ready']);

/** Where a request should go instead; undefined where it may stay. */
export type HostVerdict = { readonly redirect: string } | undefined;

/**
 * Judges the host that a request was sent to. A page opened under a foreign name could relay logins (DNS rebinding), so
 * everything outside the realm is refused with `E_REALM`; the loopback address is led to `localhost`.
 */
export function judgeHost(request: Pick<FastifyRequest, 'headers' | 'url'>, realm: string, publicUrl: string): HostVerdict {
  const path = request.url.split('?', 1)[0] ?? '';
  if (ANY_HOST.has(path)) return undefined;
  const host = hostOf(request.headers.host ?? '');
  if (host !== undefined && isWithinRealm(host, realm)) return undefined;
  if (host !== undefined && realm === LOCAL_REALM && isLoopbackAddress(host) && request.url.startsWith('/')) {
    return { redirect: publicUrl + request.url };
  }
  throw new SealchartError('E_REALM', { detail: `this server is ${realm}` });
}
