import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BundleWriteRequest, KeyBundle } from '@sealchart/protocol';
import { BundleWriteResponse, KDF_FLOOR, fromB64u, replayAccountChain, toInstant } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { logIn, readState, recoverWith, registerAndLogIn, tokensOf } from '../../testing/test-account.ts';
import type { NextBundleParts, NextBundlePlan } from '../../testing/test-bundle.ts';
import { nextBundle, random, recoveryVerifierOf, sendBundle, valueOf, writeNextBundle } from '../../testing/test-bundle.ts';
import { makeTestIdentity } from '../../testing/test-identity.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let person: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  await server.accounts.collection('rates').deleteMany({});
  person = await registerAndLogIn(server);
});
afterAll(async () => {
  await server.close();
});

const write = async (plan: NextBundlePlan, account: LoggedInAccount = person): Promise<TestAnswer> =>
  sendBundle(server, account.token, (await nextBundle(account.keys, plan)).request);

/** Refused with this code, and everything is as it was. */
const expectRefused = async (plan: NextBundlePlan, code: string, account: LoggedInAccount = person): Promise<void> => {
  const before = await readState(server, account.accountId);
  const answer = await write(plan, account);
  expect([answer.status, (answer.body as { code?: string }).code]).toEqual([code === 'E_CONFLICT' ? 409 : 422, code]);
  expect(await readState(server, account.accountId)).toEqual(before);
};

/** Other slots, in a bundle. */
const withSlots =
  (change: (slots: KeyBundle['slots']) => KeyBundle['slots']) =>
  (bundle: KeyBundle): KeyBundle => ({ ...bundle, slots: change(bundle.slots) });
/** The account in the hands of a recovery. */
const recovering = async (): Promise<LoggedInAccount> => {
  const { account } = await writeNextBundle(server, person, { recovery: 'new' });
  const { body } = await recoverWith(server, person.accountId, account.keys.recoveryLogin ?? '');
  return { ...account, token: (body as { token: string }).token };
};

describe('a next bundle', () => {
  it('is taken whole, and the chain proves it', async () => {
    const { request } = await nextBundle(person.keys);
    const answer = await sendBundle(server, person.token, request);
    expect([answer.status, BundleWriteResponse.parse(answer.body)]).toEqual([200, { bundleVersion: 2 }]);
    const { body } = await server.inject({ url: '/v1/accounts/me', token: person.token });
    const { bundle, entry } = body as { bundle: KeyBundle; entry: { events: BundleWriteRequest['events']; certificates: string[] } };
    expect(bundle).toEqual(request.bundle);
    const chain = await replayAccountChain(server.instanceId, person.accountId, entry.events, entry.certificates.map(fromB64u));
    expect([chain.sequence, chain.bundle.version, chain.keys.length]).toEqual([3, 2, 1]);
  });

  it('with nothing but a new version ends no session', async () => {
    const second = await logIn(server, person.request);
    await writeNextBundle(server, person);
    expect(await tokensOf(server, [person.token, second.token])).toEqual([200, 200]);
  });

  it.each<[string, NextBundlePlan]>([
    ['a new password', { password: 'new' }],
    ['a first kit', { recovery: 'new' }],
    ['a routine rotation', { rotation: 'routine' }],
    ['a rotation for compromise', { rotation: 'compromise' }],
  ])('may bring %s, again and again', async (_, plan) => {
    let account = person;
    for (let i = 0; i < 3; i += 1) ({ account } = await writeNextBundle(server, account, plan));
    const answer = await logIn(server, { ...account.request, loginSecret: account.keys.loginSecret });
    expect(answer.login.bundle).toEqual(account.keys.bundle);
  });

  it('is named by the head', async () => {
    const head = async (): Promise<unknown> => (await server.inject({ url: '/v1/accounts/me/head', token: person.token })).body;
    const { sequence, hash } = person.keys.head;
    expect(await head()).toEqual({ bundleVersion: 1, sequence, head: hash });
    const { account } = await writeNextBundle(server, person, { rotation: 'routine' });
    expect(await head()).toEqual({ bundleVersion: 2, sequence: 4, head: account.keys.head.hash });
  });
});

