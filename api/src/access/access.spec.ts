import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromInstant } from '@sealchart/protocol';
import type { LoggedInAccount } from '../testing/test-account.ts';
import { registerAndLogIn } from '../testing/test-account.ts';
import type { TestServer } from '../testing/test-server.ts';
import { startTestServer } from '../testing/test-server.ts';
import { Clock } from '../platform/clock.ts';
import { Callers } from './callers.ts';
import { SESSIONS } from './session.ts';

let server: TestServer;
let person: LoggedInAccount;
beforeAll(async () => {
  // Unused sessions end no earlier than used ones here.
  server = await startTestServer({ SESSION_IDLE_MINUTES: '129600' });
  person = await registerAndLogIn(server);
});
afterAll(async () => {
  await server.close();
});

const url = '/v1/accounts/me';
const refused = { status: 401, body: { code: 'E_UNAUTHENTICATED' }, headers: { 'www-authenticate': 'Bearer' } };

describe('a session', () => {
  it('opens what its account may see', async () => {
    expect(await server.inject({ url, token: person.token })).toMatchObject({
      status: 200,
      body: { entry: { accountId: person.accountId } },
    });
  });

  it('opens nothing when it is missing', async () => {
    expect(await server.inject({ url })).toMatchObject(refused);
  });

  it.each([
    ['another token of the same form', () => randomBytes(32).toString('base64url')],
    ['a token with one more bit', (token: string) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
    ['a short token', (token: string) => token.slice(0, -1)],
    ['a longer token', (token: string) => `${token}A`],
    ['nothing', () => ''],
    ['an operator', () => '{"$gt":""}'],
  ])('opens nothing with %s', async (_, change) => {
    expect(await server.inject({ url, headers: { authorization: `Bearer ${change(person.token)}` } })).toMatchObject(refused);
  });

  it.each([
    ['as Basic', (token: string) => ({ authorization: `Basic ${token}` })],
    ['bare', (token: string) => ({ authorization: token })],
    ['as cookie', (token: string) => ({ cookie: `session=${token}` })],
  ])('opens nothing when sent %s', async (_, headers) => {
    expect(await server.inject({ url, headers: headers(person.token) })).toMatchObject(refused);
  });

  it('opens nothing when sent in the address', async () => {
    expect(await server.inject({ url: `${url}?access_token=${person.token}` })).toMatchObject(refused);
  });

  it('is stored only as a hash, which opens nothing', async () => {
    const sessions = await server.accounts.collection(SESSIONS).find({ accountId: person.accountId }).toArray();
    expect(JSON.stringify(sessions)).not.toContain(person.token);
    expect(await server.inject({ url, token: String(sessions[0]?._id) })).toMatchObject(refused);
  });

  it('ends at logout, and no other with it', async () => {
    const { identifier, loginSecret } = person.request;
    const payload = { identifier, loginSecret, device: 'second' };
    const login = await server.inject({ method: 'POST', url: '/v1/auth/login', payload });
    const { token } = login.body as { token: string };
    expect(await server.inject({ method: 'POST', url: '/v1/auth/logout', token })).toMatchObject({ status: 204, text: '' });
    expect(await server.inject({ url, token })).toMatchObject(refused);
    expect((await server.inject({ url, token: person.token })).status).toBe(200);
  });

  it('ends after its days, whatever its use and whether or not the database has swept', async () => {
    const own = await registerAndLogIn(server);
    const clock = server.app.get(Clock);
    const end = fromInstant(own.login.expiresAt);
    expect(Math.round((end - Date.now()) / 86_400_000)).toBe(30);
    try {
      clock.now = () => end - 1_000;
      expect((await server.inject({ url, token: own.token })).status).toBe(200);
      clock.now = () => end;
      expect(await server.inject({ url, token: own.token })).toMatchObject(refused);
    } finally {
      clock.now = Date.now;
    }
  });
});

describe('a session without the right of a route', () => {
  it('finds nothing there', async () => {
    const callers = server.app.get(Callers);
    const prove = callers.prove.bind(callers);
    try {
      // Nobody's session: what a right that is not there looks like. Recovery sessions have a spec of their own.
      callers.prove = () => Promise.resolve({ accountId: '', sessionId: 'spec', kind: 'app' });
      expect(await server.inject({ url, token: person.token })).toMatchObject({ status: 404, body: { code: 'E_NOT_FOUND' } });
    } finally {
      callers.prove = prove;
    }
    expect((await server.inject({ url, token: person.token })).status).toBe(200);
  });
});

describe('who tries tokens', () => {
  it('is slowed down by address', async () => {
    const tries = Array.from({ length: 700 }, () =>
      server.app.inject({ url, remoteAddress: '203.0.113.9', headers: { 'sealchart-client': 'x/1', 'sealchart-protocol': '1' } }),
    );
    const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(statuses.filter((status) => status === 401)).toHaveLength(600);
  });
});
