import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';

const HEADER = 'x-forwarded-for';

/**
 * Takes out of X-Forwarded-For what is no address, so that nobody is counted under a made-up text, and ports, so that nobody
 * is counted anew on each connection. Which of the rest is believed follows from `TRUSTED_PROXIES`.
 */
export function cleanForwarded(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    const given = headers[HEADER];
    if (given !== undefined) headers[HEADER] = forwardedAddresses(String(given)).join(', ');
    done();
  });
}

/** The addresses right of the last entry that is none: what stands left of that, no proxy has vouched for. */
export function forwardedAddresses(header: string): readonly string[] {
  const entries = header.split(',').map((entry) => addressOf(entry.trim()));
  const known = entries.slice(entries.lastIndexOf(undefined) + 1);
  return known.filter((entry) => entry !== undefined);
}

/** As proxies write it: bare, or with a port, IPv6 then in brackets. */
function addressOf(entry: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(entry)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(entry)?.[1] ?? entry;
  return isIP(bare) === 0 || bare.includes('%') ? undefined : bare;
}
