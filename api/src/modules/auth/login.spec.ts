import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  KDF_DEFAULT,
  LOGIN_FAILURES_PER_HOUR,
  LOGIN_HASHES,
  LOGIN_HASHES_WAITING,
  LoginResponse,
  PreloginResponse,
  SealchartError,
  fromB64u,
  replayAccountChain,
} from '@sealchart/protocol';
import argon2 from 'argon2';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { makeTestAccount, registerAndLogIn } from '../../testing/test-account.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { CLIENT_HEADERS, startTestServer } from '../../testing/test-server.ts';
import { SECRETS } from '../../platform/secrets/secrets.ts';
import type { Secrets } from '../../platform/secrets/secrets.ts';
import { ACCOUNT } from '../accounts/account.schema.ts';
import { LoginHash } from '../accounts/login-hash.ts';

let server: TestServer;
let person: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer({}, { hasRealHashes: true });
});
beforeEach(async () => {
  // Each test has its own person; all share one address, whose count must not end the suite.
  await server.accounts.collection('rates').deleteMany({});
  person = await registerAndLogIn(server);
});
afterAll(async () => {
  await server.close();
});

const randomSecret = (): string => randomBytes(32).toString('base64url');
const logIn = (payload: object): Promise<TestAnswer> =>
  server.inject({ method: 'POST', url: '/v1/auth/login', payload: { device: 'spec', ...payload } });
const prelogin = (identifier: unknown): Promise<TestAnswer> =>
  server.inject({ method: 'POST', url: '/v1/auth/prelogin', payload: { identifier } });