describe('a new password', () => {
  it('opens the account from then on, and the old one does not', async () => {
    const { account } = await writeNextBundle(server, person, { password: 'new' });
    const { identifier, loginSecret } = person.request;
    expect((await logIn(server, { identifier, loginSecret: account.keys.loginSecret })).login.bundle.version).toBe(2);
    await expect(logIn(server, { identifier, loginSecret })).rejects.toThrow('E_LOGIN');
    const prelogin = await server.inject({ method: 'POST', url: '/v1/auth/prelogin', payload: { identifier } });
    expect(prelogin.body).toMatchObject({ kdf: account.keys.kdf });
  });

  it('ends all other sessions, and leaves known devices', async () => {
    const second = await logIn(server, person.request);
    await writeNextBundle(server, person, { password: 'new' });
    expect(await tokensOf(server, [person.token, second.token])).toEqual([200, 401]);
    expect(await server.accounts.collection('devices').countDocuments({ accountId: person.accountId })).toBe(2);
  });

  it('comes with its verifier, and nothing else does', async () => {
    await expectRefused({ password: 'new', parts: { request: (request) => ({ ...request, loginVerifier: undefined }) } }, 'E_FORMAT');
    const loginVerifier = { kdf: person.keys.kdf, loginSecret: random(32) };
    await expectRefused({ parts: { request: (request) => ({ ...request, loginVerifier }) } }, 'E_FORMAT');
  });

  it('is stretched with the settings that its slot names, between floor and ceiling', async () => {
    const other = { ...person.keys.kdf, salt: random(16) };
    const sent: NextBundleParts = { request: (r) => ({ ...r, loginVerifier: { loginSecret: random(32), kdf: other } }) };
    await expectRefused({ password: 'new', parts: sent }, 'E_BIND');
    await expectRefused({ password: 'new', parts: { kdf: { m: KDF_FLOOR.m - 1 } } }, 'E_KDF');
  });

  it('has one slot, neither none nor two', async () => {
    await expectRefused(
      { recovery: 'new', parts: { bundle: withSlots((slots) => slots.filter(({ kind }) => kind !== 'password')) } },
      'E_FORMAT',
    );
    const { request } = await nextBundle(person.keys, { password: 'new' });
    const second = request.bundle.slots;
    const bundle = withSlots((slots) => [...slots, ...second].toSorted((a, b) => (a.slotId < b.slotId ? -1 : 1)));
    // Whichever of the two a server takes for the one.
    await expectRefused({ parts: { bundle } }, 'E_FORMAT');
    await expectRefused({ parts: { bundle, request: (r) => ({ ...r, loginVerifier: request.loginVerifier }) } }, 'E_FORMAT');
  });
});

describe('a recovery kit', () => {
  it('opens the way to one bundle write, by account id and by address', async () => {
    const { account } = await writeNextBundle(server, person, { recovery: 'new' });
    const { recoveryLogin = '' } = account.keys;
    for (const by of [person.accountId, person.request.identifier]) {
      expect((await recoverWith(server, by, recoveryLogin)).status).toBe(200);
      expect(await recoverWith(server, by, random(32))).toMatchObject({ status: 401, body: { code: 'E_KIT' } });
    }
    expect((await recoverWith(server, 'acc_AAAAAAAAAAAAAAAAAAAAAA', recoveryLogin)).status).toBe(401);
  });

  it('is the newest one only, and none after it was taken away', async () => {
    const first = (await writeNextBundle(server, person, { recovery: 'new' })).account;
    const second = (await writeNextBundle(server, first, { recovery: 'new' })).account;
    const tryWith = async ({ keys }: LoggedInAccount): Promise<number> =>
      (await recoverWith(server, person.accountId, keys.recoveryLogin ?? '')).status;
    expect([await tryWith(first), await tryWith(second)]).toEqual([401, 200]);
    const kept = (await writeNextBundle(server, second, { password: 'new' })).account;
    expect(await tryWith(kept)).toBe(200);
    await writeNextBundle(server, kept, { recovery: 'none' });
    expect(await tryWith(kept)).toBe(401);
  });

  it.each(['new', 'none'] as const)('that is replaced (%s) ends the recoveries that it began, and no other session', async (recovery) => {
    const { account } = await writeNextBundle(server, person, { recovery: 'new' });
    const { body } = await recoverWith(server, person.accountId, account.keys.recoveryLogin ?? '');
    const tokens = [(body as { token: string }).token, (await logIn(server, person.request)).token, account.token];
    const kept = (await writeNextBundle(server, account, {})).account;
    expect(await tokensOf(server, tokens)).toEqual([200, 200, 200]);
    await writeNextBundle(server, kept, { recovery });
    expect(await tokensOf(server, tokens)).toEqual([401, 200, 200]);
  });

  it('comes with its verifier, and nothing else does', async () => {
    await expectRefused({ recovery: 'new', parts: { request: (request) => ({ ...request, recoveryVerifier: undefined }) } }, 'E_FORMAT');
    const recoveryVerifier = recoveryVerifierOf(random(32));
    await expectRefused({ parts: { request: (request) => ({ ...request, recoveryVerifier }) } }, 'E_FORMAT');
    const { account } = await writeNextBundle(server, person, { recovery: 'new' });
    await expectRefused({ parts: { request: (request) => ({ ...request, recoveryVerifier }) } }, 'E_FORMAT', account);
    await expectRefused({ recovery: 'none', parts: { request: (request) => ({ ...request, recoveryVerifier }) } }, 'E_FORMAT', account);
  });

  it('is one, never two', async () => {
    const { account } = await writeNextBundle(server, person, { recovery: 'new' });
    const { request } = await nextBundle(account.keys, { recovery: 'new' });
    const second = request.bundle.slots.filter(({ kind }) => kind === 'recovery');
    const bundle = withSlots((slots) => [...slots, ...second].toSorted((a, b) => (a.slotId < b.slotId ? -1 : 1)));
    await expectRefused({ parts: { bundle } }, 'E_FORMAT', account);
    const { recoveryVerifier } = request;
    await expectRefused({ parts: { bundle, request: (r) => ({ ...r, recoveryVerifier }) } }, 'E_FORMAT', account);
  });
});

