import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { entryOf } from '@sealchart/protocol';
import type { AudienceEntry } from '@sealchart/protocol';
import type { Outcome } from '../../client-api/edits.ts';
import type { Person } from '../../client-api/people.ts';
import { wordsOf } from '../../crypto/words.ts';
import { syncElements } from '../../sync/sync.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { finishPendingWork } from '../pending-work/pending-work.ts';
import type { ElementsContext } from './context.ts';
import { createElements } from './creation.ts';
import { listElements } from './listing.ts';
import { openElement } from './opening.ts';
import { revokeElements, shareElements } from './sharing.ts';
import { updateElement } from '../edits/update.ts';
import { verifyPerson } from './verification.ts';

const server = new RecordServer();
const { instanceId } = server.instance;

interface Member {
  readonly account: DirectoryAccount;
  readonly device: RecordDevice;
}
async function join(name: string, profile: 'modern' | 'rsa' = 'modern'): Promise<Member> {
  const account = await DirectoryAccount.create(instanceId, name, profile);
  server.show(account);
  return { account, device: await RecordDevice.create(account, server) };
}
async function rotate({ account }: Member, cause: 'routine' | 'compromise', profile?: 'modern' | 'rsa'): Promise<void> {
  await account.rotate(cause, profile);
  server.show(account);
}

const draft = (body: string) => ({ schema: 'text/plain', title: '', body });
const idOfOutcome = (outcome: Outcome | undefined): string => {
  if (outcome?.ok !== true) throw outcome?.error ?? new TypeError('no outcome');
  return outcome.elementId;
};
async function write({ device }: Member, body: string): Promise<string> {
  const [outcome] = await createElements(await device.open(), [draft(body)]);
  return idOfOutcome(outcome);
}
async function share(from: Member, elementId: string, to: Member, role: 'viewer' | 'editor' | 'manager' = 'viewer'): Promise<Outcome> {
  const [outcome] = await shareElements(await from.device.open(), [elementId], { accountId: to.account.accountId, grant: { role } });
  if (!outcome) throw new TypeError('no outcome');
  return outcome;
}
const shared = async (from: Member, elementId: string, to: Member, role?: 'viewer' | 'editor' | 'manager'): Promise<string> =>
  idOfOutcome(await share(from, elementId, to, role));
const update = async ({ device }: Member, elementId: string, body: string): Promise<Outcome> =>
  updateElement(await device.open(), elementId, draft(body));
async function read({ device }: Member, elementId: string): Promise<string> {
  return (await openElement(await device.open(), elementId)).body;
}
async function sync({ device }: Member): Promise<Awaited<ReturnType<typeof syncElements>>> {
  return syncElements(await device.open());
}
async function personAt(member: Member, other: Member): Promise<Person | undefined> {
  const { directory } = await member.device.open();
  return (await directory.people()).find(({ accountId }) => accountId === other.account.accountId);
}
async function verify(member: Member, other: Member): Promise<Person> {
  const { accountId, identity } = other.account;
  const value = (await wordsOf(instanceId, accountId, identity.certificate.fingerprint)).join(' ');
  return verifyPerson(await member.device.open(), accountId, { method: 'words', value });
}
/** Where the newest version of an element says that an account's key packet is made to. */
const entryAt = (elementId: string, { account }: Member): AudienceEntry | undefined =>
  entryOf(server.elements.get(elementId)?.state.audience ?? [], account.accountId);
const encryptionKeyOf = ({ account }: Member): string => account.identity.certificate.encryption.fingerprint;
const bodiesIn = async (context: ElementsContext): Promise<string[]> => {
  const listed = await listElements(context, {});
  const opened = await Promise.all(listed.map(({ elementId }) => openElement(context, elementId)));
  return opened.map(({ body }) => body).sort();
};

let [ada, bob]: Member[] = [];
const a = (): Member => ada as Member;
const b = (): Member => bob as Member;
beforeEach(async () => {
  [ada, bob] = [await join('Ada'), await join('Bob')];
});

