import { describe, expect, it } from '@jest/globals';
import type { AccountChain, Bytes, KeyBundle, LoginResponse, RegisterRequest, Slot } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  AccountBundle,
  AccountRevoke,
  PROFILE,
  ProfileStatement,
  bundleHashOf,
  fromB64u,
  idOf,
  parseStatement,
} from '@sealchart/protocol';
import type { Identity } from '../crypto/openpgp.ts';
import { generateIdentity } from '../crypto/openpgp.ts';
import { stretchPassword, unlockKeyOf } from '../crypto/password.ts';
import { openKeys, sealKeys } from '../crypto/sealed-keys.ts';
import { makeSlot } from '../crypto/slots.ts';
import { authorFields, signStatement } from '../crypto/statement.ts';
import { AccountServer } from '../testing/account-server.ts';
import { fastKdf } from '../testing/fast-kdf.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { testPorts } from '../testing/ports.ts';
import { openIdentities } from './open-account.ts';
import { Session } from './session.ts';
import type { UnlockedSession } from './unlocked-session.ts';

const ann = { identifier: 'ann@example.org', password: 'correct horse battery', device: 'spec' };

async function setUp() {
  const server = new AccountServer();
  const ports = testPorts({ http: server, store: memoryStore(), kdf: fastKdf() });
  const session = new Session({ server: 'http://localhost:3000', client: { name: 'spec', version: '1' }, ports });
  const unlocked = await session.register({ ...ann, name: 'Ann' });
  const account = server.accounts.get(ann.identifier);
  if (!account) throw new Error('not registered');
  const serve = (answer: LoginResponse) => server.accounts.set(ann.identifier, { request: account.request, answer });
  const next = await nextBundle(unlocked, session.accountKey(), account.request, account.answer);
  return { session, store: ports.store, serve, request: account.request, old: account.answer, newest: next };
}

const sorted = (...slots: Slot[]) => slots.toSorted((a, b) => (a.slotId < b.slotId ? -1 : 1));

/** The second bundle of an account, with one more slot, as another device of the same person would write it. */
async function nextBundle(
  unlocked: UnlockedSession,
  accountKey: Bytes,
  { kdf }: RegisterRequest,
  answer: LoginResponse,
  change: (bundle: KeyBundle) => KeyBundle = (bundle) => bundle,
): Promise<LoginResponse> {
  const { instanceId } = unlocked.instance;
  const { accountId, certificate, fingerprint, slots } = answer.bundle;
  const at = unlocked.ports.clock.now();
  const version = 2;
  const previous = unlocked.chain.hashes.at(-1) ?? '';
  const origin = { sequence: 2, head: fromB64u(previous) };
  const binding = { instance: instanceId, account: accountId, version };
  const unlockKey = await unlockKeyOf(await stretchPassword(fastKdf(), ann.password, kdf), instanceId);
  const password = await makeSlot({ ...binding, slotId: slots[0]?.slotId ?? '', kind: 'password', kdf }, unlockKey, accountKey, origin);
  const recovery = await makeSlot(
    { ...binding, slotId: idOf('slt_', new Uint8Array(16)), kind: 'recovery' },
    new Uint8Array(32).fill(5),
    accountKey,
    origin,
  );
  const identities = await openKeys(accountKey, instanceId, answer.bundle);
  const sealedKeys = await sealKeys(accountKey, identities, { instanceId, accountId, version, fingerprint });
  const bundle = change({
    accountId,
    version,
    certificate,
    fingerprint,
    sealedKeys,
    slots: sorted(recovery, password),
  });
  const fields = { ...authorFields(unlocked, at), context: ACCOUNT_EVENT, kind: 'bundle', sequence: 3, previous } as const;
  const event = await signStatement(unlocked.identity, at, AccountBundle, {
    ...fields,
    bundleVersion: version,
    bundleHash: await bundleHashOf(bundle),
  });
  return { ...answer, bundle, entry: { ...answer.entry, events: [...answer.entry.events, event.signed] } };
}

const isRecovery = ({ kind }: Slot) => kind === 'recovery';
const again = ({ slots }: KeyBundle) =>
  slots.filter((slot) => !isRecovery(slot)).map((slot) => ({ ...slot, slotId: `slt_${'z'.repeat(21)}w` }));

const earlier = (slot: Slot) => ({ ...slot, origin: { ...slot.origin, sequence: 1 } });
const later = (slot: Slot) => ({ ...slot, origin: { ...slot.origin, sequence: 4 } });

const pinsIn = async (store: { read(key: string): Promise<Uint8Array | undefined> }): Promise<unknown> =>
  JSON.parse(Buffer.from((await store.read('pins')) ?? []).toString());

