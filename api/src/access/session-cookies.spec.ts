import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SessionsResponse } from '@sealchart/protocol';
import { LoginResponse } from '@sealchart/protocol';
import { ServerAddress } from '../platform/http/server-address.ts';
import type { LoggedInAccount } from '../testing/test-account.ts';
import { registerAndLogIn } from '../testing/test-account.ts';
import type { TestAnswer, TestServer } from '../testing/test-server.ts';
import { startTestServer } from '../testing/test-server.ts';
import { DEVICES } from './known-device.ts';
import { SESSIONS } from './session.ts';

const PUBLIC_URL = 'https://records.example.org';
const own = { 'sec-fetch-site': 'same-origin' };

let plain: TestServer;
let secure: TestServer;
let people: ReadonlyMap<TestServer, LoggedInAccount>;
beforeAll(async () => {
  [plain, secure] = await Promise.all([startTestServer(), startTestServer({ PUBLIC_URL })]);
  people = new Map([
    [plain, await registerAndLogIn(plain)],
    [secure, await registerAndLogIn(atRealm(secure))],
  ]);
});
beforeEach(async () => {
  await Promise.all([plain, secure].map((server) => server.accounts.collection('rates').deleteMany({})));
});
afterAll(async () => {
  await Promise.all([plain.close(), secure.close()]);
});

/** The same server, asked under its own name. */
function atRealm(server: TestServer): TestServer {
  return Object.assign(Object.create(server) as TestServer, {
    inject: (request: Parameters<TestServer['inject']>[0]) =>
      server.inject({ ...request, headers: { host: 'records.example.org', ...request.headers } }),
  });
}

const personOf = (server: TestServer): LoggedInAccount => {
  const person = people.get(server);
  if (!person) throw new Error('nobody registered there');
  return person;
};
const hostOf = (server: TestServer) => (server === secure ? { host: 'records.example.org' } : {});

interface LoginParts {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly loginSecret?: string;
}
function logIn(server: TestServer, { headers = own, ...parts }: LoginParts = {}): Promise<TestAnswer> {
  const { identifier, loginSecret } = personOf(server).request;
  const payload = { identifier, loginSecret, device: 'browser', sessionIn: 'cookie', ...parts };
  return server.inject({ method: 'POST', url: '/v1/auth/login', payload, headers: { ...hostOf(server), ...headers } });
}
const setCookies = ({ headers }: TestAnswer): string[] => [headers['set-cookie'] ?? []].flat() as string[];
/** Name and value of all cookies of an answer, as a browser sends them back. */
const jarOf = (answer: TestAnswer): string =>
  setCookies(answer)
    .map((cookie) => cookie.split(';', 1)[0] ?? '')
    .join('; ');
const read = (server: TestServer, cookie: string, headers: Readonly<Record<string, string | undefined>> = own) =>
  server.inject({ url: '/v1/accounts/me', headers: { ...hostOf(server), cookie, ...headers } });
const crossSite = { status: 403, body: { code: 'E_CROSS_SITE' } };
const unauthenticated = { status: 401, body: { code: 'E_UNAUTHENTICATED' } };

