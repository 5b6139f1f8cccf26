import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccountBundle, AccountRotate } from '@sealchart/protocol';
import { ACCOUNT_EVENT, AccountEvent, sha256B64u } from '@sealchart/protocol';
import { authorFields, generateIdentity, signStatement } from '@sealchart/sdk/testing';
import { expectAllElements, outcomeOf, tryIn } from './support/account-checks.ts';
import { AccountDevice } from './support/account-device.ts';
import { BundleTable } from './support/bundle-table.ts';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import type { KeyAct } from './support/owned-account.ts';
import { OwnedAccount } from './support/owned-account.ts';

let server: InProcessServer;
let bundles: BundleTable;
beforeAll(async () => {
  server = await startServer();
  bundles = await BundleTable.of(server);
}, 60_000);
afterAll(async () => {
  await bundles.close();
  await server.close();
});

async function setUp(): Promise<{ readonly owner: OwnedAccount; readonly device: AccountDevice }> {
  const owner = new OwnedAccount(server, bundles);
  const device = new AccountDevice(server);
  await owner.register(device);
  await owner.writeNote(device);
  return { owner, device };
}

type Row = Record<string, unknown> & { readonly _id: string };
interface EventRow {
  readonly _id: string;
  readonly accountId: string;
  readonly sequence: number;
  readonly hash: string;
  readonly statement: Buffer;
  readonly signature: Buffer;
}
const TABLES = ['accounts', 'bundles', 'accountevents', 'certificates', 'profiles'] as const;

/** All that the accounts' database holds of an account, or its bundle alone. */
async function copyOf(accountId: string, tables: readonly string[]): Promise<Map<string, Row[]>> {
  const rows = tables.map(async (name) => {
    const found = await bundles.connection
      .collection<Row>(name)
      .find({ $or: [{ _id: accountId }, { accountId }] })
      .toArray();
    return [name, found] as const;
  });
  return new Map(await Promise.all(rows));
}

async function restore(accountId: string, copy: ReadonlyMap<string, readonly Row[]>): Promise<void> {
  for (const [name, rows] of copy) {
    const table = bundles.connection.collection<Row>(name);
    await table.deleteMany({ $or: [{ _id: accountId }, { accountId }] });
    await table.insertMany([...rows]);
  }
}

