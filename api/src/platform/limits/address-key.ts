import { isIPv6 } from 'node:net';

/** Whom an address counts for: an IPv4 address by itself, an IPv6 one by its /64, of which every household has 2^64 addresses. */
export function addressKey(address: string): string {
  const groups = groupsOf(address);
  return groups ? prefixOf(groups, 4) : bareIPv4(address);
}

/** The neighbourhood of an address, which a household or ward keeps for long: the /24 of IPv4, the /48 of IPv6. */
export function neighbourhoodOf(address: string): string {
  const groups = groupsOf(address);
  if (groups) return prefixOf(groups, 3);
  return `${bareIPv4(address).split('.').slice(0, 3).join('.')}.0/24`;
}

/** Without what dual-stack sockets put before IPv4 addresses. */
function bareIPv4(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address.replace(/%.*$/, ''))?.[1] ?? address;
}

/** The eight groups of an IPv6 address, lower case and without leading zeros; undefined for IPv4 in either form. */
function groupsOf(address: string): string[] | undefined {
  if (!isIPv6(address) || bareIPv4(address) !== address) return undefined;
  const bare = address.replace(/%.*$/, '').toLowerCase();
  const [head = '', tail = ''] = bare.split('::', 2);
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const gap = bare.includes('::') ? Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0') : [];
  return [...front, ...gap, ...back].map((group) => Number.parseInt(group, 16).toString(16));
}

const prefixOf = (groups: readonly string[], count: number): string => `${groups.slice(0, count).join(':')}::/${count * 16}`;
