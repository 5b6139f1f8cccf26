import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DirectoryEntry, SignedStatement } from '@sealchart/protocol';
import { ACCOUNT_EVENT, AccountEvent, CLOCK_AHEAD_MS, fromB64u, parseStatement, replayAccountChain, toInstant } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { logIn, makeTestAccount, readState, recoverWith, registerAndLogIn, tokensOf } from '../../testing/test-account.ts';
import { nextBundle, random, sendBundle, writeNextBundle } from '../../testing/test-bundle.ts';
import { TestElement, sendBatch, store } from '../../testing/test-element.ts';
import { makeTestIdentity } from '../../testing/test-identity.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { AccountWrites } from './account-writes.ts';

let server: TestServer;
let person: LoggedInAccount;
let other: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  other = await registerAndLogIn(server);
});
beforeEach(async () => {
  await server.accounts.collection('rates').deleteMany({});
  person = await registerAndLogIn(server);
});
afterAll(async () => {
  await server.close();
});

const revoke = ({ keys }: LoggedInAccount, parts: object = {}, signer = keys.identity): Promise<SignedStatement> =>
  signer.sign({
    ...keys.identity.fields(ACCOUNT_EVENT),
    kind: 'revoke',
    sequence: keys.head.sequence + 1,
    previous: keys.head.hash,
    fingerprint: keys.identity.certificate.fingerprint,
    cause: 'closed',
    ...parts,
  });
const close = (event: unknown, token: string | undefined = person.token): Promise<TestAnswer> =>
  server.inject({ method: 'POST', url: '/v1/accounts/me/close', payload: { event }, ...(token === '' ? {} : { token }) });
const entriesOf = async (accountId: string): Promise<DirectoryEntry[]> => {
  const { body } = await server.inject({
    method: 'POST',
    url: '/v1/directory/accounts',
    token: other.token,
    payload: { accountIds: [accountId] },
  });
  return (body as { entries: DirectoryEntry[] }).entries;
};

/** Refused, and everything is as it was. */
const expectRefused = async (event: unknown, status: number, code: string, token = person.token): Promise<void> => {
  const before = await readState(server, person.accountId);
  expect(await close(event, token)).toMatchObject({ status, body: { code } });
  expect(await readState(server, person.accountId)).toEqual(before);
};