describe('a recovery session', () => {
  it('reads its bundle, writes one with a new password, and ends with it and all others', async () => {
    const account = await recovering();
    const read = await server.inject({ url: '/v1/accounts/me', token: account.token });
    expect(read.body).toMatchObject({ bundle: account.keys.bundle });
    expect((await server.inject({ url: '/v1/accounts/me/head', token: account.token })).status).toBe(200);
    const { account: after, answer } = await writeNextBundle(server, account, { password: 'new' });
    expect(answer.body).toEqual({ bundleVersion: 3, deviceToken: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await tokensOf(server, [account.token, person.token])).toEqual([401, 401]);
    const { identifier } = person.request;
    expect((await logIn(server, { identifier, loginSecret: after.keys.loginSecret })).login.bundle.version).toBe(3);
  });

  it('writes none without a new password', async () => {
    const account = await recovering();
    await expectRefused({}, 'E_FORMAT', account);
    await expectRefused({ rotation: 'routine' }, 'E_FORMAT', account);
  });

  it('gets the only token of a known device after a compromise', async () => {
    const account = await recovering();
    const { answer } = await writeNextBundle(server, account, { rotation: 'compromise' });
    expect(answer.body).toEqual({ bundleVersion: 3, deviceToken: expect.any(String) });
    expect(await server.accounts.collection('devices').countDocuments({ accountId: person.accountId })).toBe(1);
    expect(await tokensOf(server, [account.token])).toEqual([401]);
  });

  it.each<[string, 'GET' | 'POST', unknown]>([
    ['/v1/accounts/me/profile', 'POST', { profile: { statement: 'AAAA', signature: 'AAAA' } }],
    ['/v1/accounts/me/close', 'POST', { event: { statement: 'AAAA', signature: 'AAAA' } }],
    ['/v1/sessions', 'GET', undefined],
    ['/v1/logins', 'GET', undefined],
    ['/v1/directory/lookup', 'POST', { identifier: 'a@example.org' }],
    ['/v1/feed', 'GET', undefined],
  ])('may not ask %s', async (url, method, payload) => {
    const account = await recovering();
    const answer = await server.inject({ method, url, token: account.token, ...(payload === undefined ? {} : { payload }) });
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([404, 'E_NOT_FOUND']);
  });
});

describe('a rotation', () => {
  it.each(['routine', 'compromise'] as const)('(%s) makes another key current', async (rotation) => {
    const { account } = await writeNextBundle(server, person, { rotation });
    const { body } = await server.inject({ url: '/v1/accounts/me', token: person.token });
    const { entry } = body as { entry: { events: BundleWriteRequest['events']; certificates: string[] } };
    const chain = await replayAccountChain(server.instanceId, person.accountId, entry.events, entry.certificates.map(fromB64u));
    expect(chain.keys.map(({ retired }) => retired)).toEqual([rotation, undefined]);
    expect(chain.keys[1]?.certificate.hash).toBe(account.identity.certificate.hash);
  });

  it('of routine keeps password, sessions and devices', async () => {
    const second = await logIn(server, person.request);
    const { answer } = await writeNextBundle(server, person, { rotation: 'routine' });
    expect(answer.body).toEqual({ bundleVersion: 2 });
    expect(await tokensOf(server, [person.token, second.token])).toEqual([200, 200]);
    expect((await logIn(server, person.request)).login.bundle.version).toBe(2);
  });

  it('for compromise ends other sessions and all known devices, and tells the own one a new token', async () => {
    const second = await logIn(server, person.request);
    const { account, answer } = await writeNextBundle(server, person, { rotation: 'compromise' });
    const { deviceToken } = BundleWriteResponse.parse(answer.body);
    expect(deviceToken).toMatch(/^[\w-]{43}$/);
    expect(await tokensOf(server, [person.token, second.token])).toEqual([200, 401]);
    const devices = await server.accounts.collection('devices').find({ accountId: person.accountId }).toArray();
    expect(devices).toEqual([expect.objectContaining({ device: 'spec' })]);
    expect(await recoverWith(server, person.accountId, account.keys.recoveryLogin ?? '')).toMatchObject({ status: 200 });
  });

  it('for compromise needs a new password and a new kit', async () => {
    await expectRefused({ rotation: 'compromise', recovery: 'none' }, 'E_FORMAT');
    const { account } = await writeNextBundle(server, person, { recovery: 'new' });
    await expectRefused({ rotation: 'compromise', password: 'kept' }, 'E_FORMAT', account);
    await expectRefused({ rotation: 'compromise', recovery: 'kept' }, 'E_FORMAT', account);
    await expectRefused({ rotation: 'compromise', recovery: 'none' }, 'E_FORMAT', account);
  });

  it('is signed by the key before it, and its bundle by the key behind it', async () => {
    const [stranger, identity] = await Promise.all([
      makeTestIdentity(server.instanceId),
      makeTestIdentity(server.instanceId, { accountId: person.accountId }),
    ]);
    await expectRefused({ rotation: 'routine', parts: { rotateSigner: stranger } }, 'E_SIGNATURE');
    await expectRefused({ rotation: 'routine', identity, parts: { rotateSigner: identity } }, 'E_SIGNATURE');
    await expectRefused({ rotation: 'routine', parts: { bundleSigner: person.identity } }, 'E_SIGNATURE');
    await expectRefused({ parts: { bundleSigner: stranger } }, 'E_SIGNATURE');
  });

  it('is no way back to a former key, nor to the one in use', async () => {
    const { account } = await writeNextBundle(server, person, { rotation: 'routine' });
    await expectRefused({ rotation: 'routine', identity: person.identity }, 'E_CERT', account);
    await expectRefused({ rotation: 'routine', identity: account.identity }, 'E_CERT', account);
  });

  it('is no way to the key of another account', async () => {
    const other = await registerAndLogIn(server);
    const identity = await makeTestIdentity(server.instanceId, { accountId: person.accountId });
    Object.assign(identity, { certificate: other.identity.certificate, privateKey: other.identity.privateKey });
    await expectRefused({ rotation: 'routine', identity }, 'E_CERT');
  });

  it('names its certificate, of its profile', async () => {
    const other = await makeTestIdentity(server.instanceId);
    await expectRefused({ rotation: 'routine', parts: { rotate: (e) => ({ ...e, certificateHash: other.certificate.hash }) } }, 'E_CERT');
    await expectRefused({ rotation: 'routine', parts: { rotate: (e) => ({ ...e, profile: 'rsa' }) } }, 'E_CERT');
  });
});

describe('a write', () => {
  it('needs a session that has not ended', async () => {
    const { request } = await nextBundle(person.keys);
    expect((await sendBundle(server, undefined, request)).status).toBe(401);
    expect((await sendBundle(server, random(32), request)).status).toBe(401);
    const second = await logIn(server, person.request);
    await server.inject({ method: 'POST', url: '/v1/auth/logout', token: second.token });
    expect((await sendBundle(server, second.token, request)).status).toBe(401);
    expect((await sendBundle(server, person.token, request)).status).toBe(200);
  });

  it('is read only once the session is proven', async () => {
    const headers = { 'content-type': 'application/json' };
    const send = (token: string) => server.inject({ method: 'POST', url: '/v1/accounts/me/bundle', token, headers, payload: '{' });
    expect([(await send(random(32))).status, (await send(person.token)).status]).toEqual([401, 400]);
  });

  it('is answered as the first time when it is sent again', async () => {
    const { request, keys } = await nextBundle(person.keys, { rotation: 'compromise' });
    const first = await sendBundle(server, person.token, request);
    const state = await readState(server, person.accountId);
    const again = await sendBundle(server, person.token, request);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(BundleWriteResponse.parse(again.body)).toEqual({ bundleVersion: 2, deviceToken: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await readState(server, person.accountId)).toEqual(state);
    // Once another one followed it is an old bundle like any other.
    await writeNextBundle(server, { ...person, keys });
    expect(await sendBundle(server, person.token, request)).toMatchObject({ status: 409, body: { code: 'E_CONFLICT' } });
  });

  it('is no repetition with other events, nor with another bundle', async () => {
    const { request, keys } = await nextBundle(person.keys);
    await sendBundle(server, person.token, request);
    const [event] = request.events;
    if (!event) throw new Error('an event');
    const later = await keys.identity.sign({ ...valueOf(event), authoredAt: toInstant(Date.now() + 1_000) });
    expect(await sendBundle(server, person.token, { ...request, events: [later] })).toMatchObject({ status: 409 });
    const other = (await nextBundle(person.keys)).request;
    expect(await sendBundle(server, person.token, other)).toMatchObject({ status: 409, body: { code: 'E_CONFLICT' } });
    expect(await sendBundle(server, person.token, { ...request, bundle: other.bundle })).toMatchObject({ status: 409 });
    expect((await sendBundle(server, person.token, request)).status).toBe(200);
  });

  it('of several at once wins alone', async () => {
    const plans: NextBundlePlan[] = [{}, { password: 'new' }, { recovery: 'new' }, { rotation: 'routine' }, { rotation: 'compromise' }];
    const writes = await Promise.all(plans.map((plan) => nextBundle(person.keys, plan)));
    const answers = await Promise.all(writes.map(({ request }) => sendBundle(server, person.token, request)));
    const winners = answers.flatMap(({ status }, i) => (status === 200 ? [i] : []));
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 200).map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    const winner = writes[winners[0] ?? 0];
    const { body } = await server.inject({ url: '/v1/accounts/me', token: person.token });
    expect(body).toMatchObject({ bundle: winner?.request.bundle });
    await writeNextBundle(server, { ...person, keys: winner?.keys ?? person.keys });
  });

  it('that comes several times at once is stored once and answered every time', async () => {
    const { request } = await nextBundle(person.keys, { password: 'new' });
    const answers = await Promise.all(Array.from({ length: 5 }, () => sendBundle(server, person.token, request)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await readState(server, person.accountId)).toMatchObject({ bundle: { version: 2 }, events: { length: 3 } });
  });

  it('of a new password ends also a session that begins beside it', async () => {
    for (let i = 0; i < 5; i += 1) {
      const account = await registerAndLogIn(server);
      const { request } = await nextBundle(account.keys, { password: 'new' });
      const logins = Array.from({ length: 3 }, () =>
        logIn(server, account.request).then(
          ({ token }) => token,
          () => '',
        ),
      );
      const [, ...tokens] = await Promise.all([sendBundle(server, account.token, request), ...logins]);
      expect(
        await tokensOf(
          server,
          tokens.filter((token) => token !== ''),
        ),
      ).not.toContain(200);
    }
  });

  it.each(['expectedVersion', 'bundle', 'events'])('is refused without %s', async (name) => {
    const { request } = await nextBundle(person.keys);
    expect(await sendBundle(server, person.token, { ...request, [name]: undefined })).toMatchObject({
      status: 400,
      body: { code: 'E_REQUEST' },
    });
  });

  it.each(['password', 'accountKey', 'recoveryKey', 'code'])('is refused with the field %s', async (name) => {
    const { request } = await nextBundle(person.keys);
    expect((await sendBundle(server, person.token, { ...request, [name]: 'marker' })).status).toBeGreaterThanOrEqual(400);
    expect(await readState(server, person.accountId)).toMatchObject({ bundle: { version: 1 } });
  });

  it('is counted for the account', async () => {
    const statuses = [];
    for (let i = 0; i < 122; i += 1)
      statuses.push((await sendBundle(server, person.token, { ...(await nextBundle(person.keys)).request, expectedVersion: 9 })).status);
    expect(statuses.slice(-2)).toEqual([429, 429]);
    expect(statuses.filter((status) => status === 422)).toHaveLength(120);
  }, 60_000);
});
