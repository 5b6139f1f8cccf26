import { beforeEach, describe, expect, it } from '@jest/globals';
import { PROFILE, ProfileStatement, idOf, jcsBytes } from '@sealchart/protocol';
import { generateIdentity } from '../crypto/openpgp.ts';
import { authorFields, signStatement } from '../crypto/statement.ts';
import { sealKeys } from '../crypto/sealed-keys.ts';
import type { ServedAccount } from '../testing/account-server.ts';
import { AccountServer } from '../testing/account-server.ts';
import type { BundleForgery } from '../testing/bundle-forger.ts';
import { forgeBundle } from '../testing/bundle-forger.ts';
import type { TestDevice } from '../testing/test-device.ts';
import { testDevice } from '../testing/test-device.ts';
import { OWN, OwnState } from './stored-account.ts';

const identifier = 'ann@example.org';
const password = 'correct horse battery';
const ann = { identifier, password, device: 'spec' };

let server: AccountServer;
let device: TestDevice;
let before: ServedAccount;
beforeEach(async () => {
  server = new AccountServer();
  device = testDevice(server);
  await device.session.register({ ...ann, name: 'Ann' });
  await device.session.makeRecoveryKit({ password });
  before = server.account(identifier);
});

const serve = (account: ServedAccount) => server.accounts.set(identifier, { ...account, answer: { ...account.answer } });
const stolen = () => ({ accountKey: device.session.accountKey(), identities: device.session.current().identities });
const forge = async (forgery?: BundleForgery) => serve(await forgeBundle(server, identifier, stolen(), forgery));
const stranger = () => generateIdentity({ profile: 'modern', instanceId: server.instance.instanceId, at: 0 });

/** Puts a key of a stranger beside the own one. */
async function withRogueKey(): Promise<NonNullable<BundleForgery['change']>> {
  const { accountKey, identities } = stolen();
  const rogue = await stranger();
  const { instanceId } = server.instance;
  return async (bundle) => {
    const { accountId, version, fingerprint } = bundle;
    return { ...bundle, sealedKeys: await sealKeys(accountKey, [...identities, rogue], { instanceId, accountId, version, fingerprint }) };
  };
}

/** Refused, and everything as it was. */
async function expectRefused(code: string): Promise<void> {
  const { session, store } = device;
  const [kept, current] = [new Map(store.entries), session.current()];
  await expect(session.refresh()).rejects.toMatchObject({ code });
  expect(store.entries).toEqual(kept);
  expect(session.current()).toBe(current);
}

describe('looking for news of the own account', () => {
  it('asks for no more than the newest event when there are none', async () => {
    const { session, http, store } = device;
    const [sent, kept, current] = [http.exchanges.length, new Map(store.entries), session.current()];
    expect(await session.refresh()).toBe(current);
    expect(device.pathsSince(sent)).toEqual(['/v1/accounts/me/head']);
    expect(store.entries).toEqual(kept);
  });

  it('follows what another device wrote with the same account key, and cuts nobody off', async () => {
    const { session } = device;
    const { identity, store, api } = session.current();
    const other = testDevice(server);
    await other.session.login(ann);
    await other.session.makeRecoveryKit({ password });
    const next = await session.refresh();
    expect(session.current()).toBe(next);
    expect(next.chain.sequence).toBe(4);
    expect([next.identity, next.store, next.api]).toEqual([identity, store, api]);
    expect(next.identity).toBe(identity);
    // The new kit was made elsewhere.
    expect(await session.waysIn()).toMatchObject(
      server.account(identifier).answer.bundle.slots.map(({ kind }) => ({ kind, isConfirmed: kind === 'password' })),
    );
    session.lock();
    await session.unlock({ password });
    await session.refresh();
  });

  it('does not go on without an open account or a session', async () => {
    server.sessions.clear();
    await expectRefused('E_UNAUTHENTICATED');
    device.session.lock();
    await expect(device.session.refresh()).rejects.toMatchObject({ code: 'E_LOCKED' });
  });
});

