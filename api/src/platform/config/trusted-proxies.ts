import { isIP } from 'node:net';

/** Names of whole neighbourhoods, as Fastify knows them: this machine, the same link, private networks. */
const NAMES = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** The proxies of a list with commas: addresses, ranges (`10.0.0.0/8`) or names; undefined where one of them is none of these. */
export function trustedProxies(text: string): readonly string[] | undefined {
  const proxies = text.split(',').map((proxy) => proxy.trim());
  return proxies.every(isProxy) ? proxies : undefined;
}

function isProxy(text: string): boolean {
  if (NAMES.has(text)) return true;
  const [address = '', length, ...more] = text.split('/');
  // A zone belongs to one machine's own interfaces: Fastify would compare it.
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (length === undefined) return true;
  // A range of all addresses would let clients choose the one that they are counted under.
  return /^[1-9]\d{0,2}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
}
