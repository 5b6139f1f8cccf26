import { isIP, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { SealchartError } from '@sealchart/protocol';

/** What the realm is where no PUBLIC_URL was set at first start. */
export const LOCAL_REALM = 'localhost';

/** Host of a `Host` header or address, without port and final dot, in lower-case A-labels; undefined when it is none. */
export function hostOf(authority: string): string | undefined {
  const bare = /^(\[[0-9a-fA-F:.]+\]|[^:/?#@\s]+)(?::\d{1,5})?$/.exec(authority)?.[1];
  if (bare === undefined) return undefined;
  if (bare.startsWith('[')) return isIPv6(bare.slice(1, -1)) ? bare.toLowerCase() : undefined;
  const host = domainToASCII(bare.endsWith('.') ? bare.slice(0, -1) : bare);
  return host === '' ? undefined : host;
}

/** Whether a host is the realm or lies under it. */
export function isWithinRealm(host: string, realm: string): boolean {
  return host === realm || host.endsWith(`.${realm}`);
}

/** Whether a host is this machine's own loopback address. */
export function isLoopbackAddress(host: string): boolean {
  return host === '127.0.0.1' || host === '[::1]';
}

/** The realm of a first start. Throws `E_CONFIG` for an address of numbers: it belongs to a network, not to this server. */
export function realmOf(publicUrl: string | undefined): string {
  if (publicUrl === undefined) return LOCAL_REALM;
  const host = hostOf(new URL(publicUrl).host);
  if (host === undefined || isIP(host.replace(/^\[|\]$/g, '')) !== 0) {
    throw realmRefusal(
      'must name a host, not an IP address: all passwords are bound to this name, and an address can pass to another machine; use a name that leads to this server',
    );
  }
  return host;
}

/** Throws `E_CONFIG` when the address under which the server is opened lies outside the realm that it was set up with. */
export function requireWithinRealm(publicUrl: string | undefined, realm: string): void {
  const host = hostOf(new URL(publicUrl ?? `http://${LOCAL_REALM}`).host) ?? '';
  if (isWithinRealm(host, realm)) return;
  throw realmRefusal(
    `must lie at or under ${realm}, the name that this server was set up with. Moving to another name is an act of its own: the login secrets of all accounts are bound to the name, so nobody could log in under a new one until each client that knows this instance has followed, and each person has confirmed the former name`,
  );
}

function realmRefusal(message: string): SealchartError {
  return new SealchartError('E_CONFIG', { detail: 'PUBLIC_URL', issues: [{ path: 'PUBLIC_URL', message }] });
}
