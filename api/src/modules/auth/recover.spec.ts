import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BundleWriteResponse,
  LOGIN_FAILURES_PER_HOUR,
  RECOVERY_MINUTES,
  RecoverResponse,
  fromB64u,
  replayAccountChain,
} from '@sealchart/protocol';
import { SessionsService } from '../../access/sessions.service.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestKeys } from '../../testing/test-bundle.ts';
import { nextBundle, random, sendBundle, writeNextBundle } from '../../testing/test-bundle.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { AccountsService } from '../accounts/accounts.service.ts';

let server: TestServer;
let person: LoggedInAccount & { readonly keys: TestKeys };
let words: string;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  await server.accounts.collection('rates').deleteMany({});
  person = (await writeNextBundle(server, await registerAndLogIn(server), { recovery: 'new' })).account;
  words = person.keys.recoveryLogin ?? '';
});
afterAll(async () => {
  await server.close();
});

const recover = (parts: object = {}): Promise<TestAnswer> => {
  const payload = { account: person.request.identifier, recoveryLogin: words, device: 'kit', ...parts };
  return server.inject({ method: 'POST', url: '/v1/auth/recover', payload });
};
const logIn = (loginSecret: string, deviceToken?: string): Promise<TestAnswer> => {
  const payload = {
    identifier: person.request.identifier,
    loginSecret,
    device: 'x',
    ...(deviceToken === undefined ? {} : { deviceToken }),
  };
  return server.inject({ method: 'POST', url: '/v1/auth/login', payload });
};
const kitRefused = { status: 401, body: { code: 'E_KIT' } };

