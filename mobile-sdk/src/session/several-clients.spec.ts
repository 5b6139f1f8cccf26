import { beforeEach, describe, expect, it } from '@jest/globals';
import { createClient } from '../client.ts';
import type { SealchartClient } from '../client-api/client.ts';
import { AccountServer } from '../testing/account-server.ts';
import type { TestDevice } from '../testing/test-device.ts';
import { TEST_ADDRESS, testDevice } from '../testing/test-device.ts';

const password = 'correct horse battery';
const newPassword = 'a wholly other staple';
const ann = { identifier: 'ann@example.org', password, device: 'spec' };

/** Two windows on one store; the first has made the account, the second was unlocked with its key. */
async function setUp() {
  const server = new AccountServer();
  const device = testDevice(server);
  const open = (): SealchartClient => createClient({ server: TEST_ADDRESS, client: { name: 'spec', version: '1' }, ports: device.ports });
  const [one, two] = [open(), open()];
  await one.register({ ...ann, name: 'Ann' });
  await two.unlockWithKey(one.accountKey());
  return { server, device, open, one, two };
}

let scene: Awaited<ReturnType<typeof setUp>>;
let server: AccountServer;
let device: TestDevice;
let one: SealchartClient;
let two: SealchartClient;
beforeEach(async () => {
  scene = await setUp();
  ({ server, device, one, two } = scene);
});

