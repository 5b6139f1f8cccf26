import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InstanceResponse, PreloginResponse } from '@sealchart/protocol';
import type { HttpClient, RecoveryKit } from '@sealchart/sdk';
import { fastKdf } from '@sealchart/sdk/testing';
import { outcomeOf, tryIn } from './support/account-checks.ts';
import { AccountDevice } from './support/account-device.ts';
import { BundleTable, kdfOf } from './support/bundle-table.ts';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import { OwnedAccount } from './support/owned-account.ts';

/** One person with an account on each of two servers, under one address and with one password. */
interface Home {
  readonly server: InProcessServer;
  readonly owner: OwnedAccount;
  readonly device: AccountDevice;
}
let a: Home;
let b: Home;

beforeAll(async () => {
  a = await settle(await startServer());
  b = await settle(await startServer(), a.owner);
}, 60_000);
afterAll(async () => {
  for (const { server, owner } of [a, b]) {
    await owner.bundles.close();
    await server.close();
  }
});

async function settle(server: InProcessServer, same?: OwnedAccount): Promise<Home> {
  const owner = new OwnedAccount(server, await BundleTable.of(server));
  if (same) Object.assign(owner, { identifier: same.identifier, password: same.password });
  const device = new AccountDevice(server);
  await owner.register(device);
  const act = owner.plan('makeRecoveryKit');
  await owner.settle(act, await act.run(device.client));
  return { server, owner, device };
}

/** The last body that a device sent to a path. */
const bodyOf = ({ traffic }: AccountDevice, path: string): string =>
  traffic.exchanges.findLast(({ request }) => request.url.endsWith(path))?.request.body ?? '';
/** Sends a body with the session of a device, as its program would. */
async function sendAs({ server, device }: Home, path: string, body: string): Promise<{ readonly status: number; readonly code: unknown }> {
  const { headers } = device.traffic.exchanges.findLast(({ request }) => 'authorization' in request.headers)?.request ?? { headers: {} };
  const answer = await server.http.send({ method: 'POST', url: server.url + path, headers, body });
  return { status: answer.status, code: answer.body === '' ? undefined : (JSON.parse(answer.body) as { code?: string }).code };
}

describe('what a person shows one server', () => {
  it('is worth nothing at another: neither the secret of the same password nor that of the kit', async () => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const { password, kit } = from.owner.newest;
      expect(await tryIn(to.owner, 'login', password.login)).toBe('E_LOGIN');
      expect(await tryIn(to.owner, 'recover', kit?.login ?? '')).toBe('E_KIT');
      expect(await tryIn(from.owner, 'login', password.login)).toBe('in');
      expect(await tryIn(from.owner, 'recover', kit?.login ?? '')).toBe('in');
    }
  });

  it('opens no bundle there', async () => {
    expect(await b.owner.opens(a.owner.newest.loot, b.owner.newest.bundle)).toBe(false);
    expect(await a.owner.opens(a.owner.newest.loot, a.owner.newest.bundle)).toBe(true);
  });

  it('in signed form is refused there: a registration with its certificate, a bundle, the end of the account', async () => {
    const identifier = `copied.${crypto.randomUUID()}@example.org`;
    const copied = JSON.stringify({ ...(JSON.parse(bodyOf(a.device, '/v1/accounts')) as object), identifier });
    const before = await b.owner.bundles.newest(b.owner.accountId);
    expect(await sendAs(b, '/v1/accounts', copied)).toMatchObject({
      status: expect.any(Number),
      code: expect.stringMatching(/^E_(BIND|INSTANCE|CONTEXT)$/),
    });
    expect(await b.owner.bundles.newest(a.owner.accountId)).toBeUndefined();
    const bundle = bodyOf(a.device, '/v1/accounts/me/bundle');
    expect(await sendAs(b, '/v1/accounts/me/bundle', bundle)).toMatchObject({
      code: expect.stringMatching(/^E_(BIND|INSTANCE|CONTEXT|CONFLICT)$/),
    });
    const next = JSON.stringify({
      ...(JSON.parse(bundle) as { bundle: object }),
      expectedVersion: 2,
      bundle: { ...(JSON.parse(bundle) as { bundle: object }).bundle, version: 3 },
    });
    expect(await sendAs(b, '/v1/accounts/me/bundle', next)).toMatchObject({ code: 'E_BIND' });
    // One who ends the account at A, and whose last word A passes on.
    const closing = await settle(a.server);
    await closing.device.client.closeAccount({ password: closing.owner.password, cause: 'closed' });
    expect(await sendAs(b, '/v1/accounts/me/close', bodyOf(closing.device, '/close'))).toMatchObject({
      code: expect.stringMatching(/^E_(INSTANCE|CONTEXT|AUTHOR|BIND)$/),
    });
    await closing.owner.bundles.close();
    expect(await b.owner.bundles.newest(b.owner.accountId)).toEqual(before);
    await b.device.client.sync();
  });
});

const recover = (kit: RecoveryKit | { account: string; words: string }, device: AccountDevice) => () =>
  device.client.recover({ kit, identifier: a.owner.identifier, newPassword: 'one that is never set', device: 'x' });

