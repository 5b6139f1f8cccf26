import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { KeyBundle, RecoverResponse } from '@sealchart/protocol';
import { KDF_DEFAULT, SealchartError, idOf, toB64u } from '@sealchart/protocol';
import type { RecoveryKit } from '../../client-api/account.ts';
import { wordsOfCode } from '../../crypto/recovery-code.ts';
import type { ServedAccount } from '../../testing/account-server.ts';
import { AccountServer } from '../../testing/account-server.ts';
import { forgeBundle } from '../../testing/bundle-forger.ts';
import type { TestDevice } from '../../testing/test-device.ts';
import { testDevice } from '../../testing/test-device.ts';
import { expectSameState } from '../../testing/whole-account.ts';

const identifier = 'ann@example.org';
const password = 'correct horse battery';
const newPassword = 'a wholly other staple';
const ann = { identifier, password, device: 'spec' };
const bob = { identifier: 'bob@example.org', password: 'another password', device: 'spec' };

let server: AccountServer;
let device: TestDevice;
let kit: RecoveryKit;
let bobKit: RecoveryKit;
let older: ServedAccount;
let saved: Map<string, ServedAccount>;
beforeAll(async () => {
  server = new AccountServer();
  device = testDevice(server);
  await device.session.register({ ...ann, name: 'Ann' });
  await device.session.makeRecoveryKit({ password });
  older = server.account(identifier);
  kit = await device.session.makeRecoveryKit({ password });
  const other = testDevice(server);
  await other.session.register({ ...bob, name: 'Bob' });
  bobKit = await other.session.makeRecoveryKit(bob);
  saved = new Map(server.accounts);
});
beforeEach(() => {
  server.mutate = () => undefined;
  server.accounts.clear();
  for (const entry of saved) server.accounts.set(...entry);
});

const words = () => kit.words.join(' ');

describe('recovering', () => {
  it('on a fresh device with a whole kit gets back in, sets the password, and keeps account and kit', async () => {
    const fresh = testDevice(server);
    const { account } = await fresh.session.recover({ kit, identifier: ' Ann@Example.org', newPassword, device: 'fresh' });
    expect(account).toMatchObject({ accountId: kit.accountId, identifier, name: 'Ann' });
    expect(await fresh.session.waysIn()).toMatchObject([{ isConfirmed: true }, { isConfirmed: true }]);
    expect(fresh.pathsSince(0)).toEqual([
      '/v1/instance',
      '/v1/auth/recover',
      '/v1/auth/prelogin',
      '/v1/accounts/me/bundle',
      '/v1/instance',
      '/v1/auth/prelogin',
      '/v1/auth/login',
    ]);
    await expectSameState(server, fresh, { identifier, password: newPassword });
    await expect(testDevice(server).session.login(ann)).rejects.toMatchObject({ code: 'E_LOGIN' });
    // The kit's slot vouches for the chain anew, and the kit works once more.
    const slot = server.account(identifier).answer.bundle.slots.find(({ kind }) => kind === 'recovery');
    expect(slot?.origin.sequence).toBe(4);
    await testDevice(server).session.recover({ kit, identifier, newPassword: 'the third password', device: 'x' });
  });

  it.each([
    ['the e-mail address and the words', () => ({ kit: { account: identifier, words: words().toUpperCase() } })],
    ['the account id and the words', () => ({ kit: { account: ` ${kit.accountId} `, words: kit.words.join('\n') }, identifier })],
  ])('works with %s', async (_, given) => {
    const { account } = await testDevice(server).session.recover({ ...given(), newPassword, device: 'fresh' });
    expect(account).toMatchObject({ accountId: kit.accountId, identifier });
  });

  it('on a device that knows the account needs no e-mail address and keeps what the device has', async () => {
    const known = testDevice(server);
    await known.session.login(ann);
    await known.session.current().store.write({ put: new Map([['note/1', Uint8Array.of(1)]]) });
    known.session.lock();
    const { account } = await known.session.recover({ kit, newPassword, device: 'spec' });
    expect(account.identifier).toBe(identifier);
    expect(await known.session.current().store.getBytes('note/1')).toEqual(Uint8Array.of(1));
    await expectSameState(server, known, { identifier, password: newPassword });
  });

  it('sends of the code what the server proves it with, and nothing else', async () => {
    const fresh = testDevice(server);
    await fresh.session.recover({ kit, identifier, newPassword, device: 'fresh' });
    const sent = fresh.http.exchanges.map(({ request: { body } }) => body ?? '').join('\n');
    for (const word of [words(), newPassword, toB64u(fresh.session.accountKey())]) expect(sent).not.toContain(word);
    for (const { stretch } of fresh.kdf.jobs) expect(sent).not.toContain(toB64u(stretch));
  });

  it('may be repeated with the same kit, wherever it was interrupted', async () => {
    const counting = testDevice(server);
    await counting.session.recover({ kit, identifier, newPassword, device: 'x' });
    const calls = counting.faults.calls;
    expect(calls).toBe(9);
    for (const moment of ['before', 'after'] as const) {
      for (let at = 1; at <= calls; at += 1) {
        const fresh = testDevice(server);
        fresh.faults.plan({ at, moment, kind: 'death' });
        await expect(fresh.session.recover({ kit, identifier, newPassword, device: 'x' })).rejects.toBeInstanceOf(SealchartError);
        fresh.faults.plan(undefined);
        await fresh.open().recover({ kit, identifier, newPassword, device: 'x' });
        await expectSameState(server, fresh, { identifier, password: newPassword });
      }
    }
  }, 60_000);
});

