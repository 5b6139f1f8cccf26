import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LoginResponse } from '@sealchart/protocol';
import { LOGIN_FAILURES_IN_A_ROW, isB64uOf } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestKeys } from '../../testing/test-bundle.ts';
import { writeNextBundle } from '../../testing/test-bundle.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { FAILURE_STREAKS } from './failure-streak.schema.ts';

let server: TestServer;
let person: LoggedInAccount & { readonly keys: TestKeys };
let deviceToken: string;
let cookie: string;
const stolen = new Map<string, string>();
beforeAll(async () => {
  server = await startTestServer();
  person = (await writeNextBundle(server, await registerAndLogIn(server), { recovery: 'new' })).account;
  const { identifier, loginSecret } = person.request;
  const payload = { identifier, loginSecret, device: 'spec' };
  deviceToken = ((await server.inject({ method: 'POST', url: '/v1/auth/login', payload })).body as LoginResponse).deviceToken ?? '';
  const browser = await server.inject({
    method: 'POST',
    url: '/v1/auth/login',
    payload: { ...payload, sessionIn: 'cookie' },
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  cookie = String([browser.headers['set-cookie']].flat()[0]).split(';', 1)[0] ?? '';
  await server.inject({
    method: 'POST',
    url: '/v1/auth/recover',
    payload: { account: identifier, recoveryLogin: person.keys.recoveryLogin, device: 'spec' },
  });
  for (const name of ['sessions', 'devices', 'accounts', 'identities', 'failurestreaks', 'loginattempts']) await steal(name);
});
afterAll(async () => {
  await server.close();
});

/** Everything in a collection that could stand for 32 bytes, also the parts of PHC strings. */
async function steal(name: string): Promise<void> {
  for (const document of await server.accounts.collection(name).find().toArray()) {
    const texts = [...JSON.stringify(document).matchAll(/"([^"]*)"/g)].flatMap(([, text = '']) => text.split('$'));
    for (const text of texts) {
      const bytes = Buffer.from(text, 'base64');
      const plain = bytes.toString('base64url');
      if (bytes.length === 32) stolen.set(isB64uOf(plain, 32) ? plain : text, name);
    }
  }
}

const unauthenticated = { status: 401, body: { code: 'E_UNAUTHENTICATED' } };
const logIn = (parts: object) =>
  server.inject({
    method: 'POST',
    url: '/v1/auth/login',
    payload: { identifier: person.request.identifier, device: 'thief', loginSecret: person.request.loginSecret, ...parts },
  });
const recover = (parts: object) =>
  server.inject({
    method: 'POST',
    url: '/v1/auth/recover',
    payload: { account: person.accountId, device: 'thief', recoveryLogin: person.keys.recoveryLogin, ...parts },
  });
const read = (headers: Record<string, string>) => server.inject({ url: '/v1/accounts/me', headers });
const page = { 'sec-fetch-site': 'same-origin' };

/** All tries are judged: none is refused for being one too many. */
async function forgetTries(): Promise<void> {
  await Promise.all(['rates', FAILURE_STREAKS].map((name) => server.accounts.collection(name).deleteMany({})));
}
async function setStreak(): Promise<void> {
  const _id = person.accountId;
  const $set = { failures: LOGIN_FAILURES_IN_A_ROW, lastAt: new Date() };
  await server.accounts.collection<{ _id: string }>(FAILURE_STREAKS).updateOne({ _id }, { $set }, { upsert: true });
}

describe('a stolen database', () => {
  it('holds a hash of each secret, and none of the secrets', async () => {
    expect([...stolen.values()]).toEqual(expect.arrayContaining(['sessions', 'devices', 'accounts']));
    const secrets = [person.token, deviceToken, cookie.split('=')[1], person.request.loginSecret, person.keys.recoveryLogin];
    for (const secret of secrets) {
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(stolen.has(secret ?? '')).toBe(false);
    }
  });

  it('opens no session, neither as a token nor as a cookie', async () => {
    for (const hash of stolen.keys()) {
      expect(await read({ authorization: `Bearer ${hash}` })).toMatchObject(unauthenticated);
      expect(await read({ ...page, cookie: `sealchart-session=${hash}` })).toMatchObject(unauthenticated);
    }
    expect((await read({ authorization: `Bearer ${person.token}` })).status).toBe(200);
    expect((await read({ ...page, cookie })).status).toBe(200);
  });

  it('proves no password', async () => {
    for (const loginSecret of stolen.keys()) {
      await forgetTries();
      expect(await logIn({ loginSecret })).toMatchObject({ status: 401, body: { code: 'E_LOGIN' } });
    }
    expect((await logIn({})).status).toBe(200);
  });

  it('proves no kit', async () => {
    for (const recoveryLogin of stolen.keys()) {
      await forgetTries();
      expect(await recover({ recoveryLogin })).toMatchObject({ status: 401, body: { code: 'E_KIT' } });
    }
    expect((await recover({})).status).toBe(200);
  });

  it('makes no device known', async () => {
    await forgetTries();
    await setStreak();
    for (const hash of stolen.keys()) {
      expect(await logIn({ deviceToken: hash })).toMatchObject({ status: 429, body: { code: 'E_GUESSED' } });
      await server.accounts.collection('rates').deleteMany({});
    }
    expect((await logIn({ deviceToken })).status).toBe(200);
  });
});
