import { beforeEach, describe, expect, it } from '@jest/globals';
import { LoginRequest } from '@sealchart/protocol';
import { AccountServer } from '../testing/account-server.ts';
import type { TestDevice } from '../testing/test-device.ts';
import { testDevice } from '../testing/test-device.ts';

const ann = { identifier: 'ann@example.org', password: 'correct horse battery', device: 'spec' };

let server: AccountServer;
beforeEach(() => {
  server = new AccountServer();
});

const loginsOf = ({ http }: TestDevice) =>
  http.exchanges
    .filter(({ request }) => request.url.endsWith('/auth/login'))
    .map(({ request }) => LoginRequest.parse(JSON.parse(request.body ?? '')));
const tokenIn = ({ store }: TestDevice): unknown => {
  const entry = store.entries.get('device-token');
  return entry && JSON.parse(Buffer.from(entry).toString());
};

describe('a session in the answer', () => {
  it('is refused without a token', async () => {
    const device = testDevice(server);
    server.mutate = (path, answer) => (path === '/v1/auth/login' ? { ...(answer as object), token: undefined } : undefined);
    await expect(device.session.register({ ...ann, name: 'Ann' })).rejects.toMatchObject({ code: 'E_ANSWER' });
    expect(device.store.entries.size).toBe(0);
    server.mutate = () => undefined;
    await device.session.login(ann);
    expect(loginsOf(device).map(({ sessionIn }) => sessionIn)).toEqual([undefined, undefined]);
  });
});

describe('a session in a cookie', () => {
  it('keeps no token and sends none; all else is alike', async () => {
    const device = testDevice(server);
    const session = device.open({ sessionIn: 'cookie' });
    await session.register({ ...ann, name: 'Ann' });
    expect(loginsOf(device)).toMatchObject([{ sessionIn: 'cookie' }]);
    expect(tokenIn(device)).toBeUndefined();
    await session.makeRecoveryKit(ann);
    session.lock();
    await session.unlock(ann);
    await session.refresh();
    expect(device.http.exchanges.filter(({ request }) => 'authorization' in request.headers)).toEqual([]);
    await session.logout();
    expect(device.http.exchanges.at(-1)?.request.url).toMatch(/logout$/);
  });

  it('is not mistaken for a token of before', async () => {
    const device = testDevice(server);
    await device.session.register({ ...ann, name: 'Ann' });
    device.session.lock();
    const session = device.open({ sessionIn: 'cookie' });
    await session.unlock(ann);
    await expect(session.refresh()).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
    await session.login(ann);
    await session.refresh();
    session.lock();
    await device.session.unlock(ann);
    await expect(device.session.refresh()).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
  });
});

describe('a device token', () => {
  it('is shown at the next login and recovery, replaced by each answer, and goes with the logout', async () => {
    const device = testDevice(server);
    const { session } = device;
    await session.register({ ...ann, name: 'Ann' });
    const first = tokenIn(device);
    expect(server.devices.get(String(first))).toBe(ann.identifier);
    await session.login(ann);
    const second = tokenIn(device);
    expect(second).not.toEqual(first);
    expect(loginsOf(device).map(({ deviceToken }) => deviceToken)).toEqual([undefined, first]);
    const kit = await session.makeRecoveryKit(ann);
    await session.recover({ kit, newPassword: 'a wholly other staple', device: 'spec' });
    const recovery = device.http.exchanges.find(({ request }) => request.url.endsWith('/auth/recover'));
    expect(JSON.parse(recovery?.request.body ?? '')).toMatchObject({ deviceToken: second });
    // The write of the recovery tells one for the login behind it: strangers who guess do not delay that either.
    const written = device.http.exchanges.findLast(({ request }) => request.url.endsWith('/me/bundle'));
    const { deviceToken: told } = JSON.parse(written?.response?.body ?? '') as { deviceToken: string };
    expect(told).toHaveLength(43);
    expect(loginsOf(device).at(-1)).toMatchObject({ deviceToken: told });
    await session.logout();
    expect(tokenIn(device)).toBeUndefined();
    await session.login({ ...ann, password: 'a wholly other staple' });
    expect(loginsOf(device).at(-1)?.deviceToken).toBeUndefined();
  });

  it('stays while the server gives no other one', async () => {
    const device = testDevice(server);
    await device.session.register({ ...ann, name: 'Ann' });
    const token = tokenIn(device);
    server.mutate = (path, answer) => (path === '/v1/auth/login' ? { ...(answer as object), deviceToken: undefined } : undefined);
    await device.session.login(ann);
    expect(tokenIn(device)).toEqual(token);
  });

  it('is not shown to a server at another address', async () => {
    const device = testDevice(server);
    await device.session.register({ ...ann, name: 'Ann' });
    await device.open({ server: 'http://localhost:3001' }).login(ann);
    expect(loginsOf(device).at(-1)).not.toHaveProperty('deviceToken');
    // From then on it is that server's.
    await device.open({ server: 'http://localhost:3001' }).login(ann);
    expect(loginsOf(device).at(-1)).toHaveProperty('deviceToken');
  });
});

describe('a login that says the password was changed', () => {
  it.each([
    ['weak parameters', { m: 8, t: 1 }],
    ['too few passes', { t: 2 }],
    ['no lane', { p: 17 }],
    ['absurd parameters', { m: 2 ** 26 }],
    ['too many passes', { t: 11 }],
  ])('still refuses %s before Argon2', async (_, change) => {
    const device = testDevice(server);
    await device.session.register({ ...ann, name: 'Ann' });
    const runs = device.kdf.jobs.length;
    server.mutate = (path, answer) => {
      const { kdf, ...rest } = answer as { kdf: object };
      return path === '/v1/auth/prelogin' ? { ...rest, kdf: { ...kdf, ...change } } : undefined;
    };
    await expect(device.session.login({ ...ann, isPasswordChanged: true })).rejects.toMatchObject({ code: 'E_KDF' });
    expect(device.kdf.jobs).toHaveLength(runs);
    server.mutate = () => undefined;
    await device.session.login({ ...ann, isPasswordChanged: true });
  });
});
