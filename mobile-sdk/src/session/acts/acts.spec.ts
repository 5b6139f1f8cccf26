import { beforeEach, describe, expect, it } from '@jest/globals';
import { PASSWORD_CHARACTERS, fromB64u, parseStatement, AccountEvent, ACCOUNT_EVENT } from '@sealchart/protocol';
import { openKeys } from '../../crypto/sealed-keys.ts';
import { AccountServer } from '../../testing/account-server.ts';
import type { TestDevice } from '../../testing/test-device.ts';
import { testDevice } from '../../testing/test-device.ts';
import { expectSameState } from '../../testing/whole-account.ts';

const identifier = 'ann@example.org';
const password = 'correct horse battery';
const newPassword = 'a wholly other staple';
const ann = { identifier, password, device: 'spec' };

let server: AccountServer;
let device: TestDevice;
beforeEach(async () => {
  server = new AccountServer();
  device = testDevice(server);
  await device.session.register({ ...ann, name: 'Ann' });
});

const bundleOf = () => server.account(identifier).answer.bundle;
const kindsOf = () =>
  bundleOf()
    .slots.map(({ kind }) => kind)
    .toSorted();
const slotOf = (kind: string) => bundleOf().slots.find((slot) => slot.kind === kind);
const eventsOf = async () => {
  const { events } = server.account(identifier).answer.entry;
  const parsed = events.map((event) => parseStatement(AccountEvent, ACCOUNT_EVENT, server.instance.instanceId, event));
  return (await Promise.all(parsed)).map(({ value }) => value);
};
const otherDevice = async (credentials = ann) => {
  const other = testDevice(server);
  await other.session.login(credentials);
  return other;
};

describe('changing the password', () => {
  it('replaces password slot and login secret, and nothing else', async () => {
    const { session } = device;
    const [key, identity] = [session.accountKey(), session.current().identity];
    const before = slotOf('password');
    await session.changePassword({ password, newPassword });
    expect(session.accountKey()).toEqual(key);
    expect(session.current().identity).toBe(identity);
    expect(slotOf('password')?.slotId).not.toBe(before?.slotId);
    expect(slotOf('password')?.publicKey).not.toBe(before?.publicKey);
    expect(slotOf('password')?.origin.sequence).toBe(2);
    await expectSameState(server, device, { identifier, password: newPassword });
    session.lock();
    await expect(session.unlock({ password })).rejects.toMatchObject({ code: 'E_PASSWORD' });
    await session.unlock({ password: newPassword });
    await expect(session.login(ann)).rejects.toMatchObject({ code: 'E_LOGIN' });
    await session.login({ ...ann, password: newPassword });
  });

  it('ends other sessions; a device that knows the old one asks before it follows', async () => {
    const other = await otherDevice();
    await device.session.changePassword({ password, newPassword });
    await expect(other.session.refresh()).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
    const runs = other.kdf.jobs.length;
    const changed = { ...ann, password: newPassword };
    await expect(other.session.login(changed)).rejects.toMatchObject({ code: 'E_SALT' });
    expect(other.kdf.jobs).toHaveLength(runs);
    await other.session.login({ ...changed, isPasswordChanged: true });
    // The person just gave its secret: the slot needs no further confirmation.
    expect(await other.session.waysIn()).toMatchObject([{ kind: 'password', isConfirmed: true }]);
    await other.session.makeRecoveryKit({ password: newPassword });
  });

  it('keeps what the device has sealed', async () => {
    const { session } = device;
    await session.current().store.write({ put: new Map([['note/1', Uint8Array.of(1)]]) });
    await session.changePassword({ password, newPassword });
    session.lock();
    const { store } = await session.unlock({ password: newPassword });
    expect(await store.getBytes('note/1')).toEqual(Uint8Array.of(1));
  });

  it('takes passwords alike that only look alike, and counts letters, not bytes', async () => {
    const { session } = device;
    const composed = 'caf\u00e9 au lait, deux';
    await session.changePassword({ password, newPassword: composed });
    session.lock();
    await session.unlock({ password: 'cafe\u0301 au lait, deux' });
    await session.changePassword({ password: composed, newPassword: '\u{1f40e}'.repeat(PASSWORD_CHARACTERS) });
    expect(bundleOf().version).toBe(3);
  });
});