/** A device that knows the account, and is locked. */
async function knownDevice(): Promise<TestDevice> {
  const known = testDevice(server);
  await known.session.login(ann);
  known.session.lock();
  return known;
}

describe('a recovery whose session is over', () => {
  it.each<[string, () => Promise<TestDevice>, number]>([
    ['a fresh device', () => Promise.resolve(testDevice(server)), 4],
    ['a device that knows the account', knownDevice, 5],
  ])('because the password is set, and nobody heard of it, gets in on %s', async (_, make, at) => {
    const one = await make();
    one.faults.plan({ at, moment: 'after', kind: 'once' });
    await one.session.recover({ kit, identifier, newPassword, device: 'x' });
    const answers = one.http.exchanges.filter(({ request }) => request.url.endsWith('/bundle')).map(({ response }) => response?.status);
    expect(answers).toEqual([200, 401]);
    await expectSameState(server, one, { identifier, password: newPassword });
  });

  it.each<[string, () => Promise<TestDevice>]>([
    ['a fresh device', () => Promise.resolve(testDevice(server))],
    ['a device that knows the account', knownDevice],
  ])('before the password was set says so on %s, and the kit still works', async (_, make) => {
    const one = await make();
    const before = server.account(identifier).answer.bundle;
    server.mutate = (path) => {
      if (path === '/v1/auth/recover') queueMicrotask(() => server.sessions.clear());
      return undefined;
    };
    await expect(one.session.recover({ kit, identifier, newPassword, device: 'x' })).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
    expect(server.account(identifier).answer.bundle).toEqual(before);
    server.mutate = () => undefined;
    await one.session.recover({ kit, identifier, newPassword, device: 'x' });
    await expectSameState(server, one, { identifier, password: newPassword });
  });
});

const other = () => wordsOfCode(new Uint8Array(20).fill(9));