describe('a server that goes back', () => {
  it('is refused with an older bundle and chain', async () => {
    await device.session.changePassword({ password, newPassword: 'a wholly other staple' });
    serve(before);
    await expectRefused('E_BUNDLE');
    // A replay of the whole state of before, at a login.
    const login = device.session.login({ ...ann, isPasswordChanged: true });
    await expect(login).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });

  it.each<[string, (answer: { bundleVersion: number; sequence: number; head: string }) => unknown]>([
    ['a shorter chain', (answer) => ({ ...answer, sequence: answer.sequence - 1 })],
    ['another event at the same place', (answer) => ({ ...answer, head: before.request.loginSecret })],
    ['an older bundle', (answer) => ({ ...answer, bundleVersion: answer.bundleVersion - 1 })],
    ['a newer bundle without an event', (answer) => ({ ...answer, bundleVersion: answer.bundleVersion + 1 })],
    ['an event that the chain has not', (answer) => ({ ...answer, sequence: answer.sequence + 1, head: before.request.loginSecret })],
  ])('is refused with %s', async (_, change) => {
    server.mutate = (path, answer) => (path.endsWith('/head') ? change(answer as never) : undefined);
    await expectRefused('E_BUNDLE');
    server.mutate = () => undefined;
    await device.session.refresh();
  });

  it('is refused with the old bundle under the new chain, and the other way round', async () => {
    const other = testDevice(server);
    await other.session.login(ann);
    await other.session.makeRecoveryKit({ password });
    const after = server.account(identifier);
    serve({ ...after, answer: { ...after.answer, bundle: before.answer.bundle } });
    server.mutate = (path, answer) => (path.endsWith('/head') ? { ...(answer as object), bundleVersion: 3 } : undefined);
    await expectRefused('E_BUNDLE');
    serve(after);
    server.mutate = (path) => (path === '/v1/accounts/me' ? { bundle: after.answer.bundle, entry: before.answer.entry } : undefined);
    await expectRefused('E_BUNDLE');
    server.mutate = () => undefined;
    await device.session.refresh();
  });

  it('does not bring an older profile back', async () => {
    const { session } = device;
    const old = before.answer.entry.profile;
    const { instance, account, identity, profile } = session.current();
    const fields = { ...authorFields({ instance, account, identity }, 0), context: PROFILE } as const;
    const value = { ...fields, number: 2, previous: profile.hash, name: 'Ann B.' };
    const newer = await signStatement(identity, 0, ProfileStatement, value);
    await session.current().keepProfile(newer.signed);
    const expected = { number: 2, name: 'Ann B.', hash: newer.hash, fingerprint: profile.fingerprint };
    expect(session.current().profile).toEqual(expected);
    await session.current().keepProfile(old);
    expect(session.current().profile).toEqual(expected);
    await expect(session.current().keepProfile(before.answer.entry.events[0] ?? old)).rejects.toMatchObject({ code: 'E_BUNDLE' });
    // Neither does a newer chain, nor a bundle of our own, nor the next unlock.
    await forge();
    expect((await session.refresh()).profile).toEqual(expected);
    await session.makeRecoveryKit({ password });
    session.lock();
    expect((await session.unlock({ password })).profile).toEqual(expected);
  });
});