describe('a bundle that another device wrote', () => {
  it('is followed; a slot that it added is not pinned unasked', async () => {
    const { session, store, serve, old, newest } = await setUp();
    serve(newest);
    const { chain } = await session.login(ann);
    expect(chain).toMatchObject({ sequence: 3, bundle: { version: 2 } });
    expect(await pinsIn(store)).toMatchObject({
      sequence: 3,
      head: chain.hashes[2],
      bundleVersion: 2,
      slots: [{ slotId: old.bundle.slots[0]?.slotId }],
    });
    session.lock();
    await session.unlock(ann);
  });

  it('makes everything older a thing of the past', async () => {
    const { session, store, serve, old, newest } = await setUp();
    serve(newest);
    await session.login(ann);
    const pinned = await store.read('pins');
    for (const answer of [old, { ...newest, bundle: old.bundle }, { ...old, bundle: newest.bundle }]) {
      serve(answer);
      await expect(session.login(ann)).rejects.toMatchObject({ code: 'E_BUNDLE' });
      expect(await store.read('pins')).toEqual(pinned);
    }
    serve(newest);
    await session.login(ann);
  });

  it('is refused when the chain forks behind what was seen', async () => {
    const { session, serve, newest, request, old } = await setUp();
    const fork = await nextBundle(session.current(), session.accountKey(), request, old);
    serve(newest);
    await session.login(ann);
    serve(fork);
    await expect(session.login(ann)).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });

  it.each<[string, (bundle: KeyBundle, old: KeyBundle) => KeyBundle]>([
    ['two password slots', (bundle) => ({ ...bundle, slots: sorted(...bundle.slots, ...again(bundle)) })],
    ['the former password slot', (bundle, old) => ({ ...bundle, slots: sorted(...bundle.slots.filter(isRecovery), ...old.slots) })],
    ['no password slot', (bundle) => ({ ...bundle, slots: bundle.slots.filter(isRecovery) })],
    ['another fingerprint', (bundle) => ({ ...bundle, fingerprint: '0'.repeat(64) })],
    ['the former sealed keys', (bundle, { sealedKeys }) => ({ ...bundle, sealedKeys })],
    ['another certificate of the same fingerprint', (bundle) => ({ ...bundle, certificate: 'AAAA' })],
    ['a password slot that vouches for another event', (bundle) => ({ ...bundle, slots: bundle.slots.map(earlier) })],
    ['a password slot that vouches for an event to come', (bundle) => ({ ...bundle, slots: bundle.slots.map(later) })],
  ])('is refused with %s, though it is signed', async (_, change) => {
    const { session, serve, request, old } = await setUp();
    const next = await nextBundle(session.current(), session.accountKey(), request, old, (bundle) => change(bundle, old.bundle));
    serve(next);
    await expect(session.login(ann)).rejects.toMatchObject({ code: 'E_BUNDLE' });
    serve(old);
    await session.login(ann);
  });
});

describe('the identities of a bundle', () => {
  it('are those of the chain, all and no others', async () => {
    const { session, request } = await setUp();
    const { instance, chain, identity } = session.current();
    const { instanceId } = instance;
    const accountKey = session.accountKey();
    const stranger = await generateIdentity({ profile: 'modern', instanceId, at: 0 });
    const { accountId, version, fingerprint } = request.bundle;
    const seal = async (...identities: Identity[]) => ({
      ...request.bundle,
      sealedKeys: await sealKeys(accountKey, identities, { instanceId, accountId, version, fingerprint }),
    });
    const open = (bundle: KeyBundle, keys: AccountChain['keys']) => openIdentities(accountKey, instanceId, { ...chain, keys }, bundle);
    const former = { certificate: stranger.certificate, since: 1, retired: 'routine' } as const;
    const refused = { code: 'E_BUNDLE' };

    expect(await open(await seal(identity), chain.keys)).toHaveLength(1);
    await expect(open(await seal(identity, stranger), chain.keys)).rejects.toMatchObject(refused);
    expect(await open(await seal(identity, stranger), [former, ...chain.keys])).toHaveLength(2);
    await expect(open(await seal(identity), [former, ...chain.keys])).rejects.toMatchObject(refused);
    await expect(open(await seal(identity, stranger), [...chain.keys, ...chain.keys])).rejects.toMatchObject(refused);
  });
});

describe('an own chain', () => {
  it('that is closed is not logged in to', async () => {
    const { session, serve, old } = await setUp();
    const { chain, identity, ...signer } = session.current();
    const { fingerprint } = identity.certificate;
    const previous = chain.hashes.at(-1) ?? '';
    const fields = { ...authorFields({ ...signer, identity }, 0), context: ACCOUNT_EVENT, kind: 'revoke', sequence: 3, previous } as const;
    const revoke = await signStatement(identity, 0, AccountRevoke, { ...fields, fingerprint, cause: 'closed' });
    serve({ ...old, entry: { ...old.entry, events: [...old.entry.events, revoke.signed] } });
    await expect(session.login(ann)).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });

  it('has a profile of its own account, signed by its own key', async () => {
    const { session, serve, old } = await setUp();
    const { instance, identity } = session.current();
    const own = await parseStatement(ProfileStatement, PROFILE, instance.instanceId, old.entry.profile);
    const sign = async (account: string, name: string) => {
      const value = { ...own.value, name, author: { ...own.value.author, account } };
      return (await signStatement(identity, 0, ProfileStatement, value)).signed;
    };
    const renamed = await sign(own.value.author.account, 'Ann B.');
    const foreign = await sign('acc_AAAAAAAAAAAAAAAAAAAAAA', 'Ann B.');
    const unsigned = { ...renamed, signature: old.entry.profile.signature };
    for (const profile of [foreign, unsigned]) {
      serve({ ...old, entry: { ...old.entry, profile } });
      await expect(session.login(ann)).rejects.toMatchObject({ code: 'E_BUNDLE' });
    }
    serve({ ...old, entry: { ...old.entry, profile: renamed } });
    expect((await session.login(ann)).account.name).toBe('Ann B.');
  });
});