describe('two clients of one store', () => {
  it('follow a password that the other one changed, and stay unlocked', async () => {
    await one.changePassword({ password, newPassword });
    await expect(two.makeRecoveryKit({ password })).rejects.toMatchObject({ code: 'E_PASSWORD' });
    await two.makeRecoveryKit({ password: newPassword });
    expect(await one.waysIn()).toEqual(await two.waysIn());
    expect((await one.waysIn()).map(({ kind, isConfirmed }) => [kind, isConfirmed]).toSorted()).toEqual([
      ['password', true],
      ['recovery', true],
    ]);
    const third = scene.open();
    await third.unlock({ password: newPassword });
    expect(third.accountKey()).toEqual(two.accountKey());
    expect(server.account(ann.identifier).answer.bundle.version).toBe(3);
  });

  it('take acts on the keys one after the other, whoever asks first', async () => {
    const outcomes = await Promise.allSettled([
      one.makeRecoveryKit({ password }),
      two.changePassword({ password, newPassword }),
      one.makeRecoveryKit({ password: newPassword }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(server.account(ann.identifier).answer.bundle.version).toBe(4);
    expect(await one.waysIn()).toEqual(await two.waysIn());
  });

  it('lock where the other one made a new account key, and open again with the password', async () => {
    await one.rotate({ password });
    await expect(two.makeRecoveryKit({ password })).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(await two.state()).toBe('locked');
    expect(() => two.account()).toThrow(expect.objectContaining({ code: 'E_LOCKED' }));
    expect((await two.unlock({ password })).fingerprint).toBe(one.account().fingerprint);
    await two.makeRecoveryKit({ password });
    expect(await one.waysIn()).toHaveLength(2);
  });

  it('lock where the other one logged out, and say that nothing is left', async () => {
    const key = two.accountKey();
    await one.logout();
    await expect(two.list()).rejects.toMatchObject({ code: 'E_NOT_LOGGED_IN' });
    expect(await two.state()).toBe('empty');
    await expect(two.unlockWithKey(key)).rejects.toMatchObject({ code: 'E_NOT_LOGGED_IN' });
    expect([...device.store.entries.keys()]).toEqual([]);
  });

  it('lock where the other one logged out and in again: the store has another key', async () => {
    await one.logout();
    await one.login(ann);
    expect(await two.state()).toBe('locked');
    await expect(two.makeRecoveryKit({ password })).rejects.toMatchObject({ code: 'E_LOCKED' });
    await two.unlockWithKey(one.accountKey());
    await two.makeRecoveryKit({ password });
    expect(await one.waysIn()).toHaveLength(2);
  });

  it('watch no longer what the other one locked', async () => {
    const ended = Promise.withResolvers<{ code: string }>();
    const { http } = device.ports;
    const never = new Promise<never>(() => undefined);
    const send: typeof http.send = (request) => (request.url.includes('/feed') ? never : http.send(request));
    const watching = createClient({
      server: TEST_ADDRESS,
      client: { name: 'spec', version: '1' },
      ports: { ...device.ports, http: { send } },
    });
    await watching.unlockWithKey(one.accountKey());
    watching.watch({ onMore: () => undefined, onEnd: (error) => ended.resolve(error) });
    await one.rotate({ password });
    await expect(watching.list()).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(await ended.promise).toMatchObject({ code: 'E_LOCKED' });
  });

  it('take the session over that the other one began when theirs had ended', async () => {
    server.sessions.clear();
    await expect(two.makeRecoveryKit({ password })).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
    await one.login(ann);
    await two.makeRecoveryKit({ password });
    expect(await one.waysIn()).toHaveLength(2);
  });

  it('logs in once where two windows try at the same time', async () => {
    await one.logout();
    await expect(two.list()).rejects.toMatchObject({ code: 'E_NOT_LOGGED_IN' });
    const [first, second] = await Promise.all([one.login(ann), two.login(ann)]);
    expect(first.accountId).toBe(second.accountId);
    await one.changePassword({ password, newPassword });
    await two.makeRecoveryKit({ password: newPassword });
  });

  it('finds out from the server what became of a write whose window was closed in the middle', async () => {
    const broken = testDevice(server, { store: device.store });
    const window = createClient({
      server: TEST_ADDRESS,
      client: { name: 'spec', version: '1' },
      ports: { ...broken.ports, store: broken.faults.store(device.store) },
    });
    await window.unlockWithKey(one.accountKey());
    let bundles = 0;
    server.mutate = (path) => {
      if (path.endsWith('/bundle')) {
        bundles += 1;
        broken.faults.plan({ at: 1, moment: 'before', kind: 'death' });
      }
    };
    await expect(window.changePassword({ password, newPassword })).rejects.toMatchObject({ code: 'E_STORE' });
    server.mutate = () => undefined;
    expect(bundles).toBe(1);
    await expect(two.makeRecoveryKit({ password })).rejects.toMatchObject({ code: 'E_PASSWORD' });
    await two.makeRecoveryKit({ password: newPassword });
    expect(await one.waysIn()).toHaveLength(2);
  });
});

describe('a window that was frozen in the middle of an act', () => {
  it('does not take back what the others did meanwhile', async () => {
    const asleep = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const { http } = device.ports;
    const frozen = createClient({
      server: TEST_ADDRESS,
      client: { name: 'spec', version: '1' },
      ports: {
        ...device.ports,
        // A host that cannot keep its windows apart.
        store: { ...device.store, exclusive: (act) => act() },
        http: {
          async send(request) {
            const answer = await http.send(request);
            if (!request.url.endsWith('/head')) return answer;
            reached.resolve();
            await asleep.promise;
            return answer;
          },
        },
      },
    });
    await frozen.unlockWithKey(one.accountKey());
    const act = frozen.makeRecoveryKit({ password });
    await reached.promise;
    await two.changePassword({ password, newPassword });
    const left = new Map(device.store.entries);
    asleep.resolve();
    await expect(act).rejects.toMatchObject({ code: 'E_BUSY' });
    expect(device.store.entries).toEqual(left);
    await one.makeRecoveryKit({ password: newPassword });
    expect(await frozen.waysIn()).toHaveLength(2);
  });

  it('leaves nothing behind for the next account when it writes after a logout', async () => {
    const late = new Map([['element/late', Uint8Array.of(1)]]);
    await one.logout();
    await device.store.write({ put: late });
    await two.login(ann);
    expect(device.store.entries.has('element/late')).toBe(false);
    expect(await two.list()).toEqual([]);
  });

  it('makes the others say that it is at work, and begins nothing', async () => {
    const holding = Promise.withResolvers<void>();
    const { store } = device;
    const held = store.exclusive(() => holding.promise);
    const impatient = createClient({
      server: TEST_ADDRESS,
      client: { name: 'spec', version: '1' },
      ports: { ...device.ports, store: { ...store, exclusive: (act) => store.exclusive(act, { patienceMs: 20 }) } },
    });
    await impatient.unlockWithKey(one.accountKey());
    const before = device.http.exchanges.length;
    await expect(impatient.changePassword({ password, newPassword })).rejects.toMatchObject({ code: 'E_BUSY' });
    expect(device.http.exchanges.length).toBe(before);
    expect(await impatient.waysIn()).toHaveLength(1);
    await impatient.logout();
    expect([...store.entries.keys()]).toEqual([]);
    holding.resolve();
    await held;
  });
});