describe('a chain that others wrote on', () => {
  it('control: a genuine link is followed', async () => {
    await forge();
    expect((await device.session.refresh()).chain.sequence).toBe(4);
  });

  it('is refused with a link that somebody else signed', async () => {
    await forge({ signer: await stranger() });
    await expectRefused('E_SELF_KEY_UNKNOWN');
  });

  it('is refused with a link without a signature', async () => {
    await forge();
    const { answer } = server.account(identifier);
    const events = answer.entry.events.map((event, i) =>
      i === 3 ? { ...event, signature: answer.entry.events[0]?.signature ?? '' } : event,
    );
    serve({ ...before, answer: { ...answer, entry: { ...answer.entry, events } } });
    await expectRefused('E_SELF_KEY_UNKNOWN');
  });

  it('is refused with a key that the bundle does not hold', async () => {
    const { accountId } = before.answer;
    const identity = await generateIdentity({ profile: 'modern', instanceId: server.instance.instanceId, accountId, at: 0 });
    const former = device.session.current().identity.certificate;
    await forge({
      plan: { rotation: { identity, cause: 'routine' } },
      change: (bundle) => ({ ...bundle, fingerprint: former.fingerprint, certificate: before.answer.bundle.certificate }),
    });
    await expectRefused('E_SELF_KEY_UNKNOWN');
  });

  it('is refused with sealed keys that are not those of the chain', async () => {
    await forge({ change: await withRogueKey() });
    await expectRefused('E_SELF_KEY_UNKNOWN');
  });

  it('is not followed to a new identity unasked, though the old one signed for it', async () => {
    const { accountId } = before.answer;
    const identity = await generateIdentity({ profile: 'modern', instanceId: server.instance.instanceId, accountId, at: 0 });
    await forge({ plan: { rotation: { identity, cause: 'routine' } } });
    await expectRefused('E_KEYS_RENEWED');
  });

  it('is not followed to a new account key unasked', async () => {
    await forge({ plan: { accountKey: new Uint8Array(32).fill(7) } });
    await expectRefused('E_KEYS_RENEWED');
  });

  it.each([
    ['another password slot', () => ({ slotId: idOf('slt_', new Uint8Array(16)), kdf: before.request.kdf })],
    ['other settings of the password', () => ({ kdf: { ...before.request.kdf, t: 4 } })],
    ['another salt of the password', () => ({ kdf: { ...before.request.kdf, salt: 'A'.repeat(22) } })],
  ])('is not followed to %s unasked', async (_, change) => {
    const { slots } = before.answer.bundle;
    const { slotId } = slots.find(({ kind }) => kind === 'password') ?? { slotId: '' };
    const kept = slots.filter(({ kind }) => kind !== 'password');
    const slot = { kind: 'password', slotId, secret: new Uint8Array(32), ...change() } as const;
    await forge({
      plan: { atHand: [slot], kept },
      // With the public key that the device knows, if it is to be that slot.
      change: (bundle) => ({
        ...bundle,
        slots: bundle.slots.map((made) => ({
          ...made,
          publicKey: slots.find((old) => old.slotId === made.slotId)?.publicKey ?? made.publicKey,
        })),
      }),
    });
    await expectRefused('E_KEYS_RENEWED');
  });

  it('is refused with another public key of a known slot', async () => {
    const { slots } = before.answer.bundle;
    const recovery = slots.find(({ kind }) => kind === 'recovery');
    const slot = { kind: 'recovery', slotId: recovery?.slotId ?? '', secret: new Uint8Array(32) } as const;
    await forge({ plan: { atHand: [slot], kept: slots.filter(({ kind }) => kind === 'password') } });
    await expectRefused('E_BUNDLE');
  });

  it('is refused once it is closed', async () => {
    const { session } = device;
    const other = testDevice(server);
    await other.session.login(ann);
    let event: unknown;
    server.mutate = (path, _, { body }) => void (path.endsWith('/close') && (event = JSON.parse(body ?? '').event));
    await other.session.closeAccount({ password, cause: 'closed' });
    const entry = { ...before.answer.entry, events: [...before.answer.entry.events, event as never] };
    serve({ ...before, answer: { ...before.answer, entry } });
    server.sessions.set(device.http.exchanges.at(-1)?.request.headers['authorization']?.slice(7) ?? '', { identifier, kind: 'app' });
    await expect(session.refresh()).rejects.toMatchObject({ code: 'E_BUNDLE', detail: 'the account is closed' });
  });
});

describe('a local store that somebody with the keys wrote', () => {
  it.each([
    ['a genuine bundle is opened (control)', false],
    ['a bundle with a key of a stranger is refused', true],
  ])('%s', async (_, isRogue) => {
    const { session, store } = device;
    const { answer } = await forgeBundle(server, identifier, stolen(), isRogue ? { change: await withRogueKey() } : {});
    const own = await session.current().store.get(OWN, OwnState);
    await session.current().store.write({ put: new Map([[OWN, { ...own, entry: answer.entry }]]) });
    store.entries.set('bundle', jcsBytes(answer.bundle));
    session.lock();
    const code = await session.unlock({ password }).then(
      () => 'opened',
      (error: { code: string }) => error.code,
    );
    expect(code).toBe(isRogue ? 'E_BUNDLE' : 'opened');
  });
});
