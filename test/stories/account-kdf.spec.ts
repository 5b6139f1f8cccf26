import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Kdf, PreloginResponse } from '@sealchart/protocol';
import { KDF_CEILING, KDF_FLOOR } from '@sealchart/protocol';
import type { HttpClient, Kdf as KdfPort, RecoveryKit } from '@sealchart/sdk';
import { fastKdf } from '@sealchart/sdk/testing';
import { outcomeOf } from './support/account-checks.ts';
import { AccountDevice } from './support/account-device.ts';
import { BundleTable } from './support/bundle-table.ts';
import { printFigure } from '@sealchart/api/testing';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import { OwnedAccount } from './support/owned-account.ts';

let server: InProcessServer;
let bundles: BundleTable;
let owner: OwnedAccount;
let known: ReadonlyMap<string, Uint8Array>;
let otherSalt: string;
/** What a device asks before the settings are known, by whether it knows the account. */
const honest = new Map<boolean, readonly string[]>();
let refused = 0;
beforeAll(async () => {
  server = await startServer();
  bundles = await BundleTable.of(server);
  const device = new AccountDevice(server);
  owner = new OwnedAccount(server, bundles);
  await owner.register(device);
  const act = owner.plan('makeRecoveryKit');
  await owner.settle(act, await act.run(device.client));
  known = new Map(device.store.entries);
  const stranger = new AccountDevice(server);
  await new OwnedAccount(server, bundles).register(stranger);
  otherSalt = saltOf(stranger);
  for (const entries of [new Map<string, Uint8Array>(), known]) {
    const { device: control, sent } = attacked(genuine, entries);
    await owner.login(control, false);
    honest.set(entries.size > 0, sent().slice(0, 2));
  }
}, 60_000);
afterAll(async () => {
  printFigure('hostile KDF settings', `${refused} sets refused before Argon2 saw a password`);
  await bundles.close();
  await server.close();
});

const saltOf = ({ traffic }: AccountDevice): string => {
  const prelogin = traffic.exchanges.find(({ request }) => request.url.endsWith('/prelogin'));
  return (JSON.parse(prelogin?.response?.body ?? '') as PreloginResponse).kdf.salt;
};

type Change = (answer: PreloginResponse) => unknown;
const withKdf =
  (change: Readonly<Record<string, unknown>>): Change =>
  (answer) => ({ ...answer, kdf: { ...answer.kdf, ...change } });

/** A device whose server answers every prelogin in its own way, and whose Argon2 is watched. */
function attacked(change: Change, entries: ReadonlyMap<string, Uint8Array> = new Map()) {
  const jobs: Parameters<KdfPort['argon2id']>[0][] = [];
  const kdf: KdfPort = {
    argon2id: (job) => {
      jobs.push({ ...job, salt: job.salt.slice() });
      return fastKdf().argon2id(job);
    },
  };
  const between = (http: HttpClient): HttpClient => ({
    async send(request) {
      const response = await http.send(request);
      if (!request.url.endsWith('/v1/auth/prelogin')) return response;
      return { ...response, body: JSON.stringify(change(JSON.parse(response.body) as PreloginResponse)) };
    },
  });
  const device = new AccountDevice(server, { between, kdf });
  for (const [key, value] of entries) device.store.entries.set(key, value);
  /** All that was sent, as bytes. */
  const sent = (): string[] =>
    device.traffic.exchanges.map(({ request: { method, url, headers, body } }) => JSON.stringify({ method, url, headers, body }));
  return { device, jobs, sent };
}

const genuine: Change = (answer) => answer;
const outside = {
  m: [1, 8, KDF_FLOOR.m - 1, KDF_CEILING.m + 1, 64 * 2 ** 20, 2 ** 32, Number.MAX_SAFE_INTEGER],
  t: [1, 2, 11, 2 ** 31],
  p: [17, 255, 2 ** 24],
};
const malformed = [0, -1, 1.5, 65_536.5, null, '65536', true, [65_536], 1e300];

/** Changes, with the code of their refusal: on any device, whatever the person says. */
const hostile: readonly (readonly [string, Change, string])[] = [
  ...Object.entries(outside).flatMap(([name, values]) =>
    values.map((value) => [`${name} = ${value}`, withKdf({ [name]: value }), 'E_KDF'] as const),
  ),
  ['the weakest of all at once', withKdf({ m: 8, t: 1, p: 1 }), 'E_KDF'],
  ['the heaviest of all at once', withKdf({ m: 2 ** 31, t: 2 ** 31, p: 255 }), 'E_KDF'],
  ...['m', 't', 'p'].flatMap((name) =>
    malformed.map((value) => [`${name} = ${JSON.stringify(value)}`, withKdf({ [name]: value }), 'E_ANSWER'] as const),
  ),
  ...['m', 't', 'p', 'salt', 'name'].map((name) => [`no ${name}`, withKdf({ [name]: undefined }), 'E_ANSWER'] as const),
  ...['argon2i', 'argon2d', 'pbkdf2', 'scrypt', 'none', '', 'ARGON2ID'].map(
    (name) => [`the algorithm ${JSON.stringify(name)}`, withKdf({ name }), 'E_ANSWER'] as const,
  ),
  ...[
    ['no', ''],
    ['a short', 'A'.repeat(20)],
    ['an overlong', 'A'.repeat(400)],
    ['a padded', `${'A'.repeat(22)}==`],
    ['no base64url', '+'.repeat(22)],
    ['an ambiguous', `${'A'.repeat(21)}B`],
  ].map(([name, salt]) => [`${name} salt`, withKdf({ salt }), 'E_ANSWER'] as const),
  ['one setting more', withKdf({ version: 16 }), 'E_ANSWER'],
  ['a wish for the password itself', (answer) => ({ ...answer, authMethod: 'plain' }), 'E_ANSWER'],
  ['no settings', (answer) => ({ ...answer, kdf: undefined }), 'E_ANSWER'],
  ['another realm', (answer) => ({ ...answer, realm: 'example.org' }), 'E_REALM'],
];

