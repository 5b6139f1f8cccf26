import { SealchartError } from '@sealchart/protocol';
import type { FastifyRequest } from 'fastify';
import { LOCAL_REALM, hostOf, isLoopbackAddress, isWithinRealm } from '../instance/realm.ts';

/** Asked by machines that know only an address: balancers and container runtimes; and the style of the page for lost people. */
const ANY_HOST = new Set(['/health', '/ready', '/sealchart.css']);

/** Asked by clients that want to know what server this is, and tells nothing that is to be protected. */
const PLAIN_HTTP = '/v1/instance';

/** What is known of the server that a request was sent to. */
export interface JudgedServer {
  readonly realm: string;
  /** The address under which people open it. */
  readonly address: string;
  /** Whether they open it over TLS, its own or that of a proxy. */
  readonly isSecure: boolean;
}

/** Where a request should go instead; undefined where it may stay. */
export type HostVerdict = { readonly redirect: string } | undefined;

/**
 * Judges the host that a request was sent to. What comes over plain HTTP and not from this machine is refused with `E_INSECURE`,
 * before all else: without TLS no other name would help. A page opened under a foreign name could relay logins (DNS
 * rebinding), so everything outside the realm is refused with `E_REALM`; the loopback address is led to `localhost`.
 */
export function judgeHost(
  request: Pick<FastifyRequest, 'headers' | 'url' | 'protocol'>,
  { realm, address, isSecure }: JudgedServer,
): HostVerdict {
  const path = pathOf(request.url);
  if (ANY_HOST.has(path)) return undefined;
  const host = hostOf(request.headers.host ?? '');
  // A trusted proxy may say that it was asked over TLS; nobody else's word counts, and `protocol` knows whose it is.
  const isPlain = !isSecure && request.protocol !== 'https' && host !== undefined && !isThisMachine(host);
  if (isPlain && path !== PLAIN_HTTP) {
    throw new SealchartError('E_INSECURE', { detail: 'this server was asked over plain http and not from its own machine' });
  }
  if (host !== undefined && isWithinRealm(host, realm)) return undefined;
  if (host !== undefined && realm === LOCAL_REALM && isLoopbackAddress(host) && request.url.startsWith('/')) {
    return { redirect: address + request.url };
  }
  throw new SealchartError('E_REALM', { detail: `this server is ${realm}` });
}

/** An address of a request without its query. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

/** What browsers take for a secure context without TLS. */
function isThisMachine(host: string): boolean {
  return isWithinRealm(host, LOCAL_REALM) || isLoopbackAddress(host);
}