describe('a kit', () => {
  it('of another instance is refused before anything of it is sent', async () => {
    const device = new AccountDevice(b.server);
    expect(await outcomeOf(recover(a.owner.kit as RecoveryKit, device))).toBe('E_INSTANCE');
    expect(device.pathsSince(0)).toEqual(['/v1/instance']);
    expect(device.store.entries.size).toBe(0);
  });

  it('whose words are typed at another instance opens nothing there', async () => {
    const words = a.owner.kit?.words.join(' ') ?? '';
    for (const account of [a.owner.identifier, a.owner.accountId, b.owner.accountId]) {
      const device = new AccountDevice(b.server);
      expect(await outcomeOf(recover({ account, words }, device))).toBe('E_KIT');
      expect(device.store.entries.size).toBe(0);
    }
  });
});

const RELAY = 'https://records.example.org';

/** A server under a name of its own that passes everything on to A: it has A's instance id, log key, salts and bundles. */
function relay(realm: string): (http: HttpClient) => HttpClient {
  return () => ({
    async send(request) {
      const response = await a.server.http.send({ ...request, url: a.server.url + new URL(request.url).pathname });
      if (!/\/v1\/(instance|auth\/prelogin)$/.test(request.url)) return response;
      const answer = JSON.parse(response.body) as InstanceResponse | PreloginResponse;
      return { ...response, body: JSON.stringify({ ...answer, realm }) };
    },
  });
}

/** One secret of the last body that a device sent to a path. */
const secretOf = (device: AccountDevice, path: string, name: string): string => {
  const body = JSON.parse(bodyOf(device, path)) as Record<string, string>;
  return body[name] ?? '';
};

describe('a server that copies the instance id and salts of another', () => {
  it('under its own name is shown another login secret, which is refused by the one it copied', async () => {
    const device = new AccountDevice(a.server, { address: RELAY, between: relay('records.example.org') });
    expect(await outcomeOf(() => a.owner.login(device, false))).toBe('E_LOGIN');
    const shown = secretOf(device, '/v1/auth/login', 'loginSecret');
    expect(shown).toMatch(/^[\w-]{43}$/);
    expect(await tryIn(a.owner, 'login', shown)).toBe('E_LOGIN');
    expect(shown).not.toBe(a.owner.newest.password.login);
    expect(device.store.entries.size).toBe(0);
    expect(await tryIn(a.owner, 'login', a.owner.newest.password.login)).toBe('in');
  });

  it('under the same name, with an instance id of its own, is shown what the other refuses', async () => {
    const { salt } = kdfOf(a.owner.newest.bundle);
    const between = (http: HttpClient): HttpClient => ({
      async send(request) {
        const response = await http.send(request);
        if (!request.url.endsWith('/prelogin')) return response;
        const answer = JSON.parse(response.body) as PreloginResponse;
        return { ...response, body: JSON.stringify({ ...answer, kdf: { ...answer.kdf, salt } }) };
      },
    });
    const device = new AccountDevice(b.server, { between });
    expect(await outcomeOf(() => b.owner.login(device, false))).toBe('E_LOGIN');
    expect(await tryIn(a.owner, 'login', secretOf(device, '/v1/auth/login', 'loginSecret'))).toBe('E_LOGIN');
    const words = { account: b.owner.identifier, words: a.owner.kit?.words.join(' ') ?? '' };
    expect(await outcomeOf(recover(words, device))).toBe('E_KIT');
    expect(await tryIn(a.owner, 'recover', secretOf(device, '/v1/auth/recover', 'recoveryLogin'))).toBe('E_KIT');
    // Control: with the instance id of the other the same words and salt make what it takes.
    const relayed = new AccountDevice(a.server, { between: relay('localhost') });
    await a.owner.login(relayed, false);
    expect(await tryIn(a.owner, 'login', secretOf(relayed, '/v1/auth/login', 'loginSecret'))).toBe('in');
  });

  it('under its own name gets nothing of a kit: a whole one is refused, words yield another secret', async () => {
    const { kit, identifier } = a.owner;
    const whole = new AccountDevice(a.server, { address: RELAY, between: relay('records.example.org') });
    const options = { identifier, newPassword: 'one that is never set', device: 'x' };
    expect(await outcomeOf(() => whole.client.recover({ kit: kit as RecoveryKit, ...options }))).toBe('E_INSTANCE');
    expect(whole.pathsSince(0)).toEqual(['/v1/instance']);
    const typed = new AccountDevice(a.server, { address: RELAY, between: relay('records.example.org') });
    const words = { account: identifier, words: kit?.words.join(' ') ?? '' };
    expect(await outcomeOf(() => typed.client.recover({ kit: words, ...options }))).toBe('E_KIT');
    const shown = secretOf(typed, '/v1/auth/recover', 'recoveryLogin');
    expect(shown).toMatch(/^[\w-]{43}$/);
    expect(await tryIn(a.owner, 'recover', shown)).toBe('E_KIT');
    expect(await tryIn(a.owner, 'recover', a.owner.newest.kit?.login ?? '')).toBe('in');
  });

  it('under the name of the other is refused before the password is touched', async () => {
    let calls = 0;
    const kdf = { argon2id: (job: Parameters<ReturnType<typeof fastKdf>['argon2id']>[0]) => ((calls += 1), fastKdf().argon2id(job)) };
    const device = new AccountDevice(a.server, { address: RELAY, between: relay('localhost'), kdf });
    expect(await outcomeOf(() => a.owner.login(device, false))).toBe('E_REALM');
    expect([calls, device.pathsSince(0)]).toEqual([0, ['/v1/instance']]);
  });

  it('control: a relay under a name of the instance that it serves leads in', async () => {
    const device = new AccountDevice(a.server, { between: relay('localhost') });
    await a.owner.login(device, false);
    expect(device.client.account().accountId).toBe(a.owner.accountId);
  });
});