describe('settings that no server may ask for', () => {
  it.each(hostile)('%s is refused before the password is touched', async (_, change, code) => {
    for (const entries of [new Map<string, Uint8Array>(), known]) {
      for (const isPasswordChanged of [false, true]) {
        const { device, jobs, sent } = attacked(change, entries);
        expect(await outcomeOf(() => owner.login(device, isPasswordChanged))).toBe(code);
        expect(jobs).toEqual([]);
        expect(device.pathsSince(0)).toEqual(['/v1/instance', '/v1/auth/prelogin']);
        expect(device.store.entries).toEqual(new Map(entries));
        // Nothing of the answer shows in what was asked.
        expect(sent()).toEqual(honest.get(entries.size > 0));
      }
    }
    refused += 1;
  });

  it('control: the settings as they are let the person in, with Argon2 run once', async () => {
    for (const entries of [new Map<string, Uint8Array>(), known]) {
      const { device, jobs } = attacked(genuine, entries);
      await owner.login(device, false);
      expect(jobs).toHaveLength(1);
      expect(jobs[0]).toMatchObject({ m: 65_536, t: 3, p: 4 });
    }
  });
});

/** What a server could have tables for, or another person's. */
const salts: readonly (readonly [string, () => Partial<Kdf>])[] = [
  ['one salt for all', () => ({ salt: 'A'.repeat(22) })],
  ['the salt of another person', () => ({ salt: otherSalt })],
  ['a longer salt', () => ({ salt: 'A'.repeat(86) })],
  ['the lightest settings allowed', () => ({ ...KDF_FLOOR })],
  ['more passes', () => ({ t: KDF_CEILING.t })],
  ['the heaviest settings allowed', () => ({ ...KDF_CEILING })],
];

/** One login secret may be of another value: nothing else differs. */
const shape = (sent: readonly string[]): string[] => sent.map((text) => text.replace(/loginSecret\\":\\"[\w-]{43}/, 'loginSecret'));

describe('settings that are allowed, and not this account’s', () => {
  it.each(salts)('%s: a device that knows the account refuses before the password is touched', async (_, change) => {
    const { device, jobs } = attacked(withKdf(change()), known);
    expect(await outcomeOf(() => owner.login(device, false))).toBe('E_SALT');
    expect([jobs.length, device.pathsSince(0)]).toEqual([0, ['/v1/instance', '/v1/auth/prelogin']]);
    expect(device.store.entries).toEqual(known);
    refused += 1;
  });

  it.each(salts)('%s: a fresh device fails without harm, in the same shape as with wrong words', async (_, change) => {
    const other = attacked(withKdf(change()));
    expect(await outcomeOf(() => owner.login(other.device, false))).toBe('E_LOGIN');
    const right = attacked(genuine);
    await owner.login(right.device, false);
    expect(shape(other.sent())).toEqual(shape(right.sent()));
    expect(other.sent()).not.toEqual(right.sent());
    expect(other.device.store.entries.size).toBe(0);
    // And what it stretched is of the salt that was given, so it opens nothing.
    expect(other.jobs).toHaveLength(1);
  });
});

const recover = (device: AccountDevice): Promise<unknown> =>
  device.client.recover({
    kit: owner.kit as RecoveryKit,
    identifier: owner.identifier,
    newPassword: 'a wholly new password',
    device: 'a device',
  });

describe('a recovery', () => {
  it.each<[string, Change]>([
    ['weak settings', withKdf({ m: 8, t: 1, p: 1 })],
    ['another salt', withKdf({ salt: 'A'.repeat(22) })],
  ])('stops before the new password is touched when the server shows %s for the address', async (_, change) => {
    const { device, jobs } = attacked(change);
    expect(await outcomeOf(() => recover(device))).toBe('E_REQUEST');
    expect(jobs).toEqual([]);
    expect(device.pathsSince(0)).not.toContain('/v1/accounts/me/bundle');
    expect(device.store.entries.size).toBe(0);
    refused += 1;
  });

  it.each<[string, Change, string]>([
    ['weak settings', withKdf({ m: 8, t: 1, p: 1 }), 'E_KDF'],
    ['another salt', withKdf({ salt: 'A'.repeat(22) }), 'E_SALT'],
  ])('that logs in afterwards shows nothing of the new password for %s', async (_, change, code) => {
    let preloginsBefore = 1;
    const { device, jobs } = attacked((answer) => {
      preloginsBefore -= 1;
      return preloginsBefore >= 0 ? answer : change(answer);
    });
    const act = { ...owner.plan('recover'), password: 'a wholly new password' };
    expect(await outcomeOf(() => recover(device))).toBe(code);
    // Argon2 made the new password, with settings of the device's own; it was not asked again.
    expect(jobs).toHaveLength(1);
    expect(jobs[0]).toMatchObject({ m: 65_536, t: 3, p: 4 });
    expect(device.pathsSince(0)).not.toContain('/v1/auth/login');
    expect(await owner.settle(act, undefined)).toBe(true);
    // The password was set, and leads in at an honest server.
    await owner.login(new AccountDevice(server), false);
    refused += 1;
  });
});