describe('a routine rotation', () => {
  it('is continuous for those who know the person: what was verified stays, old and new versions are believed', async () => {
    const old = await write(a(), 'by the old key');
    await shared(a(), old, b(), 'editor');
    await sync(b());
    await verify(b(), a());
    await rotate(a(), 'routine');
    expect(await read(b(), old)).toBe('by the old key');
    expect(await update(a(), old, 'by the new key')).toMatchObject({ ok: true });
    expect(await sync(b())).toMatchObject({ changed: 1, refused: [] });
    expect(await read(b(), old)).toBe('by the new key');
    expect(await personAt(b(), a())).toMatchObject({ state: 'verified', fingerprint: a().account.identity.certificate.fingerprint });
    expect(await listElements(await b().device.open())).toMatchObject([{ elementId: old, author: a().account.accountId }]);
  });

  it('is followed by whoever shares: the key packet is made to the new key', async () => {
    const former = encryptionKeyOf(b());
    const before = await write(a(), 'before');
    await shared(a(), before, b());
    await rotate(b(), 'routine');
    const after = await write(a(), 'after');
    await shared(a(), after, b());
    expect([entryAt(before, b())?.fingerprint, entryAt(after, b())?.fingerprint]).toEqual([former, encryptionKeyOf(b())]);
    expect([await read(b(), before), await read(b(), after)]).toEqual(['before', 'after']);
  });

  it('moves a reader’s place to the new key with the next content, and with the next share', async () => {
    const [first, second] = [await write(a(), 'first'), await write(a(), 'second')];
    for (const elementId of [first, second]) await shared(a(), elementId, b());
    await rotate(b(), 'routine');
    await rotate(a(), 'routine');
    expect(await update(a(), first, 'first again')).toMatchObject({ ok: true, version: 3 });
    expect([entryAt(first, a())?.fingerprint, entryAt(first, b())?.fingerprint]).toEqual([encryptionKeyOf(a()), encryptionKeyOf(b())]);
    expect(await share(a(), second, b())).toMatchObject({ ok: true, version: 3 });
    expect(entryAt(second, b())?.fingerprint).toBe(encryptionKeyOf(b()));
    expect([await read(b(), first), await read(b(), second)]).toEqual(['first again', 'second']);
    expect([await read(a(), first), await read(a(), second)]).toEqual(['first again', 'second']);
  });
});

describe('a rotation for compromise', () => {
  it('is shown as a changed key; nothing is sealed to it until the person decides', async () => {
    const known = await write(b(), 'known');
    await shared(b(), known, a(), 'editor');
    await verify(b(), a());
    await rotate(a(), 'compromise');
    const fresh = await write(b(), 'fresh');
    await expect(share(b(), fresh, a())).rejects.toMatchObject({ code: 'E_KEY_CHANGED' });
    expect(await update(b(), known, 'newer')).toMatchObject({ ok: false, error: { code: 'E_KEY_CHANGED' } });
    expect(await personAt(b(), a())).toMatchObject({ state: 'changed' });
    expect([server.elements.get(fresh)?.state.version, server.elements.get(known)?.state.version]).toEqual([1, 2]);
    expect(await update(a(), known, 'by the new key')).toMatchObject({ ok: true });
    expect((await sync(b())).refused).toMatchObject([{ elementId: known, error: { code: 'E_KEY_CHANGED' } }]);

    await verify(b(), a());
    expect(await personAt(b(), a())).toMatchObject({ state: 'verified' });
    expect((await sync(b())).refused).toEqual([]);
    expect(await read(b(), known)).toBe('by the new key');
    await shared(b(), fresh, a());
    expect(entryAt(fresh, a())?.fingerprint).toBe(encryptionKeyOf(a()));
    expect(await read(a(), fresh)).toBe('fresh');
  });

  it('leaves what was verified before, and what comes later by the old key is not believed', async () => {
    const [seen, unseen] = [await write(a(), 'seen'), await write(a(), 'unseen')];
    await shared(a(), seen, b());
    await sync(b());
    await shared(a(), unseen, b());
    await rotate(a(), 'compromise');
    await verify(b(), a());
    expect((await sync(b())).refused).toMatchObject([{ elementId: unseen, error: { code: 'E_CERT' } }]);
    expect(await read(b(), seen)).toBe('seen');
    await expect(read(b(), unseen)).rejects.toMatchObject({ code: 'E_CERT' });
    await finishPendingWork(await a().device.open());
    expect(await sync(b())).toMatchObject({ changed: 1, refused: [] });
    expect(await read(b(), unseen)).toBe('unseen');
  });

  it('lets the account itself open everything that was sealed to its old key', async () => {
    const [own, given] = [await write(a(), 'own'), await write(b(), 'given')];
    await shared(b(), given, a());
    await sync(a());
    await rotate(a(), 'compromise');
    expect([await read(a(), own), await read(a(), given)]).toEqual(['own', 'given']);
  });
});