describe('a recovery kit', () => {
  it('is a slot and a verifier of its own, and ends the one before', async () => {
    const { session } = device;
    const first = await session.makeRecoveryKit({ password });
    const slot = slotOf('recovery');
    expect(first).toEqual({
      server: 'http://localhost:3000',
      accountId: bundleOf().accountId,
      instanceId: server.instance.instanceId,
      realm: 'localhost',
      logKey: server.instance.logKey,
      words: expect.any(Array),
      madeAt: '2026-06-01T00:00:00Z',
    });
    expect(first.words).toHaveLength(15);
    expect(await session.waysIn()).toEqual(bundleOf().slots.map(({ slotId, kind }) => ({ slotId, kind, isConfirmed: true })));
    const second = await session.makeRecoveryKit({ password });
    expect(second.words).not.toEqual(first.words);
    expect(kindsOf()).toEqual(['password', 'recovery']);
    expect(slotOf('recovery')?.slotId).not.toBe(slot?.slotId);
    await expectSameState(server, device, ann);
    await expect(testDevice(server).session.recover({ kit: first, identifier, newPassword, device: 'x' })).rejects.toMatchObject({
      code: 'E_KIT',
    });
    await testDevice(server).session.recover({ kit: second, identifier, newPassword, device: 'x' });
  });

  it('stays through a change of password and a rotation, though its words are not at hand', async () => {
    const { session } = device;
    const kit = await session.makeRecoveryKit({ password });
    const before = slotOf('recovery');
    await session.changePassword({ password, newPassword });
    await session.rotate({ password: newPassword });
    const after = slotOf('recovery');
    expect({ ...after, wrapped: '' }).toEqual({ ...before, wrapped: '' });
    expect(after?.wrapped).not.toBe(before?.wrapped);
    const fresh = testDevice(server);
    await fresh.session.recover({ kit, identifier, newPassword: 'yet another password', device: 'x' });
    expect(fresh.session.current().chain.keys).toHaveLength(2);
  });
});

describe('a routine rotation', () => {
  it('has a new account key and identity; the old one stays to read with, the password as it is', async () => {
    const { session } = device;
    const [key, { identity, store }] = [session.accountKey(), session.current()];
    const before = slotOf('password');
    await session.rotate({ password });
    const next = session.current();
    expect(session.accountKey()).not.toEqual(key);
    expect(next.identities.map(({ certificate }) => certificate.fingerprint)).toEqual([
      next.account.fingerprint,
      identity.certificate.fingerprint,
    ]);
    expect(next.chain.keys.map(({ retired }) => retired)).toEqual(['routine', undefined]);
    expect(next.profile.fingerprint).toBe(identity.certificate.fingerprint);
    expect(slotOf('password')).toMatchObject({ slotId: before?.slotId, publicKey: before?.publicKey, origin: { sequence: 3 } });
    // What was handed out before goes on.
    await store.write({ put: new Map([['note/1', Uint8Array.of(1)]]) });
    await expectSameState(server, device, ann);
    expect(await session.current().store.getBytes('note/1')).toEqual(Uint8Array.of(1));
    await session.login(ann);
  });

  it('makes keys of the asked kind', async () => {
    const { session } = device;
    await session.rotate({ password, profile: 'rsa' });
    expect(session.current().identity.certificate.profile).toBe('rsa');
    expect(session.certificate()).toMatch(/^-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n\r?\n/);
    await session.rotate({ password });
    expect(session.current().identity.certificate.profile).toBe('rsa');
    await session.rotate({ password, profile: 'modern' });
    await expectSameState(server, device, ann);
    expect(session.current().identities.map(({ certificate }) => certificate.profile)).toEqual(['modern', 'rsa', 'rsa', 'modern']);
  }, 120_000);

  it('leaves a session elsewhere, which asks for the password before it follows', async () => {
    const other = await otherDevice();
    await other.session.current().store.write({ put: new Map([['note/1', Uint8Array.of(1)]]) });
    const kept = new Map(other.store.entries);
    await device.session.rotate({ password });
    await expect(other.session.refresh()).rejects.toMatchObject({ code: 'E_KEYS_RENEWED' });
    expect(other.store.entries).toEqual(kept);
    await other.session.login(ann);
    // What the device had sealed before opens with the former identity.
    expect(await other.session.current().store.getBytes('note/1')).toEqual(Uint8Array.of(1));
    await other.session.refresh();
  });
});