describe('closing an account', () => {
  it.each(['closed', 'compromise'])('(%s) ends its chain, for everybody to see', async (cause) => {
    const { account } = await writeNextBundle(server, person, { rotation: 'routine' });
    expect((await close(await revoke(account, { cause }))).status).toBe(204);
    const [entry] = await entriesOf(person.accountId);
    const chain = await replayAccountChain(
      server.instanceId,
      person.accountId,
      entry?.events ?? [],
      (entry?.certificates ?? []).map(fromB64u),
    );
    expect([chain.closed, chain.keys.at(-1)?.retired]).toEqual([true, cause]);
    expect(entry?.profile).toEqual(person.request.profile);
  });

  it('leaves nothing that leads into it, or that names its address', async () => {
    const { account } = await writeNextBundle(server, person, { recovery: 'new' });
    await close(await revoke(account));
    const state = await readState(server, person.accountId);
    expect(state).toMatchObject({ bundle: null, identities: [], sessions: [], events: { length: 4 }, certificates: { length: 1 } });
    expect(Object.keys(state['account'] as object).sort()).toEqual(['_id', 'closedAt', 'createdAt', 'loginAt']);
    expect(await server.accounts.collection('devices').countDocuments({ accountId: person.accountId })).toBe(0);
  });

  it('makes it look to a login, a recovery and a search like an address without account', async () => {
    const { account } = await writeNextBundle(server, person, { recovery: 'new' });
    const { identifier, loginSecret } = person.request;
    await close(await revoke(account));
    await expect(logIn(server, { identifier, loginSecret })).rejects.toThrow('E_LOGIN');
    const { recoveryLogin = '' } = account.keys;
    for (const by of [identifier, person.accountId]) {
      expect(await recoverWith(server, by, recoveryLogin)).toMatchObject({ status: 401, body: { code: 'E_KIT' } });
    }
    const prelogin = await server.inject({ method: 'POST', url: '/v1/auth/prelogin', payload: { identifier } });
    expect((prelogin.body as { kdf: object }).kdf).not.toEqual(account.keys.kdf);
    const lookup = await server.inject({ method: 'POST', url: '/v1/directory/lookup', token: other.token, payload: { identifier } });
    expect(lookup).toMatchObject({ status: 404, body: { code: 'E_PERSON_UNKNOWN' } });
  });

  it('ends all its sessions', async () => {
    const second = await logIn(server, person.request);
    await close(await revoke(person), second.token);
    expect(await tokensOf(server, [person.token, second.token])).toEqual([401, 401]);
    const { request } = await nextBundle(person.keys);
    expect((await sendBundle(server, person.token, request)).status).toBe(401);
  });

  it('frees its address, and never its id', async () => {
    const { identifier } = person.request;
    await close(await revoke(person));
    const heir = await registerAndLogIn(server, { identifier });
    expect(heir.accountId).not.toBe(person.accountId);
    const again = await server.inject({
      method: 'POST',
      url: '/v1/accounts',
      payload: { ...person.request, identifier: 'once-more@example.org' },
    });
    expect(again).toMatchObject({ status: 409, body: { code: 'E_EXISTS', detail: expect.stringContaining('closed') } });
    const { request } = await makeTestAccount(server.instanceId, { identity: person.identity });
    const anew = await server.inject({ method: 'POST', url: '/v1/accounts', payload: request });
    expect(anew.status).toBe(409);
    expect((await logIn(server, heir.request)).login.accountId).toBe(heir.accountId);
  });

  it('lets nobody seal anything to it, and readers go on reading what was shared', async () => {
    const shared = await TestElement.of(person.identity).edit();
    await store(server, person, shared);
    const read = [
      { identity: person.identity, role: 'owner' as const },
      { identity: other.identity, role: 'editor' as const },
    ];
    const granted = await shared.element.share(read);
    await store(server, person, granted);
    const own = await TestElement.of(other.identity).edit();
    await store(server, other, own);
    await close(await revoke(person));
    const sealed = await own.element.share([
      { identity: other.identity, role: 'owner' },
      { identity: person.identity, role: 'viewer' },
    ]);
    const { body } = await sendBatch(server, other, [sealed.write]);
    expect(body).toMatchObject({ results: [{ status: 'refused', code: 'E_CERT' }] });
    const fetched = await server.inject({
      method: 'POST',
      url: '/v1/elements/read',
      token: other.token,
      payload: { items: [{ elementId: granted.element.elementId, after: 0 }], content: true },
    });
    expect(fetched).toMatchObject({ status: 200, body: { elements: [{ elementId: granted.element.elementId }] } });
  });

  it('is done once of several at once, and a bundle write beside it loses or comes before', async () => {
    const event = await revoke(person);
    const { request } = await nextBundle(person.keys);
    const [bundle, ...closings] = await Promise.all([sendBundle(server, person.token, request), ...[1, 2, 3].map(() => close(event))]);
    const done = closings.filter(({ status }) => status === 204).length + (bundle?.status === 200 ? 1 : 0);
    expect(done).toBe(1);
    const [entry] = await entriesOf(person.accountId);
    expect(entry?.events).toHaveLength(3);
    expect([bundle, ...closings].filter((answer) => (answer?.status ?? 500) >= 500)).toEqual([]);
  });

  it('that was judged before a bundle write took its place is a conflict, and changes nothing', async () => {
    const parsed = await parseStatement(AccountEvent, ACCOUNT_EVENT, server.instanceId, await revoke(person));
    await writeNextBundle(server, person, { password: 'new' });
    const before = await readState(server, person.accountId);
    const judged = { accountId: person.accountId, certificateHash: person.identity.certificate.hash };
    const late = server.app.get(AccountWrites).close(judged, parsed, new Date());
    await expect(late).rejects.toMatchObject({ code: 'E_CONFLICT' });
    expect(await readState(server, person.accountId)).toEqual(before);
  });
});

describe('a closing is refused', () => {
  it.each<[string, () => object, number, string]>([
    ['with a gap', () => ({ sequence: 4 }), 409, 'E_CONFLICT'],
    ['behind another event', () => ({ previous: random(32) }), 409, 'E_CONFLICT'],
    ['from the future', () => ({ authoredAt: toInstant(Date.now() + CLOCK_AHEAD_MS + 3_600_000) }), 422, 'E_CLOCK'],
    ['of another instance', () => ({ instance: 'ins_AAAAAAAAAAAAAAAAAAAAAA' }), 422, 'E_INSTANCE'],
    ['of another context', () => ({ context: 'sealchart/v1/profile' }), 422, 'E_CONTEXT'],
    ['with an unknown field', () => ({ admin: true }), 422, 'E_FORMAT'],
    ['of another key', () => ({ fingerprint: 'ab'.repeat(32) }), 422, 'E_CERT'],
    [
      'of another account',
      () => ({ author: { account: other.accountId, fingerprint: other.identity.certificate.fingerprint } }),
      422,
      'E_AUTHOR',
    ],
    ['that is a rotation', () => ({ kind: 'rotate', profile: 'modern', certificateHash: random(32), cause: 'routine' }), 422, 'E_FORMAT'],
  ])('%s', async (_, parts, status, code) => {
    await expectRefused(await revoke(person, parts()), status, code);
  });

  it('when somebody else, a former key or nobody signed it, and without session', async () => {
    const stranger = await makeTestIdentity(server.instanceId);
    await expectRefused(await revoke(person, {}, stranger), 422, 'E_SIGNATURE');
    await expectRefused({ ...(await revoke(person)), signature: '' }, 400, 'E_REQUEST');
    await expectRefused(undefined, 400, 'E_REQUEST');
    await expectRefused(await revoke(person), 401, 'E_UNAUTHENTICATED', '');
    await expectRefused(await revoke(person), 409, 'E_CONFLICT', other.token);
    const { account } = await writeNextBundle(server, person, { rotation: 'routine' });
    await expectRefused(await revoke({ ...account, keys: { ...account.keys, identity: person.identity } }), 422, 'E_AUTHOR');
  });
});