describe('recovering an account', () => {
  it.each([
    ['its address', () => person.request.identifier],
    ['its id', () => person.accountId],
  ])('by %s gives the bundle, a chain that proves it, and a short session', async (_, account) => {
    const answer = await recover({ account: account() });
    const recovered = RecoverResponse.parse(answer.body);
    expect([answer.status, recovered.accountId, recovered.bundle]).toEqual([200, person.accountId, person.keys.bundle]);
    const { entry } = recovered;
    const chain = await replayAccountChain(server.instanceId, person.accountId, entry.events, entry.certificates.map(fromB64u));
    expect(chain.bundle.version).toBe(2);
    const minutes = (Date.parse(recovered.expiresAt) - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(RECOVERY_MINUTES);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('ends with a new password, which leads in where the old one does not', async () => {
    const { token } = RecoverResponse.parse((await recover()).body);
    const { request, keys } = await nextBundle(person.keys, { password: 'new' });
    expect((await sendBundle(server, token, request)).status).toBe(200);
    expect((await server.inject({ url: '/v1/accounts/me', token })).status).toBe(401);
    expect((await server.inject({ url: '/v1/accounts/me', token: person.token })).status).toBe(401);
    expect((await logIn(person.request.loginSecret)).status).toBe(401);
    expect((await logIn(keys.loginSecret)).status).toBe(200);
    expect((await recover()).status).toBe(200);
  });

  it('ends with a token for the login, which strangers who guess do not delay', async () => {
    const { token } = RecoverResponse.parse((await recover()).body);
    const { request, keys } = await nextBundle(person.keys, { password: 'new' });
    const { deviceToken } = BundleWriteResponse.parse((await sendBundle(server, token, request)).body);
    for (let i = 0; i < LOGIN_FAILURES_PER_HOUR; i += 1) expect((await logIn(random(32))).status).toBe(401);
    expect((await logIn(keys.loginSecret)).status).toBe(429);
    expect((await logIn(keys.loginSecret, random(32))).status).toBe(429);
    expect((await logIn(keys.loginSecret, deviceToken)).status).toBe(200);
  });

  it('refuses wrong words, an account without kit and an unknown one with the same answer', async () => {
    const kitless = await registerAndLogIn(server);
    const answers = [
      await recover({ recoveryLogin: random(32) }),
      await recover({ account: kitless.request.identifier }),
      await recover({ account: kitless.accountId }),
      await recover({ account: `nobody-${person.request.identifier}` }),
      await recover({ account: `acc_${random(16)}` }),
    ];
    for (const answer of answers) expect(answer).toMatchObject(kitRefused);
    expect(new Set(answers.map(({ text }) => text.replace(/"requestId":"[^"]+"/, ''))).size).toBe(1);
  });

  it('refuses what the server keeps of the words, and zeros', async () => {
    const account = await server.accounts.collection<{ _id: string; recoveryHash: string }>('accounts').findOne({ _id: person.accountId });
    expect(account?.recoveryHash).toMatch(/^[\w-]{43}$/);
    for (const recoveryLogin of [account?.recoveryHash, 'A'.repeat(43)]) expect(await recover({ recoveryLogin })).toMatchObject(kitRefused);
  });

  it('ends the former kit with a newer one', async () => {
    const { account } = await writeNextBundle(server, person, { recovery: 'new' });
    expect(await recover()).toMatchObject(kitRefused);
    expect((await recover({ recoveryLogin: account.keys.recoveryLogin })).status).toBe(200);
  });

  it.each(['account', 'recoveryLogin', 'device'])('refuses a request without %s', async (name) => {
    expect(await recover({ [name]: undefined })).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
  });

  it.each<[string, object]>([
    ['the words themselves', { recoveryCode: 'abandon ability' }],
    ['a password', { password: 'x' }],
  ])('refuses %s in the clear', async (_, more) => {
    expect(await recover(more)).toMatchObject({ status: 422, body: { code: 'E_PLAINTEXT' } });
  });

  it.each<[string, unknown]>([
    ['an operator', { $gt: '' }],
    ['a list', ['x']],
    ['null', null],
    ['an endless text', 'a'.repeat(50_000)],
  ])('refuses %s where text belongs', async (_, value) => {
    for (const name of ['account', 'recoveryLogin', 'device']) {
      expect(await recover({ [name]: value })).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
    }
  });
});

/** Lets the change happen right after one step of a login that has begun. */
async function changeDuring(step: 'proof' | 'session', enter: () => Promise<TestAnswer>): Promise<TestAnswer> {
  const [accounts, sessions] = [server.app.get(AccountsService), server.app.get(SessionsService)];
  const { request } = await nextBundle(person.keys, { rotation: 'compromise' });
  const change = async <T>(result: T): Promise<T> => {
    expect((await sendBundle(server, person.token, request)).status).toBe(200);
    return result;
  };
  const [prove, proveRecovery] = [accounts.prove.bind(accounts), accounts.proveRecovery.bind(accounts)];
  const begin = sessions.begin.bind(sessions);
  try {
    if (step === 'session') sessions.begin = async (start) => change(await begin(start));
    else {
      accounts.prove = async (...args) => change(await prove(...args));
      accounts.proveRecovery = async (...args) => change(await proveRecovery(...args));
    }
    return await enter();
  } finally {
    Object.assign(accounts, { prove, proveRecovery });
    sessions.begin = begin;
  }
}

describe('a password that changes while somebody logs in with the old one', () => {
  it.each([
    ['login', 'proof', () => logIn(person.request.loginSecret)],
    ['login', 'session', () => logIn(person.request.loginSecret)],
    ['recovery', 'proof', () => recover()],
    ['recovery', 'session', () => recover()],
  ] as const)('leaves nothing of that %s behind: changed after its %s', async (_, step, enter) => {
    expect(await changeDuring(step, enter)).toMatchObject({ status: 503, body: { code: 'E_UNAVAILABLE' } });
    const { accountId } = person;
    const left = ['sessions', 'devices'].map((name) => server.accounts.collection(name).countDocuments({ accountId }));
    // Those of the device that made the change.
    expect(await Promise.all(left)).toEqual([1, 1]);
    expect((await server.inject({ url: '/v1/accounts/me', token: person.token })).status).toBe(200);
    expect((await enter()).status).toBe(401);
  });
});
