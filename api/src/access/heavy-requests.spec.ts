import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HEAVY_REQUESTS, HEAVY_REQUESTS_WAITING, IDEMPOTENCY_HEADER } from '@sealchart/protocol';
import type { LoggedInAccount } from '../testing/test-account.ts';
import { registerAndLogIn } from '../testing/test-account.ts';
import { DatabaseFaults, HELD_MS } from '../testing/database-fault.ts';
import type { TestServer } from '../testing/test-server.ts';
import { CLIENT_HEADERS, startServerOn } from '../testing/test-server.ts';

let env: Record<string, string>;
let faults: DatabaseFaults;
let server: TestServer;
let ada: LoggedInAccount;
let bob: LoggedInAccount;
beforeAll(async () => {
  ({ env, faults } = await DatabaseFaults.prepare());
  server = await startServerOn(env);
  [ada, bob] = [await registerAndLogIn(server), await registerAndLogIn(server)];
  await server.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await server.close();
  await faults.close();
});

const body = '{"items":[{"elementId":"elm_AAAAAAAAAAAAAAAAAAAAAA","after":0}],"content":true}';

/** What is sent of a request. */
interface Sent {
  readonly path: string;
  readonly body: string;
  readonly isWhole: boolean;
}
const headOfRead: Sent = { path: 'read', body, isWhole: false };
/** A batch that is looked into, and refused. */
const item = { manifest: { statement: 'AA', signature: 'AA' }, keyPackets: [] };
const wholeWrite: Sent = { path: 'batch', body: JSON.stringify({ items: [item] }), isWhole: true };

/** A request of which by default only the headers are sent. */
function begin({ token }: LoggedInAccount, sent = headOfRead): Socket {
  const { port } = server.app.getHttpServer().address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  const headers = { ...CLIENT_HEADERS, host: 'localhost', authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const all = { ...headers, [IDEMPOTENCY_HEADER]: randomUUID(), 'content-length': String(sent.body.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /v1/elements/${sent.path} HTTP/1.1\r\n${lines.join('')}\r\n${sent.isWhole ? sent.body : ''}`);
  return socket;
}
const read = ({ token }: LoggedInAccount) =>
  server.inject({ method: 'POST', url: '/v1/elements/read', token, payload: JSON.parse(body) as object });
/** Longer than this nobody waits here. */
const atMost = (ms: number): Promise<undefined> => pause(ms, undefined, { ref: false });
const goAway = async (sockets: readonly Socket[]): Promise<void> => {
  await Promise.all(sockets.map((socket) => once(socket.destroy(), 'close')));
};

describe('requests with sealed content', () => {
  it('wait for each other within an account, not across', async () => {
    const slow = Array.from({ length: HEAVY_REQUESTS }, () => begin(ada));
    const waiting: ReturnType<typeof read>[] = [];
    for (let first: Awaited<ReturnType<typeof read>> | undefined; first?.status !== 503;) {
      // While a slow one has not come yet, its place is free, and one of these is served.
      const more = Array.from({ length: HEAVY_REQUESTS_WAITING + HEAVY_REQUESTS }, () => read(ada));
      waiting.push(...more);
      first = await Promise.race(more);
    }
    expect((await read(bob)).status).toBe(200);
    for (const socket of slow) socket.write(body);
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(HEAVY_REQUESTS_WAITING);
    expect((await read(ada)).status).toBe(200);
    for (const socket of slow) socket.destroy();
  });

  it('free their place when the one who asked goes away', async () => {
    const slow = Array.from({ length: 3 * HEAVY_REQUESTS }, () => begin(ada));
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    const answer = read(ada);
    for (const socket of slow) socket.destroy();
    expect((await answer).status).toBe(200);
  });

  it('take no place for one who goes away while the session is looked up', async () => {
    let gone: Socket[] = [];
    const ask = (): Promise<void> => {
      gone = Array.from({ length: HEAVY_REQUESTS }, () => begin(ada));
      return Promise.resolve();
    };
    await faults.holdQuery('sessions', ask, () => goAway(gone), HEAVY_REQUESTS);
    await pause(HELD_MS);
    expect(await Promise.race([read(ada), atMost(10_000)])).toMatchObject({ status: 200 });
  });

  it('keep their place until the work is done, whether or not somebody waits for the answer', async () => {
    let gone: Socket[] = [];
    let answer: ReturnType<typeof read> | undefined;
    const ask = (): Promise<void> => {
      gone = Array.from({ length: HEAVY_REQUESTS }, () => begin(bob, wholeWrite));
      return Promise.resolve();
    };
    const ofOneMore = async (): Promise<void> => {
      await goAway(gone);
      await pause(200);
      answer = read(bob);
      expect(await Promise.race([answer, atMost(500)])).toBeUndefined();
    };
    await faults.holdQuery('accounts', ask, ofOneMore, HEAVY_REQUESTS);
    expect(await Promise.race([answer, atMost(2 * HELD_MS)])).toMatchObject({ status: 200 });
  });

  it.each([
    { method: 'POST', url: '/v1/directory/accounts', payload: { accountIds: ['acc_AAAAAAAAAAAAAAAAAAAAAA'] } },
    { method: 'POST', url: '/v1/directory/lookup', payload: { identifier: 'nobody@example.org' } },
    { method: 'GET', url: '/v1/accounts/me' },
  ] as const)('and those with whole chains in their answers wait together: $url', async (request) => {
    const slow = Array.from({ length: HEAVY_REQUESTS }, () => begin(bob));
    const ask = () => server.inject({ ...request, token: bob.token });
    let answer = ask();
    // While a slow one has not come yet, its place is free, and this one is served.
    while ((await Promise.race([answer, atMost(500)])) !== undefined) answer = ask();
    await goAway(slow);
    expect((await answer).status).toBeLessThan(500);
  });
});
