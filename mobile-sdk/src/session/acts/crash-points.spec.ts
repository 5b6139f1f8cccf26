import { describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import type { RecoveryKit } from '../../client-api/account.ts';
import { AccountServer } from '../../testing/account-server.ts';
import type { Fault } from '../../testing/faults.ts';
import type { TestDevice } from '../../testing/test-device.ts';
import { testDevice } from '../../testing/test-device.ts';
import { expectSameState } from '../../testing/whole-account.ts';
import type { Session } from '../session.ts';

const identifier = 'ann@example.org';
const password = 'correct horse battery';
const newPassword = 'a wholly other staple';
const ann = { identifier, password, device: 'spec' };
const note = Uint8Array.of(1, 2, 3);

interface Scene {
  readonly server: AccountServer;
  readonly device: TestDevice;
  readonly kit: RecoveryKit;
}

/** An account with a kit, open on a device that keeps something. */
async function setUp(): Promise<Scene> {
  const server = new AccountServer();
  const device = testDevice(server);
  await device.session.register({ ...ann, name: 'Ann' });
  const kit = await device.session.makeRecoveryKit({ password });
  await device.session.current().store.write({ put: new Map([['note/1', note]]) });
  return { server, device, kit };
}

const acts: Record<string, (session: Session, kit: RecoveryKit) => Promise<unknown>> = {
  'changing the password': (session) => session.changePassword({ password, newPassword }),
  'making a kit': (session) => session.makeRecoveryKit({ password }),
  'a rotation': (session) => session.rotate({ password }),
  'securing the account': (session) => session.secure({ password, newPassword }),
  'logging in': (session) => session.login(ann),
  'recovering on this device': (session, kit) => session.recover({ kit, newPassword, device: 'spec' }),
};

/** Acts that end with a new password: of their interruptions some leave the old one, some the new one. */
const changing = new Set(['changing the password', 'securing the account', 'recovering on this device']);

/** Opens what the crash left, with whichever password opens it. */
async function openAgain({ device }: Scene): Promise<{ session: Session; opened: string }> {
  const session = device.open();
  for (const opened of [password, newPassword]) {
    try {
      await session.unlock({ password: opened });
      return { session, opened };
    } catch (error) {
      if (!(error instanceof SealchartError) || error.code !== 'E_PASSWORD') throw error;
    }
  }
  throw new Error('neither password opens this device');
}

/** What a person does next: goes on working, or logs in once more if that is what it says. */
async function goOn(scene: Scene): Promise<string> {
  const { session, opened } = await openAgain(scene);
  try {
    await session.refresh();
    expect(await session.current().store.getBytes('note/1')).toEqual(note);
    session.lock();
    return (await openAgain(scene)).opened;
  } catch (error) {
    if (!(error instanceof SealchartError) || !['E_UNAUTHENTICATED', 'E_KEYS_RENEWED'].includes(error.code)) throw error;
  }
  for (const candidate of [opened, opened === password ? newPassword : password]) {
    try {
      await session.login({ ...ann, password: candidate });
      expect(await session.current().store.getBytes('note/1')).toEqual(note);
      return candidate;
    } catch (error) {
      if (!(error instanceof SealchartError) || error.code !== 'E_LOGIN') throw error;
    }
  }
  throw new Error('locked out');
}

async function callsOf(act: (session: Session, kit: RecoveryKit) => Promise<unknown>): Promise<number> {
  const { device, kit } = await setUp();
  device.faults.plan(undefined);
  await act(device.session, kit);
  return device.faults.calls;
}

describe.each(Object.entries(acts))('%s', (name, act) => {
  it.each([
    ['death', 'before'],
    ['death', 'after'],
    ['once', 'before'],
    ['once', 'after'],
  ] as const)(
    'leaves the old or the new state, whole, wherever it is interrupted: %s %s a call',
    async (kind, moment) => {
      const calls = await callsOf(act);
      expect(calls).toBeGreaterThan(2);
      const passwords = new Set<string>();
      for (let at = 1; at <= calls; at += 1) {
        const scene = await setUp();
        const { server, device, kit } = scene;
        const fault: Fault = { at, moment, kind };
        device.faults.plan(fault);
        const outcome = await act(device.session, kit).then(
          () => 'done',
          (error: unknown) => (error instanceof SealchartError ? error.code : error),
        );
        device.faults.plan(undefined);
        if (kind === 'death') device.session.lock();
        expect([name, fault, ['done', 'E_NETWORK', 'E_STORE'].includes(String(outcome))]).toEqual([name, fault, true]);
        const opened = await goOn(scene);
        passwords.add(opened);
        await expectSameState(server, device, { identifier, password: opened });
        // And the next act goes through.
        const next = device.open();
        await next.unlock({ password: opened });
        await next.makeRecoveryKit({ password: opened });
      }
      // Where all goes on after one failed call, an act may always reach its end.
      const isBoth = passwords.size === 2;
      expect([name, isBoth]).toEqual([name, kind === 'death' ? changing.has(name) : isBoth]);
    },
    60_000,
  );
});

describe('a lost answer', () => {
  it('to a change of the password leaves both ways: the old one here, the new one at the server', async () => {
    const { server, device } = await setUp();
    device.faults.plan({ at: 3, moment: 'after', kind: 'death' });
    await expect(device.session.changePassword({ password, newPassword })).rejects.toMatchObject({ code: 'E_NETWORK' });
    expect(device.pathsSince(device.http.exchanges.length - 1)).toEqual(['/v1/accounts/me/bundle']);
    device.faults.plan(undefined);
    const session = device.open();
    await expect(session.unlock({ password: newPassword })).rejects.toMatchObject({
      code: 'E_PASSWORD',
      detail: expect.stringMatching(/log in once more/),
    });
    await expect(session.unlock({ password: 'neither of the two' })).rejects.toMatchObject({ code: 'E_PASSWORD' });
    await session.unlock({ password });
    session.lock();
    // The server asks for settings that this device has sent, but not seen confirmed.
    await session.login({ ...ann, password: newPassword });
    await expectSameState(server, device, { identifier, password: newPassword });
  });

  it('to a change of the password is found out about before the password is asked for', async () => {
    const { device } = await setUp();
    device.faults.plan({ at: 3, moment: 'after', kind: 'death' });
    await expect(device.session.changePassword({ password, newPassword })).rejects.toMatchObject({ code: 'E_NETWORK' });
    device.faults.plan(undefined);
    await expect(device.session.makeRecoveryKit({ password })).rejects.toMatchObject({ code: 'E_PASSWORD' });
    await device.session.makeRecoveryKit({ password: newPassword });
  });

  it('is no failure when the server says at once that it took the write', async () => {
    const { server, device } = await setUp();
    device.faults.plan({ at: 3, moment: 'after', kind: 'once' });
    await device.session.rotate({ password });
    await expectSameState(server, device, ann);
    server.mutate = (path) => (path === '/v1/accounts/me/bundle' ? { gibberish: true } : undefined);
    const kit = await device.session.makeRecoveryKit({ password });
    server.mutate = () => undefined;
    await expectSameState(server, device, ann);
    expect((await device.session.waysIn()).some(({ isUnseen }) => isUnseen)).toBe(false);
    await testDevice(server).session.recover({ kit, identifier, newPassword, device: 'x' });
  });

  it('with the words of a kit is told, until there is a new one', async () => {
    const { server, device } = await setUp();
    device.faults.plan({ at: 3, moment: 'after', kind: 'death' });
    await expect(device.session.makeRecoveryKit({ password })).rejects.toMatchObject({ code: 'E_NETWORK' });
    device.faults.plan(undefined);
    await device.session.refresh();
    const unseen = async () => (await device.session.waysIn()).filter(({ isUnseen }) => isUnseen).map(({ kind }) => kind);
    expect(await unseen()).toEqual(['recovery']);
    await device.session.changePassword({ password, newPassword });
    expect(await unseen()).toEqual(['recovery']);
    await device.session.makeRecoveryKit({ password: newPassword });
    expect(await unseen()).toEqual([]);
    await expectSameState(server, device, { identifier, password: newPassword });
  });

  it('with the words of a kit is told after a login, too', async () => {
    const { device } = await setUp();
    device.faults.plan({ at: 3, moment: 'after', kind: 'death' });
    await expect(device.session.makeRecoveryKit({ password })).rejects.toMatchObject({ code: 'E_NETWORK' });
    device.faults.plan(undefined);
    await device.session.login(ann);
    const ways = await device.session.waysIn();
    expect(ways.find(({ kind }) => kind === 'recovery')).toMatchObject({ isConfirmed: true, isUnseen: true });
  });

  it('is recognised though another device wrote on top of it', async () => {
    const { server, device } = await setUp();
    device.faults.plan({ at: 3, moment: 'after', kind: 'death' });
    await expect(device.session.rotate({ password })).rejects.toMatchObject({ code: 'E_NETWORK' });
    device.faults.plan(undefined);
    const other = testDevice(server);
    await other.session.login(ann);
    await other.session.makeRecoveryKit({ password });
    await device.session.refresh();
    expect(device.session.accountKey()).toEqual(other.session.accountKey());
    expect(await device.session.waysIn()).toMatchObject(
      server.account(identifier).answer.bundle.slots.map(({ kind }) => ({ kind, isConfirmed: kind === 'password' })),
    );
  });
});

describe('a write that the server refused', () => {
  it('is forgotten at once', async () => {
    const { server, device } = await setUp();
    const entries = () => [...device.store.entries].filter(([key]) => !key.startsWith('mark/'));
    const kept = entries();
    const refusing = server.send;
    server.send = async (request) => {
      if (!request.url.endsWith('/bundle')) return refusing(request);
      return { status: 400, headers: {}, body: JSON.stringify({ type: 'x', title: 't', todo: 'd', status: 400, code: 'E_REQUEST' }) };
    };
    const broken = testDevice(server, { store: device.store });
    await broken.session.unlock({ password });
    await expect(broken.session.rotate({ password })).rejects.toMatchObject({ code: 'E_REQUEST' });
    expect(new Map(entries())).toEqual(new Map(kept));
    expect(await broken.session.waysIn()).toHaveLength(2);
  });
});

describe('a lock on the way', () => {
  it('is kept to, though the server took the write; the next act finds out', async () => {
    const { server, device } = await setUp();
    server.mutate = (path) => void (path.endsWith('/bundle') && device.session.lock());
    await expect(device.session.rotate({ password })).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(await device.session.state()).toBe('locked');
    server.mutate = () => undefined;
    await device.session.unlock({ password });
    expect(device.session.current().chain.keys).toHaveLength(1);
    await device.session.refresh();
    expect(device.session.current().chain.keys).toHaveLength(2);
    await expectSameState(server, device, ann);
  });

  it('is kept to in the very moment in which the new state is written here', async () => {
    const { server, device } = await setUp();
    const { store } = device;
    const locking = testDevice(server, {
      store: {
        ...store,
        async write(changes) {
          await store.write(changes);
          if (changes.put?.has('bundle') && changes.remove?.includes('pending')) locking.session.lock();
        },
      },
    });
    await locking.session.unlock({ password });
    await expect(locking.session.rotate({ password })).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(await locking.session.state()).toBe('locked');
    await device.open().unlock({ password });
    await expectSameState(server, device, ann);
  });

  it('is kept to while news are taken in', async () => {
    const { server, device } = await setUp();
    const other = testDevice(server);
    await other.session.login(ann);
    await other.session.makeRecoveryKit({ password });
    server.mutate = (path) => void (path === '/v1/accounts/me' && device.session.lock());
    await expect(device.session.refresh()).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(await device.session.state()).toBe('locked');
    server.mutate = () => undefined;
    await device.session.unlock({ password });
    await device.session.refresh();
    await expectSameState(server, device, ann);
  });
});
