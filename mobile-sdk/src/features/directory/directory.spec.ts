import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { wordsOf } from '../../crypto/words.ts';
import { Session } from '../../session/session.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { DirectoryServer } from '../../testing/directory-server.ts';
import { testPorts } from '../../testing/ports.ts';
import type { MemoryStore } from '../../testing/memory-store.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { Directory } from './directory.ts';

let session: UnlockedSession;
let directory: Directory;
let store: MemoryStore;
let ada: DirectoryAccount;
let address: string;
const server = new DirectoryServer();

beforeAll(async () => {
  store = memoryStore();
  const device = new Session({
    server: 'http://localhost:3000',
    client: { name: 'spec', version: '1' },
    ports: testPorts({ http: server, store }),
  });
  session = await device.register({ identifier: 'kim@example.org', name: 'Kim', password: 'a password long enough', device: 'spec' });
});

beforeEach(async () => {
  directory = new Directory(session);
  ada = await DirectoryAccount.create(session.instance.instanceId, 'Ada');
  await ada.bundle();
  address = `ada.${crypto.randomUUID()}@example.org`;
  server.show(ada, address);
});

const fingerprintOf = (account: DirectoryAccount): string => account.identity.certificate.fingerprint;
const wordsFor = async (account: DirectoryAccount): Promise<string> =>
  (await wordsOf(account.instanceId, account.accountId, fingerprintOf(account))).join(' ');
const mark = { method: 'words', result: 'verified', number: 1, hash: 'A'.repeat(43) } as const;
/** What the store holds of people, sealed. */
const pins = () => new Map([...store.entries].filter(([key]) => key.startsWith('person/')));

describe('looking a person up', () => {
  it('pins at first contact and finds the same person again, whatever the spelling of the address', async () => {
    const found = await directory.find(` ${address.toUpperCase()} `);
    expect(found).toEqual({
      accountId: ada.accountId,
      name: 'Ada',
      identifier: address,
      fingerprint: fingerprintOf(ada),
      words: (await wordsFor(ada)).split(' '),
      state: 'unverified',
    });
    expect(await new Directory(session).find(address)).toEqual(found);
    expect(await directory.people()).toContainEqual(found);
    expect(await directory.recipients([ada.accountId])).toEqual(
      new Map([[ada.accountId, expect.objectContaining({ fingerprint: fingerprintOf(ada) })]]),
    );
  });

  it('notices that the address leads to another account than before', async () => {
    await directory.find(address);
    const before = pins();
    const mallory = await DirectoryAccount.create(session.instance.instanceId, 'Ada');
    server.show(mallory, address);
    expect(await directory.find(address)).toMatchObject({
      accountId: mallory.accountId,
      state: 'changed',
      fingerprint: fingerprintOf(mallory),
    });
    await expect(directory.recipients([mallory.accountId])).rejects.toMatchObject({ code: 'E_KEY_CHANGED' });
    for (const [key, sealed] of before) expect(store.entries.get(key)).toEqual(sealed);
    await expect(directory.recipients([ada.accountId])).resolves.toBeDefined();
  });

  it('lets a person accept that the address moved', async () => {
    await directory.find(address);
    const moved = await DirectoryAccount.create(session.instance.instanceId, 'New Ada');
    server.show(moved, address);
    await directory.find(address);
    const { fingerprint, keep } = await directory.compare(moved.accountId, { method: 'words', value: await wordsFor(moved) });
    expect(await keep({ ...mark, fingerprint })).toMatchObject({ state: 'verified', identifier: address });
    expect(await directory.find(address)).toMatchObject({ accountId: moved.accountId, state: 'verified' });
    expect((await directory.people()).find((known) => known.accountId === ada.accountId)).not.toHaveProperty('identifier');
  });

  it('keeps nothing of an entry that does not prove itself', async () => {
    const before = pins();
    const entry = ada.entry();
    server.entries.set(ada.accountId, { ...entry, events: entry.events.filter((_, i) => i !== 1) });
    await expect(directory.find(address)).rejects.toMatchObject({ code: 'E_FORMAT' });
    server.entries.set(ada.accountId, { ...entry, certificates: entry.certificates.map((text) => `${text.slice(0, -8)}AAAAAAAA`) });
    await expect(directory.find(address)).rejects.toMatchObject({ code: 'E_CERT' });
    expect(pins()).toEqual(before);
  });
});