describe('securing the account', () => {
  it('renews everything: key, identity, password, kit and device token', async () => {
    const { session, store } = device;
    const kit = await session.makeRecoveryKit({ password });
    const [key, before, token] = [session.accountKey(), bundleOf(), store.entries.get('device-token')];
    const secured = await session.secure({ password, newPassword, suspectedSince: '2026-05-01T00:00:00Z' });
    expect(secured.dropped).toEqual([]);
    expect(session.accountKey()).not.toEqual(key);
    const ids = before.slots.map(({ slotId }) => slotId);
    expect(bundleOf().slots.filter(({ slotId }) => ids.includes(slotId))).toEqual([]);
    expect(kindsOf()).toEqual(['password', 'recovery']);
    expect(await eventsOf()).toMatchObject([
      { kind: 'create' },
      { kind: 'bundle' },
      { kind: 'bundle' },
      { kind: 'rotate', cause: 'compromise', suspectedSince: '2026-05-01T00:00:00Z' },
      { kind: 'bundle', bundleVersion: 3 },
    ]);
    expect(store.entries.get('device-token')).not.toEqual(token);
    const kept: unknown = JSON.parse(Buffer.from(store.entries.get('device-token') ?? []).toString());
    expect(Array.from(server.devices)).toEqual([[kept, identifier]]);
    await expectSameState(server, device, { identifier, password: newPassword });
    await expect(testDevice(server).session.login(ann)).rejects.toMatchObject({ code: 'E_LOGIN' });
    const lost = testDevice(server).session.recover({ kit, identifier, newPassword: 'never to be used', device: 'x' });
    await expect(lost).rejects.toMatchObject({ code: 'E_KIT' });
    await testDevice(server).session.recover({ kit: secured.kit, identifier, newPassword: 'the third password', device: 'x' });
  });

  it('looks around before the keys so far are given up, but not for anybody without the password', async () => {
    const { session } = device;
    const looked: number[] = [];
    const beforeRotation = async () => void looked.push(session.current().chain.keys.length);
    await expect(session.secure({ password: 'not this one at all', newPassword, beforeRotation })).rejects.toMatchObject({
      code: 'E_PASSWORD',
    });
    expect(looked).toEqual([]);
    await session.secure({ password, newPassword, beforeRotation });
    expect([looked, session.current().chain.keys.length]).toEqual([[1], 2]);
  });

  it('leaves an old bundle with the old password worth nothing more than before', async () => {
    const { session } = device;
    const key = session.accountKey();
    await session.secure({ password, newPassword });
    await expect(openKeys(key, server.instance.instanceId, bundleOf())).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });
});

describe('closing the account', () => {
  it.each(['closed', 'compromise'] as const)('for the cause %s ends the chain and leaves nothing on this device', async (cause) => {
    const { session, store } = device;
    const events: unknown[] = [];
    server.mutate = (path, _, { body }) => void (path.endsWith('/close') && events.push(JSON.parse(body ?? '')));
    const { identity } = session.current();
    await session.closeAccount({ password, cause });
    expect(store.entries.size).toBe(0);
    expect(await session.state()).toBe('empty');
    expect(server.accounts.size).toBe(0);
    const [{ event }] = events as [{ event: { statement: string } }];
    expect(JSON.parse(Buffer.from(fromB64u(event.statement)).toString())).toMatchObject({
      kind: 'revoke',
      sequence: 3,
      cause,
      fingerprint: identity.certificate.fingerprint,
    });
  });

  it('keeps everything when the server does not confirm it', async () => {
    const { session, store } = device;
    server.mutate = (path) => (path.endsWith('/close') ? 'nothing' : undefined);
    const kept = new Map(store.entries);
    device.faults.plan({ at: 3, moment: 'before', kind: 'death' });
    await expect(session.closeAccount({ password, cause: 'closed' })).rejects.toMatchObject({ code: 'E_NETWORK' });
    expect(store.entries).toEqual(kept);
    expect(await session.state()).toBe('unlocked');
  });
});

describe('secrets', () => {
  it('are overwritten once there are new ones', async () => {
    const drawn: Uint8Array[] = [];
    const random = {
      bytes(count: number) {
        const draw = device.random.bytes(count);
        drawn.push(draw);
        return draw;
      },
    };
    const other = testDevice(server, { random });
    await other.session.login(ann);
    drawn.length = 0;
    await other.session.rotate({ password });
    const key = drawn.find(({ length }) => length === 32);
    expect(other.session.accountKey()).toEqual(key);
    await other.session.rotate({ password });
    expect(key).toEqual(new Uint8Array(32));
    const last = drawn.findLast(({ length }) => length === 32);
    expect(other.session.accountKey()).toEqual(last);
    other.session.lock();
    expect(last).toEqual(new Uint8Array(32));
  });

  it('stay on the device through all acts', async () => {
    const { session, http, kdf, random, store } = device;
    const kit = await session.makeRecoveryKit({ password });
    await session.changePassword({ password, newPassword });
    const keys = [session.accountKey()];
    await session.rotate({ password: newPassword });
    keys.push(session.accountKey());
    await session.secure({ password: newPassword, newPassword: password });
    keys.push(session.accountKey());
    const sent = http.exchanges.map(({ request }) => JSON.stringify(request)).join('\n');
    const kept = Array.from(store.entries.values(), (value) => Buffer.from(value).toString('latin1')).join('\n');
    const drawn = random.drawn.filter(({ length }) => length === 32 || length === 20);
    const secrets = [...keys, ...drawn, ...kdf.jobs.flatMap(({ job, stretch }) => [job.password, stretch])];
    expect(secrets.length).toBeGreaterThan(10);
    for (const secret of secrets) {
      for (const encoding of ['base64url', 'hex', 'latin1'] as const) {
        const text = Buffer.from(secret).toString(encoding);
        expect([sent.includes(text), kept.includes(text)]).toEqual([false, false]);
      }
    }
    expect(sent).not.toContain(kit.words.join(' '));
  });
});