describe('a kit that cannot be used', () => {
  it.each<[string, string, () => Parameters<TestDevice['session']['recover']>[0], string[]]>([
    ['words of no kit', 'E_WORDS', () => ({ kit: { account: identifier, words: 'apple' }, newPassword, device: 'x' }), []],
    ['no account', 'E_REQUEST', () => ({ kit: { account: 'Ann', words: words() }, newPassword, device: 'x' }), []],
    [
      'a whole kit without account',
      'E_REQUEST',
      () => ({ kit: { ...kit, accountId: identifier }, identifier, newPassword, device: 'x' }),
      [],
    ],
    ['no e-mail address', 'E_REQUEST', () => ({ kit, newPassword, device: 'x' }), []],
    ['no name of the device', 'E_REQUEST', () => ({ kit, identifier, newPassword, device: '' }), []],
    [
      'another instance',
      'E_INSTANCE',
      () => ({ kit: { ...kit, instanceId: idOf('ins_', new Uint8Array(16)) }, identifier, newPassword, device: 'x' }),
      ['/v1/instance'],
    ],
    [
      'another realm',
      'E_INSTANCE',
      () => ({ kit: { ...kit, realm: 'example.org' }, identifier, newPassword, device: 'x' }),
      ['/v1/instance'],
    ],
    [
      'another log key',
      'E_INSTANCE',
      () => ({ kit: { ...kit, logKey: toB64u(new Uint8Array(32)) }, identifier, newPassword, device: 'x' }),
      ['/v1/instance'],
    ],
    [
      'other words',
      'E_KIT',
      () => ({ kit: { ...kit, words: other() }, identifier, newPassword, device: 'x' }),
      ['/v1/instance', '/v1/auth/recover'],
    ],
    [
      'the account of somebody else',
      'E_KIT',
      () => ({ kit: { ...kit, accountId: bobKit.accountId }, identifier, newPassword, device: 'x' }),
      ['/v1/instance', '/v1/auth/recover'],
    ],
    [
      'the e-mail address of somebody else',
      'E_REQUEST',
      () => ({ kit, identifier: bob.identifier, newPassword, device: 'x' }),
      ['/v1/instance', '/v1/auth/recover', '/v1/auth/prelogin'],
    ],
  ])('with %s is %s; nothing is kept or written', async (_, code, options, paths) => {
    const fresh = testDevice(server);
    await expect(fresh.session.recover(options())).rejects.toMatchObject({ code });
    expect(fresh.pathsSince(0)).toEqual(paths);
    expect(fresh.store.entries.size).toBe(0);
    expect(server.accounts).toEqual(saved);
  });

  it('is that of another account than the one on this device', async () => {
    const known = testDevice(server);
    await known.session.login(ann);
    const sent = known.http.exchanges.length;
    await expect(known.session.recover({ kit: bobKit, newPassword, device: 'x' })).rejects.toMatchObject({ code: 'E_EXISTS' });
    expect(known.http.exchanges).toHaveLength(sent);
    // By the e-mail address only the answer tells.
    const given = { account: bob.identifier, words: bobKit.words.join(' ') };
    await expect(known.session.recover({ kit: given, newPassword, device: 'x' })).rejects.toMatchObject({ code: 'E_RECOVERY' });
    expect(server.accounts.get(bob.identifier)).toEqual(saved.get(bob.identifier));
  });
});

const onRecover = (change: (answer: RecoverResponse) => unknown) => {
  server.mutate = (path, answer) => (path === '/v1/auth/recover' ? change(answer as RecoverResponse) : undefined);
};
const withBundle = (change: Partial<KeyBundle>) => onRecover((answer) => ({ ...answer, bundle: { ...answer.bundle, ...change } }));
const answerOf = (who: string) => (saved.get(who) as ServedAccount).answer;
const withSlots = (change: (slot: KeyBundle['slots'][number]) => object) =>
  onRecover((answer) => {
    const slots = answer.bundle.slots.map((slot) => (slot.kind === 'recovery' ? { ...slot, ...change(slot) } : slot));
    return { ...answer, bundle: { ...answer.bundle, slots: slots.toSorted((a, b) => (a.slotId < b.slotId ? -1 : 1)) } };
  });