describe('a hostile directory', () => {
  it('that goes back behind a rotation is found out, and nothing is sealed to the old key', async () => {
    const elementId = await write(a(), 'secret');
    const old = b().account.entry();
    await rotate(b(), 'routine');
    await shared(a(), await write(a(), 'other'), b());
    server.entries.set(b().account.accountId, old);
    await expect(share(a(), elementId, b())).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    expect(server.elements.get(elementId)?.state.version).toBe(1);
    server.show(b().account);
    await expect(share(a(), elementId, b())).resolves.toMatchObject({ ok: true });
  });

  it('that shows another history of the account is found out, and nothing is sealed to its key', async () => {
    const elementId = await write(a(), 'secret');
    await b().account.bundle();
    server.show(b().account);
    await shared(a(), await write(a(), 'other'), b());
    const fork = await b().account.fork();
    await fork.rotate('routine');
    server.show(fork);
    await expect(share(a(), elementId, b())).rejects.toMatchObject({ code: 'E_KEY_CHANGED' });
    expect(await personAt(a(), b())).toMatchObject({ state: 'changed' });
    expect(server.elements.get(elementId)?.state.version).toBe(1);
  });
});

describe('readers with RSA keys', () => {
  let rosa: Member;
  // Such a key takes seconds to make.
  beforeAll(async () => {
    rosa = await join('Rosa', 'rsa');
  });

  it('share one audience with others: in a record of each', async () => {
    for (const [owner, reader] of [
      [a(), rosa],
      [rosa, a()],
    ] as const) {
      const elementId = await write(owner, 'first');
      await shared(owner, elementId, reader, 'editor');
      await shared(owner, elementId, b());
      for (const member of [owner, reader, b()]) expect(await read(member, elementId)).toBe('first');
      expect([entryAt(elementId, rosa)?.packetHash === undefined, entryAt(elementId, a())?.packetHash]).toEqual([false, undefined]);

      expect(await update(reader, elementId, 'second')).toMatchObject({ ok: true });
      for (const member of [owner, reader, b()]) expect(await read(member, elementId)).toBe('second');
      expect(await update(owner, elementId, 'third')).toMatchObject({ ok: true });
      for (const member of [owner, reader, b()]) expect(await read(member, elementId)).toBe('third');

      const [outcome] = await revokeElements(await owner.device.open(), [elementId], reader.account.accountId);
      expect(outcome).toMatchObject({ ok: true });
      await expect(read(reader, elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
      expect(await update(owner, elementId, 'fourth')).toMatchObject({ ok: true });
      for (const member of [owner, b()]) expect(await read(member, elementId)).toBe('fourth');
    }
  });

  it('open no packet but the one that was signed', async () => {
    const elementId = await write(a(), 'signed');
    await shared(a(), elementId, rosa);
    const held = server.elements.get(elementId);
    const other = await write(a(), 'other');
    await shared(a(), other, rosa);
    const foreign = server.elements.get(other)?.packets.get(1)?.get(rosa.account.accountId);
    if (!held || !foreign) throw new TypeError('not stored');
    server.elements.set(elementId, { ...held, packets: new Map([[1, new Map([[rosa.account.accountId, foreign]])]]) });
    await expect(read(rosa, elementId)).rejects.toMatchObject({ code: 'E_KEY_PACKET', detail: expect.stringContaining('signed') });
    server.elements.set(elementId, held);
    expect(await read(rosa, elementId)).toBe('signed');
  });
});

describe('an account that went from modern keys to RSA and back', () => {
  it('opens everything on the way, and so do others and a new device', async () => {
    const places: string[] = [];
    const stage = async (name: string): Promise<void> => {
      const [own, given] = [await write(a(), `own ${name}`), await write(b(), `given ${name}`)];
      await shared(a(), own, b());
      await shared(b(), given, a());
      places.push(own, given);
      for (const elementId of places) expect(await read(a(), elementId)).toBe(await read(b(), elementId));
    };
    await stage('modern');
    await rotate(a(), 'routine', 'rsa');
    await stage('rsa');
    expect([entryAt(places[2] ?? '', a())?.packetHash === undefined, entryAt(places[0] ?? '', a())?.packetHash]).toEqual([
      false,
      undefined,
    ]);
    await rotate(a(), 'routine', 'modern');
    await stage('modern again');
    expect(await update(a(), places[2] ?? '', 'own rsa, renewed')).toMatchObject({ ok: true });
    expect(entryAt(places[2] ?? '', a())?.packetHash).toBeUndefined();
    expect(await read(b(), places[2] ?? '')).toBe('own rsa, renewed');

    const fresh = await (await RecordDevice.create(a().account, server)).open();
    expect(await syncElements(fresh)).toMatchObject({ changed: 6, refused: [] });
    const bodies = ['given modern', 'given modern again', 'given rsa', 'own modern', 'own modern again', 'own rsa, renewed'];
    expect(await bodiesIn(fresh)).toEqual(bodies);
  });
});
