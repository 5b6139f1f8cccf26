import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RATES } from '@sealchart/protocol';
import type { TestServer } from '../testing/test-server.ts';
import { startTestServer } from '../testing/test-server.ts';

let bare: TestServer;
let behindTwo: TestServer;
beforeAll(async () => {
  [bare, behindTwo] = await Promise.all([startTestServer(), startTestServer({ TRUSTED_PROXIES: 'loopback, 10.0.0.0/8' })]);
});
afterAll(async () => {
  await Promise.all([bare.close(), behindTwo.close()]);
});

/** Statuses of more public requests than one address may send, each with the header that `forwardedFor` makes. */
async function statuses(server: TestServer, forwardedFor: (i: number) => string): Promise<Map<number, number>> {
  const requests = Array.from({ length: RATES.public.points + 50 }, (_, i) =>
    server.inject({ url: '/v1/instance', headers: { 'x-forwarded-for': forwardedFor(i) } }),
  );
  const counts = new Map<number, number>();
  for (const { status } of await Promise.all(requests)) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}
const address = (i: number): string => `203.0.${i >> 8}.${i & 255}`;
const limited = new Map([
  [200, RATES.public.points],
  [429, 50],
]);

describe('the address that requests are counted under', () => {
  it('is that of the connection where no proxy is named, whatever a client says', async () => {
    expect(await statuses(bare, address)).toEqual(limited);
  });

  it('is what the named proxies say', async () => {
    const counts = await statuses(behindTwo, (i) => `${address(i)}, 10.0.0.1`);
    expect(counts).toEqual(new Map([[200, RATES.public.points + 50]]));
  });

  it('is not another on each connection of a proxy that tells the port', async () => {
    expect(await statuses(behindTwo, (i) => `192.0.2.9:${1_024 + i}, 10.0.0.1`)).toEqual(limited);
  });

  it('is not what a client says before the named proxies', async () => {
    expect(await statuses(behindTwo, (i) => `${address(i)}, 198.51.100.7, 10.0.0.1`)).toEqual(limited);
  });
});