/** What a device keeps of its account; marks tell that something was written, not what. */
const kept = ({ store }: AccountDevice): ReadonlyMap<string, string> =>
  new Map(
    [...store.entries]
      .filter(([key]) => !/^(?:element|mark|sync)\//.test(key))
      .map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );

describe.each<KeyAct>(['changePassword', 'secure'])('after %s', (name) => {
  it('an old login secret and an old kit are refused by an honest server', async () => {
    const { owner, device } = await setUp();
    const kit = owner.plan('makeRecoveryKit');
    await owner.settle(kit, await kit.run(device.client));
    const before = owner.newest;
    const act = owner.plan(name);
    await owner.settle(act, await act.run(device.client));
    expect(await tryIn(owner, 'login', before.password.login)).toBe('E_LOGIN');
    expect(await tryIn(owner, 'recover', before.kit?.login ?? '')).toBe(name === 'secure' ? 'E_KIT' : 'in');
    expect(await tryIn(owner, 'login', owner.newest.password.login)).toBe('in');
    expect(await tryIn(owner, 'recover', owner.newest.kit?.login ?? '')).toBe('in');
  });

  it.each<[string, readonly string[], string, string]>([
    // A sync asks for the newest event alone, and that one is there; the bundle is not asked for, and no write follows on it.
    ['the old bundle', ['bundles'], 'done', 'E_CONFLICT'],
    ['the old bundle and chain', ['bundles', 'accountevents', 'certificates'], 'E_BUNDLE', 'E_BUNDLE'],
    ['the whole account as it was', TABLES, 'E_BUNDLE', 'E_BUNDLE'],
  ])('%s in its old place is taken by no device that saw the new one', async (_, tables, onSync, onAct) => {
    const { owner, device } = await setUp();
    const old = await copyOf(owner.accountId, tables);
    const oldPassword = owner.password;
    const act = owner.plan(name);
    await owner.settle(act, await act.run(device.client));
    // What a rotation leaves to do is done, so that nothing else changes what is kept.
    await device.client.sync();
    const second = new AccountDevice(server);
    await owner.login(second, false);
    await second.client.sync();
    const current = await copyOf(owner.accountId, TABLES);
    await restore(owner.accountId, old);
    const isWhole = tables.length === TABLES.length;
    for (const one of [device, second]) {
      const before = kept(one);
      expect(await outcomeOf(() => one.client.sync())).toBe(onSync);
      const password = isWhole ? oldPassword : owner.password;
      const login = () => one.client.login({ identifier: owner.identifier, password, device: 'x', isPasswordChanged: true });
      expect(await outcomeOf(login)).toBe('E_BUNDLE');
      // Nothing is written on top of it, either.
      expect(await outcomeOf(() => one.client.makeRecoveryKit({ password: owner.password }))).toBe(onAct);
      expect(kept(one)).toEqual(before);
    }
    await restore(owner.accountId, current);
    for (const one of [device, second]) {
      await one.client.unlock({ password: owner.password });
      await expectAllElements(owner, one);
    }
  });
});

const instanceOf = ({ store }: AccountDevice): string =>
  (JSON.parse(Buffer.from(store.entries.get('instance') ?? []).toString()) as { instanceId: string }).instanceId;

/** Rows of events that follow the chain in form, signed by a key that is not the account's; with its certificate. */
async function rogueRows({ accountId, newest }: OwnedAccount, device: AccountDevice, isRotation: boolean) {
  const instanceId = instanceOf(device);
  const at = Date.now();
  const identity = await generateIdentity({ profile: 'modern', instanceId, accountId, at });
  const { profile, fingerprint, hash: certificateHash, bytes } = identity.certificate;
  const [last] = await bundles.connection
    .collection<EventRow>('accountevents')
    .find({ accountId })
    .sort({ sequence: -1 })
    .limit(1)
    .toArray();
  const fields = { ...authorFields({ instance: { instanceId }, account: { accountId }, identity }, at), context: ACCOUNT_EVENT } as const;
  if (!last) throw new Error('an account without events');
  const rows: EventRow[] = [];
  const append = async (event: (place: { sequence: number; previous: string }) => AccountRotate | AccountBundle): Promise<void> => {
    const before = rows.at(-1) ?? last;
    const value = event({ sequence: before.sequence + 1, previous: before.hash });
    const { signed, hash } = await signStatement<AccountEvent>(identity, at, AccountEvent, value);
    const { sequence } = value;
    const [statement, signature] = [signed.statement, signed.signature].map((text) => Buffer.from(text, 'base64url'));
    if (statement && signature) rows.push({ _id: `${accountId}/${sequence}`, accountId, sequence, hash, statement, signature });
  };
  const named = { profile, fingerprint, certificateHash, cause: 'routine' } as const;
  if (isRotation) await append((place) => ({ ...fields, ...place, kind: 'rotate', ...named }));
  const bundleHash = await sha256B64u(new Uint8Array());
  await append((place) => ({ ...fields, ...place, kind: 'bundle', bundleVersion: newest.bundle.version + 1, bundleHash }));
  return { rows, certificate: { _id: certificateHash, accountId, bytes: Buffer.from(bytes) } };
}

describe('an old state that went on', () => {
  it('is taken by no device that saw another one, though its chain is longer', async () => {
    const { owner, device } = await setUp();
    const old = await copyOf(owner.accountId, TABLES);
    const oldPassword = owner.password;
    const act = owner.plan('changePassword');
    await owner.settle(act, await act.run(device.client));
    const current = await copyOf(owner.accountId, TABLES);
    await restore(owner.accountId, old);
    // A device that saw nothing of the change, or a thief with the old password.
    const other = new AccountDevice(server);
    await other.client.login({ identifier: owner.identifier, password: oldPassword, device: 'x' });
    await other.client.makeRecoveryKit({ password: oldPassword });
    await other.client.makeRecoveryKit({ password: oldPassword });
    const before = kept(device);
    expect(await outcomeOf(() => device.client.sync())).toBe('E_BUNDLE');
    const login = () => device.client.login({ identifier: owner.identifier, password: oldPassword, device: 'x', isPasswordChanged: true });
    expect(await outcomeOf(login)).toBe('E_BUNDLE');
    expect(kept(device)).toEqual(before);
    await restore(owner.accountId, current);
    await device.client.unlock({ password: owner.password });
    await expectAllElements(owner, device);
  });
});

describe('a server that adds a key to an account', () => {
  it.each([
    ['a rotation to a key of its own', true],
    ['a bundle that its own key signed', false],
  ])('by %s: the owner hears of it at the next start, contacts take no such link', async (_, isRotation) => {
    const { owner, device } = await setUp();
    const contact = await setUp();
    const [created] = await contact.device.client.create([{ schema: 'text/plain', title: 'Pulse', body: 'ninety' }]);
    await contact.device.client.findPerson(owner.identifier);
    const { rows, certificate } = await rogueRows(owner, device, isRotation);
    const events = bundles.connection.collection<EventRow>('accountevents');
    await events.insertMany(rows);
    if (isRotation) await bundles.connection.collection<Row>('certificates').insertOne(certificate);
    const before = kept(device);
    // The next start: nothing of it is in memory any more.
    device.restart();
    await device.client.unlock({ password: owner.password });
    expect(await outcomeOf(() => device.client.sync())).toBe('E_SELF_KEY_UNKNOWN');
    expect(await outcomeOf(() => device.client.changePassword({ password: owner.password, newPassword: 'a wholly new one' }))).toBe(
      'E_SELF_KEY_UNKNOWN',
    );
    expect(kept(device)).toEqual(before);
    // A contact who had met the owner, and one who meets them now.
    const share = () => contact.device.client.share([created?.elementId ?? ''], owner.accountId, { role: 'viewer' });
    const sent = contact.device.traffic.exchanges.length;
    expect(await outcomeOf(share)).toMatch(/^E_(AUTHOR|SIGNATURE|CERT|KEY_CHANGED)$/);
    expect(contact.device.pathsSince(sent).filter((path) => path.endsWith('/batch'))).toEqual([]);
    expect(await outcomeOf(() => contact.device.client.findPerson(owner.identifier))).toMatch(/^E_(AUTHOR|SIGNATURE|CERT)$/);
    const stranger = await setUp();
    expect(await outcomeOf(() => stranger.device.client.findPerson(owner.identifier))).toMatch(/^E_(AUTHOR|SIGNATURE|CERT)$/);
    await events.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
    if (isRotation) await bundles.connection.collection<Row>('certificates').deleteOne({ _id: certificate._id });
    await expectAllElements(owner, device);
    expect(await share()).toMatchObject([{ ok: true }]);
  });
});
