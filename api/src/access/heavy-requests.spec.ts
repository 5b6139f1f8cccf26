import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HEAVY_REQUESTS, HEAVY_REQUESTS_WAITING } from '@sealchart/protocol';
import type { LoggedInAccount } from '../testing/test-account.ts';
import { registerAndLogIn } from '../testing/test-account.ts';
import type { TestServer } from '../testing/test-server.ts';
import { CLIENT_HEADERS, startTestServer } from '../testing/test-server.ts';

let server: TestServer;
let ada: LoggedInAccount;
let bob: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  [ada, bob] = [await registerAndLogIn(server), await registerAndLogIn(server)];
  await server.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await server.close();
});

const body = '{"items":[{"elementId":"elm_AAAAAAAAAAAAAAAAAAAAAA","after":0}],"content":true}';

/** A request of which only the headers are sent. */
function begin({ token }: LoggedInAccount): Socket {
  const { port } = server.app.getHttpServer().address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  const headers = { ...CLIENT_HEADERS, host: 'localhost', authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const lines = Object.entries({ ...headers, 'content-length': String(body.length) }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /v1/elements/read HTTP/1.1\r\n${lines.join('')}\r\n`);
  return socket;
}
const read = ({ token }: LoggedInAccount) =>
  server.inject({ method: 'POST', url: '/v1/elements/read', token, payload: JSON.parse(body) as object });

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
});