const bobSlot = () => answerOf(bob.identifier).bundle.slots.find(({ kind }) => kind === 'recovery') as KeyBundle['slots'][number];
const flipped = (text: string) => text.slice(0, -3) + (text.at(-3) === 'A' ? 'B' : 'A') + text.slice(-2);

/** Sorts behind every id that chance makes. */
const lastId = `slt_${'z'.repeat(21)}w`;

const hostile: [string, () => void][] = [
  ['the account of another person', () => onRecover((answer) => ({ ...answer, ...pick(answerOf(bob.identifier)) }))],
  [
    'the account of another person under this id',
    () => onRecover((answer) => ({ ...answer, ...pick(answerOf(bob.identifier)), accountId: kit.accountId })),
  ],
  ['the bundle of another person', () => withBundle(answerOf(bob.identifier).bundle)],
  ['the chain of another person', () => onRecover((answer) => ({ ...answer, entry: answerOf(bob.identifier).entry }))],
  ['the bundle before the last', () => withBundle(older.answer.bundle)],
  ['bundle and chain of before this kit', () => onRecover((answer) => ({ ...answer, ...pick(older.answer) }))],
  ['another public key of the kit', () => withSlots(() => ({ publicKey: bobSlot().publicKey }))],
  ['the slot of somebody else', () => withSlots(() => bobSlot())],
  ['a slot with a flipped bit', () => withSlots((slot) => ({ wrapped: flipped(slot.wrapped) }))],
  ['an origin of somebody else', () => withSlots(() => ({ origin: bobSlot().origin }))],
  ['an origin of another event', () => withSlots((slot) => ({ origin: { ...slot.origin, sequence: 1 } }))],
  ['the slot as one of another kind', () => withSlots(() => ({ kind: 'trustees' }))],
  [
    'no recovery slot',
    () =>
      onRecover((answer) => ({
        ...answer,
        bundle: { ...answer.bundle, slots: answer.bundle.slots.filter(({ kind }) => kind !== 'recovery') },
      })),
  ],
  [
    'a slot that the server added',
    () =>
      onRecover((answer) => ({
        ...answer,
        bundle: { ...answer.bundle, slots: [...answer.bundle.slots, { ...bobSlot(), slotId: lastId }] },
      })),
  ],
  ['sealed keys of somebody else', () => withBundle({ sealedKeys: answerOf(bob.identifier).bundle.sealedKeys })],
  [
    'an unsigned event',
    () =>
      onRecover((answer) => ({
        ...answer,
        entry: { ...answer.entry, events: answer.entry.events.map((event) => ({ ...event, signature: answer.entry.profile.signature })) },
      })),
  ],
];
function pick({ accountId, bundle, entry }: RecoverResponse | ServedAccount['answer']) {
  return { accountId, bundle, entry };
}