describe('logging in', () => {
  it('gives a session, the bundle, and a chain that proves the account', async () => {
    const { identifier, loginSecret, bundle } = person.request;
    const answer = await logIn({ identifier, loginSecret });
    const login = LoginResponse.parse(answer.body);
    expect([answer.status, login.bundle]).toEqual([200, bundle]);
    const { entry, accountId } = login;
    const chain = await replayAccountChain(server.instanceId, accountId, entry.events, entry.certificates.map(fromB64u));
    expect(chain.bundle.version).toBe(1);
  });

  it('refuses a wrong secret and an unknown address with the same answer', async () => {
    const { identifier, loginSecret } = person.request;
    const wrong = await logIn({ identifier, loginSecret: randomSecret() });
    const unknown = await logIn({ identifier: `nobody-${identifier}`, loginSecret });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.body).toMatchObject({ code: 'E_LOGIN' });
    expect({ ...(wrong.body as object), requestId: '' }).toEqual({ ...(unknown.body as object), requestId: '' });
  });

  it.each(['identifier', 'loginSecret', 'device'])('refuses a request without %s', async (name) => {
    const { identifier, loginSecret } = person.request;
    const answer = await logIn({ identifier, loginSecret, [name]: undefined });
    expect(answer).toMatchObject({ status: 400, body: { code: 'E_REQUEST', issues: [{ path: name }] } });
  });

  it.each<[string, unknown]>([
    ['an operator', { $gt: '' }],
    ['a regular expression', { $regex: '.*' }],
    ['a number', 1],
    ['a list', ['x']],
    ['null', null],
    ['an endless text', 'a'.repeat(50_000)],
  ])('refuses %s where text belongs', async (_, value) => {
    const { identifier, loginSecret } = person.request;
    for (const name of ['identifier', 'loginSecret', 'device']) {
      expect(await logIn({ identifier, loginSecret, [name]: value })).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
    }
    expect(await prelogin(value)).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
  });

  it.each<[string, unknown]>([
    ['a short one', 'AAAA'],
    ['an operator', { $gt: '' }],
    ['a number', 1],
  ])('refuses %s in place of a device token', async (_, deviceToken) => {
    const { identifier, loginSecret } = person.request;
    expect(await logIn({ identifier, loginSecret, deviceToken })).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
  });

  it('refuses a password by name', async () => {
    const { identifier, loginSecret } = person.request;
    expect(await logIn({ identifier, loginSecret, password: 'x' })).toMatchObject({ status: 422, body: { code: 'E_PLAINTEXT' } });
  });

  it('refuses what the database holds, should it be stolen', async () => {
    const { identifier } = person.request;
    const account = await server.accounts.collection<{ _id: string; loginHash: string }>(ACCOUNT).findOne({ _id: person.accountId });
    const [digest = ''] = (account?.loginHash ?? '').split('$').slice(-1);
    const loginSecret = Buffer.from(digest, 'base64').toString('base64url');
    expect(await logIn({ identifier, loginSecret })).toMatchObject({ status: 401, body: { code: 'E_LOGIN' } });
  });

  it('makes a stored hash stronger when the parameters have risen', async () => {
    const { identifier, loginSecret } = person.request;
    const collection = server.accounts.collection<{ _id: string; loginHash: string }>(ACCOUNT);
    const { key: pepper } = server.app.get<Secrets>(SECRETS).peppers.current;
    const loginHash = await argon2.hash(Buffer.from(loginSecret, 'base64url'), {
      memoryCost: 8_192,
      timeCost: 1,
      parallelism: 1,
      secret: pepper,
    });
    await collection.updateOne({ _id: person.accountId }, { $set: { loginHash } });
    expect((await logIn({ identifier, loginSecret })).status).toBe(200);
    expect((await collection.findOne({ _id: person.accountId }))?.loginHash).toMatch(/m=19456,p=1,t=2/);
    expect((await logIn({ identifier, loginSecret })).status).toBe(200);
  });

  it('needs the pepper: the hash without it opens nothing', async () => {
    const { identifier, loginSecret } = person.request;
    const collection = server.accounts.collection<{ _id: string; loginHash: string }>(ACCOUNT);
    const loginHash = await argon2.hash(Buffer.from(loginSecret, 'base64url'), { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await collection.updateOne({ _id: person.accountId }, { $set: { loginHash } });
    expect(await logIn({ identifier, loginSecret })).toMatchObject({ status: 401 });
  });
});

describe('guessing', () => {
  it.each([
    ['an account', () => person.request.identifier],
    ['an address without account', () => `nobody-${person.request.identifier}`],
  ])('at %s is stopped after so many tries', async (_, identifier) => {
    const answers = [];
    for (let i = 0; i < LOGIN_FAILURES_PER_HOUR + 2; i += 1)
      answers.push(await logIn({ identifier: identifier(), loginSecret: randomSecret() }));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: LOGIN_FAILURES_PER_HOUR }, () => 401), 429, 429]);
    const last = answers.at(-1);
    expect(last?.body).toMatchObject({ code: 'E_THROTTLED', retryAfter: expect.any(Number) });
    expect(last?.headers['retry-after']).toBe(String((last?.body as { retryAfter: number } | undefined)?.retryAfter));
  });

  it('is stopped as well when all tries come at once', async () => {
    const { identifier } = person.request;
    const tries = Array.from({ length: 30 }, () => logIn({ identifier, loginSecret: randomSecret() }));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(LOGIN_FAILURES_PER_HOUR);
  });

  it('is not held against somebody who then knows the password', async () => {
    const { identifier, loginSecret } = person.request;
    for (let i = 0; i < LOGIN_FAILURES_PER_HOUR - 1; i += 1) await logIn({ identifier, loginSecret: randomSecret() });
    expect((await logIn({ identifier, loginSecret })).status).toBe(200);
    for (let i = 0; i < LOGIN_FAILURES_PER_HOUR - 1; i += 1)
      expect((await logIn({ identifier, loginSecret: randomSecret() })).status).toBe(401);
  });

  it('at many accounts is stopped by address', async () => {
    const headers = { 'sealchart-client': 'x/1', 'sealchart-protocol': '1' };
    const tries = Array.from({ length: 140 }, (_, i) => {
      const payload = { identifier: `many-${i}@example.org`, loginSecret: randomSecret(), device: 'spec' };
      return server.app.inject({ method: 'POST', url: '/v1/auth/login', payload, headers, remoteAddress: '203.0.113.1' });
    });
    const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 401)).toHaveLength(120);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  }, 60_000);
});