describe('a login into a cookie', () => {
  it('gives session and device token as cookies that no script reads, and none in the answer', async () => {
    const answer = await logIn(plain);
    const login = LoginResponse.parse(answer.body);
    expect([answer.status, login.token, login.deviceToken]).toEqual([200, undefined, undefined]);
    expect(setCookies(answer)).toEqual([
      expect.stringMatching(/^sealchart-session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/),
      expect.stringMatching(/^sealchart-device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    const seconds = Number(/Max-Age=(\d+)/.exec(setCookies(answer)[0] ?? '')?.[1]);
    expect(Math.abs(Date.parse(login.expiresAt) - Date.now() - seconds * 1_000)).toBeLessThan(5_000);
  });

  it('over https names them so that no other host and no plain page can plant one', async () => {
    expect(setCookies(await logIn(secure))).toEqual([
      expect.stringMatching(/^__Host-sealchart-session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
      expect.stringMatching(/^__Host-sealchart-device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
    ]);
  });

  it('is one of a browser, known at the next login by its cookie', async () => {
    const first = await logIn(plain);
    const { accountId } = personOf(plain);
    const devices = plain.accounts.collection(DEVICES);
    const before = await devices.countDocuments({ accountId });
    const second = await logIn(plain, { headers: { ...own, cookie: jarOf(first) } });
    expect(await devices.countDocuments({ accountId })).toBe(before);
    const cookie = jarOf(second);
    const { body } = await plain.inject({ url: '/v1/sessions', headers: { cookie, ...own } });
    expect((body as SessionsResponse).sessions.find(({ isCurrent }) => isCurrent)).toMatchObject({ kind: 'browser', device: 'browser' });
  });

  it('gives no cookie where it is refused, and an answer without cookies where none were asked for', async () => {
    const refused = await logIn(plain, { loginSecret: 'A'.repeat(43) });
    expect([refused.status, setCookies(refused)]).toEqual([401, []]);
    const { identifier, loginSecret } = personOf(plain).request;
    const answer = await plain.inject({
      method: 'POST',
      url: '/v1/auth/login',
      payload: { identifier, loginSecret, device: 'x', sessionIn: 'answer' },
    });
    expect([answer.status, setCookies(answer)]).toEqual([200, []]);
    expect(answer.body).toMatchObject({ token: expect.any(String), deviceToken: expect.any(String) });
  });
});

describe('a session in a cookie', () => {
  it.each([
    ['plain', () => plain],
    ['over https', () => secure],
  ])('opens what its account may see: %s', async (_, at) => {
    const server = at();
    expect(await read(server, jarOf(await logIn(server)))).toMatchObject({
      status: 200,
      body: { entry: { accountId: personOf(server).accountId } },
    });
  });

  it('opens nothing under a name without prefix where the server is opened over https', async () => {
    const jar = jarOf(await logIn(secure));
    expect(await read(secure, jar.replaceAll('__Host-', ''))).toMatchObject(unauthenticated);
  });

  it.each([
    ['another value', (jar: string) => jar.replace(/session=./, 'session=')],
    ['nothing', (jar: string) => jar.replace(/session=[\w-]+/, 'session=')],
    ['an operator', (jar: string) => jar.replace(/session=[\w-]+/, 'session={"$gt":""}')],
    ['the token of the device', (jar: string) => jar.replace(/session=[\w-]+/, `session=${/device=([\w-]+)/.exec(jar)?.[1] ?? ''}`)],
    ['broken escapes', (jar: string) => jar.replace(/session=[\w-]+/, 'session=%E0%A4%A')],
  ])('opens nothing with %s', async (_, change) => {
    expect(await read(plain, change(jarOf(await logIn(plain))))).toMatchObject(unauthenticated);
  });

  it('opens nothing as a bearer token, nor a bearer token as a cookie', async () => {
    const jar = jarOf(await logIn(plain));
    const token = /session=([\w-]+)/.exec(jar)?.[1] ?? '';
    expect(await plain.inject({ url: '/v1/accounts/me', token })).toMatchObject(unauthenticated);
    expect(await read(plain, `sealchart-session=${personOf(plain).token}`)).toMatchObject(unauthenticated);
  });

  it('and a bearer token in one request prove nobody, whosever they are', async () => {
    const { token } = personOf(plain);
    const cookie = jarOf(await logIn(plain));
    expect(await plain.inject({ url: '/v1/accounts/me', token, headers: { cookie, ...own } })).toMatchObject(unauthenticated);
    // The device's cookie alone is no session.
    const device = cookie.split('; ')[1] ?? '';
    expect((await plain.inject({ url: '/v1/accounts/me', token, headers: { cookie: device } })).status).toBe(200);
  });

  it('ends at logout, with its cookie; the device stays known', async () => {
    const cookie = jarOf(await logIn(plain));
    const answer = await plain.inject({ method: 'POST', url: '/v1/auth/logout', headers: { cookie, ...own } });
    expect(answer.status).toBe(204);
    expect(setCookies(answer)).toEqual(['sealchart-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict']);
    expect(await read(plain, cookie)).toMatchObject(unauthenticated);
  });

  it('of a bearer session there is none to end at logout', async () => {
    const { identifier, loginSecret } = personOf(plain).request;
    const payload = { identifier, loginSecret, device: 'app' };
    const { body } = await plain.inject({ method: 'POST', url: '/v1/auth/login', payload });
    const { token } = body as LoginResponse;
    const answer = await plain.inject({ method: 'POST', url: '/v1/auth/logout', token: token ?? '' });
    expect([answer.status, setCookies(answer)]).toEqual([204, []]);
  });
});

/** Headers of requests that other pages make a browser send. */
const foreign: [string, Record<string, string>][] = [
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['another host of this site', { 'sec-fetch-site': 'same-site' }],
  ['no page at all', { 'sec-fetch-site': 'none' }],
  ['another site that says it is this one', { 'sec-fetch-site': 'cross-site', origin: PUBLIC_URL }],
  ['an old browser on another site', { origin: 'https://evil.example' }],
  ['an old browser on another port', { origin: `${PUBLIC_URL}:8443` }],
  ['an old browser on the plain page', { origin: 'http://records.example.org' }],
  ['a sandbox', { origin: 'null' }],
  ['a client that does not say', {}],
  ['two answers', { 'sec-fetch-site': 'same-origin, cross-site' }],
];

describe('a request that lives by a cookie', () => {
  it.each(foreign)('is refused when it comes from %s, and nothing is done', async (_, headers) => {
    const cookie = jarOf(await logIn(secure));
    expect(await read(secure, cookie, headers)).toMatchObject(crossSite);
    const logout = { method: 'POST', url: '/v1/auth/logout', headers: { ...hostOf(secure), cookie, ...headers } } as const;
    const answer = await secure.inject(logout);
    expect(answer).toMatchObject(crossSite);
    expect(setCookies(answer)).toEqual([]);
    expect((await read(secure, cookie)).status).toBe(200);
  });

  it('may come from a page of this server in a browser too old to say more than its origin', async () => {
    const cookie = jarOf(await logIn(secure, { headers: { origin: PUBLIC_URL } }));
    expect((await read(secure, cookie, { origin: PUBLIC_URL })).status).toBe(200);
    const plainOrigin = plain.app.get(ServerAddress).url;
    const plainCookie = jarOf(await logIn(plain, { headers: { origin: plainOrigin } }));
    expect((await read(plain, plainCookie, { origin: plainOrigin })).status).toBe(200);
  });

  it('with a large body is refused before that is read', async () => {
    const cookie = jarOf(await logIn(secure));
    const headers = { ...hostOf(secure), cookie, 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' };
    expect(await secure.inject({ method: 'POST', url: '/v1/elements/read', headers, payload: '{' })).toMatchObject(crossSite);
  });
});

describe('a login that asks for cookies', () => {
  it.each(foreign)('is refused when it comes from %s, and nothing is done', async (_, headers) => {
    const sessions = secure.accounts.collection(SESSIONS);
    const before = await sessions.countDocuments({});
    const answer = await logIn(secure, { headers });
    expect(answer).toMatchObject(crossSite);
    expect([setCookies(answer), await sessions.countDocuments({})]).toEqual([[], before]);
  });

  it('is the only one that needs a page: programs log in without', async () => {
    const { identifier, loginSecret } = personOf(plain).request;
    const payload = { identifier, loginSecret, device: 'program' };
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await plain.inject({ method: 'POST', url: '/v1/auth/login', payload, headers })).status).toBe(200);
  });
});