describe('a hostile answer to a recovery', () => {
  it.each(hostile)('with %s is refused on a fresh device; nothing more is sent', async (_, mutate) => {
    mutate();
    const fresh = testDevice(server);
    await expect(fresh.session.recover({ kit, identifier, newPassword, device: 'x' })).rejects.toMatchObject({ code: 'E_RECOVERY' });
    expect(fresh.pathsSince(0)).toEqual(['/v1/instance', '/v1/auth/recover']);
    expect([fresh.store.entries.size, fresh.kdf.jobs.length]).toEqual([0, 0]);
    expect(server.accounts).toEqual(saved);
    server.mutate = () => undefined;
    await fresh.session.recover({ kit, identifier, newPassword, device: 'x' });
  });

  it.each([
    ['the kit', () => testDevice(server), 'another account than that of the kit'],
    ['this device', () => device, 'another account than on this device'],
  ])('says when it is of another account than %s', async (_, deviceOf, detail) => {
    onRecover((answer) => ({ ...answer, ...pick(answerOf(bob.identifier)) }));
    const { session } = deviceOf();
    const given = detail.endsWith('kit') ? kit : { account: identifier, words: words() };
    const recovery = session.recover({ kit: given, identifier, newPassword, device: 'x' });
    await expect(recovery).rejects.toMatchObject({ code: 'E_RECOVERY', detail });
  });

  it('is refused by the pins of a device that has seen more', async () => {
    const known = testDevice(server);
    await known.session.login(ann);
    const state = server.account(identifier);
    await known.session.changePassword({ password, newPassword: 'seen only here' });
    const kept = new Map(known.store.entries);
    server.accounts.set(identifier, state);
    await expect(known.session.recover({ kit, newPassword, device: 'x' })).rejects.toMatchObject({ code: 'E_RECOVERY' });
    expect(known.store.entries).toEqual(kept);
    expect(server.account(identifier)).toEqual(state);
  });

  it.each<[string, (identity: Parameters<typeof forgeBundle>[2]) => Promise<ServedAccount>]>([
    [
      'a kit slot of another version',
      (stolen) =>
        forgeBundle(server, identifier, stolen, {
          change: (bundle) => ({
            ...bundle,
            slots: bundle.slots.map(
              (slot) => answerOf(identifier).bundle.slots.find((old) => old.slotId === slot.slotId && old.kind === 'recovery') ?? slot,
            ),
          }),
        }),
    ],
    [
      'a kit slot that vouches for an event to come',
      (stolen) =>
        forgeBundle(server, identifier, stolen, {
          change: (bundle) => ({ ...bundle, slots: bundle.slots.map((slot) => ({ ...slot, origin: { ...slot.origin, sequence: 9 } })) }),
        }),
    ],
  ])('%s is refused, though a thief signed it', async (_, forge) => {
    const owner = testDevice(server);
    await owner.session.login(ann);
    const stolen = { accountKey: owner.session.accountKey(), identities: owner.session.current().identities };
    server.accounts.set(identifier, await forge(stolen));
    const fresh = testDevice(server);
    await expect(fresh.session.recover({ kit, identifier, newPassword, device: 'x' })).rejects.toMatchObject({ code: 'E_RECOVERY' });
    expect(fresh.pathsSince(0)).toEqual(['/v1/instance', '/v1/auth/recover']);
    // Control: the same write without the change.
    server.accounts.set(identifier, saved.get(identifier) as ServedAccount);
    server.accounts.set(identifier, await forgeBundle(server, identifier, stolen));
    await fresh.session.recover({ kit, identifier, newPassword, device: 'x' });
  });
});

describe('the login behind a recovery', () => {
  it.each([
    ['weak parameters', { m: 8, t: 1 }, 'E_KDF'],
    ['absurd parameters', { m: 2 ** 26 }, 'E_KDF'],
    ['too few passes', { t: KDF_DEFAULT.t - 1 }, 'E_KDF'],
    ['too many passes', { t: 11 }, 'E_KDF'],
    ['too many lanes', { p: 17 }, 'E_KDF'],
    ['no memory to speak of', { m: 64 * 1024 - 1 }, 'E_KDF'],
    ['another salt', { salt: toB64u(new Uint8Array(16)) }, 'E_SALT'],
    ['more passes than were set', { t: KDF_DEFAULT.t + 1 }, 'E_SALT'],
  ])('does not give the new password to %s', async (_, change, code) => {
    const fresh = testDevice(server);
    let asked = 0;
    server.mutate = (path, answer) => {
      if (path !== '/v1/auth/prelogin') return undefined;
      asked += 1;
      const { kdf, ...rest } = answer as { kdf: object };
      return asked === 1 ? undefined : { ...rest, kdf: { ...kdf, ...change } };
    };
    await expect(fresh.session.recover({ kit, identifier, newPassword, device: 'x' })).rejects.toMatchObject({ code });
    // One Argon2 for the new slot; none for the server's parameters.
    expect(fresh.kdf.jobs).toHaveLength(1);
    expect(fresh.pathsSince(0)).not.toContain('/v1/auth/login');
    server.mutate = () => undefined;
    await fresh.session.login({ ...ann, password: newPassword });
  });
});
