import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SessionsService } from '../../access/sessions.service.ts';
import { tokenHash } from '../../access/token.ts';
import { Clock } from '../../platform/clock.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn, tokensOf } from '../../testing/test-account.ts';
import { random, writeNextBundle } from '../../testing/test-bundle.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

const SESSION_COOKIE = 'sealchart-session';
const DAY_MS = 86_400_000;

type Headers = Readonly<Record<string, string>>;
const own: Headers = { 'sec-fetch-site': 'same-origin' };

let server: TestServer;
let clock: Clock;
let ada: LoggedInAccount;
let bob: LoggedInAccount;
/** Ada's session in a browser, as the `cookie` header with it. */
let former: string;
beforeAll(async () => {
  server = await startTestServer();
  clock = server.app.get(Clock);
  [ada, bob] = await Promise.all([registerAndLogIn(server), registerAndLogIn(server)]);
});
beforeEach(async () => {
  // All tests share one address and its count.
  await server.accounts.collection('rates').deleteMany({});
  former = sessionOf(await logIn(ada));
});
afterEach(() => {
  clock.now = Date.now;
});
afterAll(async () => {
  await server.close();
});

function logIn({ request }: LoggedInAccount, headers: Headers = {}, parts: object = { sessionIn: 'cookie' }): Promise<TestAnswer> {
  const { identifier, loginSecret } = request;
  const payload = { identifier, loginSecret, device: 'browser', ...parts };
  return server.inject({ method: 'POST', url: '/v1/auth/login', payload, headers: { ...own, ...headers } });
}

/** Sends a recovery of Bob's account. */
function recover(headers: Headers, recoveryLogin: string): Promise<TestAnswer> {
  const payload = { account: bob.accountId, recoveryLogin, device: 'browser' };
  return server.inject({ method: 'POST', url: '/v1/auth/recover', payload, headers: { ...own, ...headers } });
}

/** The session's cookie of an answer, as a browser sends it back. */
function sessionOf({ headers }: TestAnswer): string {
  const [cookie = ''] = [headers['set-cookie'] ?? []].flat() as string[];
  return cookie.split(';', 1)[0] ?? '';
}

/** What these cookies open: 200 while the session lives. */
async function statusOf(cookie: string): Promise<number> {
  return (await server.inject({ url: '/v1/accounts/me', headers: { ...own, cookie } })).status;
}

describe('a login in a browser', () => {
  it('ends the session of before, and the new one works', async () => {
    const answer = await logIn(ada, { cookie: former });
    expect(answer.status).toBe(200);
    expect(await Promise.all([statusOf(former), statusOf(sessionOf(answer))])).toEqual([401, 200]);
  });

  it('ends that of another account, too, and no other of either', async () => {
    const elsewhere = sessionOf(await logIn(ada));
    const answer = await logIn(bob, { cookie: former });
    expect(await Promise.all([statusOf(former), statusOf(sessionOf(answer)), statusOf(elsewhere)])).toEqual([401, 200, 200]);
    expect(await tokensOf(server, [ada.token, bob.token])).toEqual([200, 200]);
  });

  it('is told to those who hold a stream of the session of before', async () => {
    const told: string[] = [];
    server.app.get(SessionsService).onEnd((accountId) => told.push(accountId));
    await logIn(bob, { cookie: former });
    expect(told).toEqual([ada.accountId]);
  });

  it('ends nothing when it is refused', async () => {
    expect((await logIn(ada, { cookie: former }, { sessionIn: 'cookie', loginSecret: random(32) })).status).toBe(401);
    expect(await statusOf(former)).toBe(200);
  });

  it.each<[string, () => string]>([
    ['no token', () => 'x'],
    ['a token of nobody', () => random(32)],
    ['what the database keeps of one', () => tokenHash(former.split('=')[1] ?? '')],
    ['the bearer token of a program', () => ada.token],
    ['an operator', () => '{"$gt":""}'],
  ])('with a cookie that is %s succeeds, and changes nothing', async (_, value) => {
    const answer = await logIn(bob, { cookie: `${SESSION_COOKIE}=${value()}` });
    expect([answer.status, await statusOf(sessionOf(answer)), await statusOf(former)]).toEqual([200, 200, 200]);
    expect(await tokensOf(server, [ada.token, bob.token])).toEqual([200, 200]);
  });

  it('with the cookie of a session that is over succeeds, and tells nobody', async () => {
    const later = Date.now() + 400 * DAY_MS;
    clock.now = () => later;
    const told: string[] = [];
    server.app.get(SessionsService).onEnd((accountId) => told.push(accountId));
    const answer = await logIn(bob, { cookie: former });
    expect([answer.status, await statusOf(sessionOf(answer)), told]).toEqual([200, 200, []]);
  });

  it('without a cookie leaves all other sessions as they are', async () => {
    expect((await logIn(ada)).status).toBe(200);
    expect(await statusOf(former)).toBe(200);
    expect(await tokensOf(server, [ada.token])).toEqual([200]);
  });
});

describe('a login of a program', () => {
  it('leaves the session whose bearer token it carries', async () => {
    const answer = await logIn(ada, { authorization: `Bearer ${ada.token}` }, {});
    const { token } = answer.body as { token: string };
    expect(await tokensOf(server, [ada.token, token])).toEqual([200, 200]);
  });

  it('ends no session whose cookie another site made a browser send', async () => {
    const answer = await logIn(bob, { 'sec-fetch-site': 'cross-site', cookie: former }, {});
    expect([answer.status, await statusOf(former)]).toEqual([200, 200]);
  });
});

describe('a recovery in a browser', () => {
  let kit: string;
  beforeAll(async () => {
    const { account } = await writeNextBundle(server, bob, { recovery: 'new' });
    kit = account.keys.recoveryLogin ?? '';
  });

  it('ends the session of before, whosever it was', async () => {
    expect((await recover({ cookie: former }, kit)).status).toBe(200);
    expect(await statusOf(former)).toBe(401);
  });

  it('ends nothing when its words are wrong, and nothing without a cookie', async () => {
    expect((await recover({ cookie: former }, random(32))).status).toBe(401);
    expect((await recover({}, kit)).status).toBe(200);
    expect(await statusOf(former)).toBe(200);
  });

  it('with a cookie of no session succeeds, and changes nothing', async () => {
    expect((await recover({ cookie: `${SESSION_COOKIE}=${random(32)}` }, kit)).status).toBe(200);
    expect(await statusOf(former)).toBe(200);
  });
});
