import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import { readConfig } from '../config/app-config.ts';
import { cleanForwarded, forwardedAddresses } from './forwarded.ts';

const DATABASES = { MONGODB_ACCOUNTS_URI: 'mongodb://db.example/a', MONGODB_RECORDS_URI: 'mongodb://db.example/r' };
const servers: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** What a server with these proxies takes for the client's address and protocol. */
async function seen(proxies: string, remoteAddress: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const { trustedProxies } = readConfig({ ...DATABASES, TRUSTED_PROXIES: proxies });
  const server = fastify({ trustProxy: trustedProxies.length > 0 && [...trustedProxies] });
  servers.push(server);
  cleanForwarded(server);
  server.get('/', ({ ip, protocol }) => ({ ip, protocol }));
  return (await server.inject({ url: '/', remoteAddress, headers })).json();
}
const ipOf = async (proxies: string, from: string, forwarded: string): Promise<unknown> =>
  ((await seen(proxies, from, { 'x-forwarded-for': forwarded })) as { ip: string }).ip;

describe('the address of a client', () => {
  it.each([
    ['no proxy named', '', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['no proxy named, from this machine', '', '127.0.0.1', '198.51.100.1', '127.0.0.1'],
    ['not from a named proxy', '10.0.0.1', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['through one proxy', '10.0.0.1', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['made up by the client before one proxy', '10.0.0.1', '10.0.0.1', '192.0.2.66, 198.51.100.1', '198.51.100.1'],
    ['a proxy made up by the client', '10.0.0.1', '10.0.0.1', '192.0.2.66, 10.0.0.1, 198.51.100.1', '198.51.100.1'],
    ['through a range of two', '10.0.0.0/8', '10.0.0.1', '192.0.2.66, 198.51.100.1, 10.9.9.9', '198.51.100.1'],
    ['through two named ones', '10.0.0.1,192.0.2.1', '10.0.0.1', '198.51.100.1, 192.0.2.1', '198.51.100.1'],
    ['through one named and one unnamed', '10.0.0.1', '10.0.0.1', '198.51.100.1, 192.0.2.1', '192.0.2.1'],
    ['through a neighbourhood', 'loopback,uniquelocal', '127.0.0.1', '198.51.100.1, 192.168.3.4', '198.51.100.1'],
    ['IPv6 through IPv6', '2001:db8:1::/48', '2001:db8:1::5', '2001:db8:ffff::9', '2001:db8:ffff::9'],
    ['IPv6 not from the range', '2001:db8:1::/48', '2001:db8:2::5', '2001:db8:ffff::9', '2001:db8:2::5'],
    ['IPv4 proxy seen by a socket of IPv6', '10.0.0.1', '::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['IPv6 of the same machine', 'loopback', '::1', '198.51.100.1', '198.51.100.1'],
    ['with a port', '10.0.0.1', '10.0.0.1', '192.0.2.66, 198.51.100.1:4711', '198.51.100.1'],
    ['IPv6 with brackets and port', '10.0.0.1', '10.0.0.1', '[2001:db8::9]:4711', '2001:db8::9'],
    ['no address at all', '10.0.0.1', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['no address on the way', '10.0.0.0/8', '10.0.0.1', '198.51.100.1, unknown, 10.0.0.2', '10.0.0.2'],
    ['nothing', '10.0.0.1', '10.0.0.1', '', '10.0.0.1'],
  ])('%s', async (_, proxies, from, forwarded, ip) => {
    expect(await ipOf(proxies, from, forwarded)).toBe(ip);
  });

  it('comes with the protocol that a trusted proxy was asked over, and nobody else', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.1' };
    expect(await seen('10.0.0.1', '10.0.0.1', headers)).toEqual({ ip: '198.51.100.1', protocol: 'https' });
    expect(await seen('10.0.0.1', '10.0.0.2', headers)).toEqual({ ip: '10.0.0.2', protocol: 'http' });
    expect(await seen('', '127.0.0.1', headers)).toEqual({ ip: '127.0.0.1', protocol: 'http' });
  });
});

describe('the addresses of a header', () => {
  it.each([
    ['1.2.3.4,5.6.7.8', ['1.2.3.4', '5.6.7.8']],
    ['1.2.3.4 , [::1]', ['1.2.3.4', '::1']],
    ['x,1.2.3.4', ['1.2.3.4']],
    ['1.2.3.4,x', []],
    ['127.1', []],
    ['0x7f.0.0.1', []],
    ['fe80::1%eth0', []],
    ['1.2.3.4:', []],
    ['[1.2.3.4', []],
    [',', []],
  ])('%j', (header, addresses) => {
    expect(forwardedAddresses(header)).toEqual(addresses);
  });
});