describe('sealing to a person', () => {
  it('follows a routine rotation', async () => {
    await directory.find(address);
    await ada.rotate('routine');
    server.show(ada);
    const [certificate] = (await directory.recipients([ada.accountId])).values();
    expect(certificate?.fingerprint).toBe(fingerprintOf(ada));
    expect(await directory.find(address)).toMatchObject({ state: 'unverified', fingerprint: fingerprintOf(ada) });
  });

  it.each([
    ['another history', (account: DirectoryAccount) => account.fork(), 'E_KEY_CHANGED'],
    ['a key given up as compromised', async (account: DirectoryAccount) => (await account.rotate('compromise'), account), 'E_KEY_CHANGED'],
    ['a closed account', async (account: DirectoryAccount) => (await account.revoke(), account), 'E_CERT'],
  ] as const)('is blocked by %s', async (_name, change, code) => {
    await directory.find(address);
    server.show(await change(ada));
    await expect(directory.recipients([ada.accountId])).rejects.toMatchObject({ code });
  });

  it('stays blocked by a changed key until the person compared it, even when the server shows the old one again', async () => {
    await directory.find(address);
    const honest = ada.entry();
    const fork = await ada.fork();
    server.show(fork);
    await expect(directory.recipients([ada.accountId])).rejects.toMatchObject({ code: 'E_KEY_CHANGED' });
    server.entries.set(ada.accountId, honest);
    await expect(new Directory(session).recipients([ada.accountId])).rejects.toMatchObject({ code: 'E_KEY_CHANGED' });
    await expect(directory.compare(ada.accountId, { method: 'words', value: 'one two three four five six' })).rejects.toMatchObject({
      code: 'E_NOT_VERIFIED',
    });
    const { keep, fingerprint } = await directory.compare(ada.accountId, { method: 'hex', value: fingerprintOf(ada) });
    expect(await keep({ ...mark, method: 'hex', fingerprint })).toMatchObject({ state: 'verified' });
    await expect(directory.recipients([ada.accountId])).resolves.toHaveProperty('size', 1);
  });

  it('asks for fewer accounts at once where their chains do not fit into one answer', async () => {
    const bob = await DirectoryAccount.create(session.instance.instanceId, 'Bob');
    const [carol, dora] = [await DirectoryAccount.create(bob.instanceId, 'Carol'), await DirectoryAccount.create(bob.instanceId, 'Dora')];
    for (const account of [bob, carol, dora]) {
      await account.bundle();
      server.show(account);
    }
    const accountIds = [ada, bob, carol, dora].map(({ accountId }) => accountId);
    server.room = 1;
    const found = await directory.recipients(accountIds);
    server.room = 0;
    const none = new Directory(session).recipients(accountIds);
    await expect(none).rejects.toMatchObject({ code: 'E_LIMIT' });
    server.room = Number.POSITIVE_INFINITY;
    expect([...found.keys()].sort()).toEqual(accountIds.toSorted());
  });

  it('refuses an older state of the account and an account that is withheld', async () => {
    const older = ada.entry();
    await ada.rotate('routine');
    server.show(ada);
    await directory.find(address);
    server.entries.set(ada.accountId, older);
    await expect(directory.recipients([ada.accountId])).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    await expect(directory.find(address)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    await expect(directory.compare(ada.accountId, { method: 'words', value: await wordsFor(ada) })).rejects.toMatchObject({
      code: 'E_NOT_VERIFIED',
    });
    server.entries.delete(ada.accountId);
    await expect(directory.recipients([ada.accountId])).rejects.toMatchObject({ code: 'E_PERSON_UNKNOWN' });
  });
});

describe('what another device verified', () => {
  it('counts here, the newest statement first', async () => {
    await directory.find(address);
    await directory.note(ada.accountId, { ...mark, fingerprint: fingerprintOf(ada), number: 2 });
    await directory.note(ada.accountId, { ...mark, fingerprint: fingerprintOf(ada), result: 'withdrawn', number: 1 });
    expect(await directory.find(address)).toMatchObject({ state: 'verified' });
  });

  it('blocks a key that was never compared, at the first contact of this device', async () => {
    const genuine = await DirectoryAccount.create(session.instance.instanceId, 'Ada');
    await directory.note(ada.accountId, { ...mark, fingerprint: fingerprintOf(genuine) });
    expect(await directory.find(address)).toMatchObject({ state: 'changed' });
    await expect(directory.recipients([ada.accountId])).rejects.toMatchObject({ code: 'E_KEY_CHANGED' });
    await expect(directory.signer({ account: ada.accountId, fingerprint: fingerprintOf(ada) })).rejects.toMatchObject({
      code: 'E_KEY_CHANGED',
    });
  });
});

describe('keys of authors', () => {
  it('are asked for once however many elements wait for them', async () => {
    const from = server.paths.length;
    const author = { account: ada.accountId, fingerprint: fingerprintOf(ada) };
    const keys = await Promise.all(Array.from({ length: 8 }, () => directory.signer(author)));
    expect(new Set(keys.map((key) => key.certificate.fingerprint))).toEqual(new Set([fingerprintOf(ada)]));
    expect(server.paths.slice(from)).toEqual(['/v1/directory/accounts']);
  });

  it('are the own chain’s for the own account, without asking', async () => {
    const from = server.paths.length;
    const key = await directory.signer({ account: session.account.accountId, fingerprint: session.account.fingerprint });
    expect(key.certificate.fingerprint).toBe(session.account.fingerprint);
    expect(server.paths.slice(from)).toEqual([]);
    expect((await directory.persons([session.account.accountId])).get(session.account.accountId)).toMatchObject({ name: 'Kim' });
  });
});