describe('asking before a login', () => {
  it('gives the settings of the account and the realm', async () => {
    const answer = await prelogin(person.request.identifier);
    expect([answer.status, answer.body]).toEqual([200, { authMethod: 'password', realm: 'localhost', kdf: person.request.kdf }]);
  });

  it('gives an address without account an answer of the same form, the same every time and another for each', async () => {
    const [first, again, other] = [
      await prelogin('nobody@example.org'),
      await prelogin('nobody@example.org'),
      await prelogin('noone@example.org'),
    ];
    expect(first.body).toEqual(again.body);
    const { kdf } = PreloginResponse.parse(first.body);
    expect(kdf).toEqual({ ...KDF_DEFAULT, salt: expect.stringMatching(/^[\w-]{22}$/) });
    expect(PreloginResponse.parse(other.body).kdf.salt).not.toBe(kdf.salt);
    const known = await prelogin(person.request.identifier);
    expect(Object.keys(known.body as object)).toEqual(Object.keys(first.body as object));
    expect(known.text).toHaveLength(first.text.length);
  });

  it('gives the invented answer up to nobody: another server invents another', async () => {
    const second = await startTestServer();
    const answer = await second.inject({ method: 'POST', url: '/v1/auth/prelogin', payload: { identifier: 'nobody@example.org' } });
    await second.close();
    expect(PreloginResponse.parse(answer.body).kdf.salt).not.toBe(
      PreloginResponse.parse((await prelogin('nobody@example.org')).body).kdf.salt,
    );
  });
});

describe('two servers in one process', () => {
  it('know their own people only', async () => {
    const second = await startTestServer();
    const { request } = await makeTestAccount(second.instanceId);
    await second.inject({ method: 'POST', url: '/v1/accounts', payload: request });
    const { identifier, loginSecret } = request;
    expect(
      (await second.inject({ method: 'POST', url: '/v1/auth/login', payload: { identifier, loginSecret, device: 'spec' } })).status,
    ).toBe(200);
    expect((await logIn({ identifier, loginSecret })).status).toBe(401);
    expect((await second.inject({ url: '/v1/accounts/me', token: person.token })).status).toBe(401);
    expect((await server.inject({ url: '/v1/accounts/me', token: person.token })).status).toBe(200);
    await second.close();
  });
});

describe('many logins at once', () => {
  it('take their turns, and beyond a number are refused instead of gathering', async () => {
    const count = LOGIN_HASHES + LOGIN_HASHES_WAITING + 100;
    const tries = Array.from({ length: count }, (_, i) =>
      server.app.inject({
        method: 'POST',
        url: '/v1/auth/login',
        remoteAddress: `198.51.${i >> 8}.${i & 255}`,
        headers: CLIENT_HEADERS,
        payload: { identifier: `crowd-${i}@example.org`, loginSecret: randomSecret(), device: 'spec' },
      }),
    );
    const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode);
    expect(new Set(statuses)).toEqual(new Set([401, 503]));
    const { identifier, loginSecret } = person.request;
    expect((await logIn({ identifier, loginSecret })).status).toBe(200);
  });

  it('that were not judged do not count as wrong', async () => {
    const { identifier, loginSecret } = person.request;
    const hash = server.app.get(LoginHash);
    const matches = hash.matches.bind(hash);
    try {
      hash.matches = () => Promise.reject(new SealchartError('E_UNAVAILABLE'));
      for (let i = 0; i < 2 * LOGIN_FAILURES_PER_HOUR; i += 1) {
        expect(await logIn({ identifier, loginSecret })).toMatchObject({ status: 503, body: { code: 'E_UNAVAILABLE' } });
      }
    } finally {
      hash.matches = matches;
    }
    expect(await logIn({ identifier, loginSecret: randomSecret() })).toMatchObject({ status: 401, body: { code: 'E_LOGIN' } });
    expect((await logIn({ identifier, loginSecret })).status).toBe(200);
  });
});
