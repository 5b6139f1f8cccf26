import { beforeEach, describe, expect, it } from '@jest/globals';
import { KeyBundle, SealchartError, fromB64u, toB64u } from '@sealchart/protocol';
import { localKdf } from '../adapters/local-kdf.ts';
import { signDetached } from '../crypto/openpgp.ts';
import { AccountServer } from '../testing/account-server.ts';
import { fastKdf } from '../testing/fast-kdf.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { testPorts } from '../testing/ports.ts';
import { recordingHttp, recordingKdf, recordingRandom } from '../testing/recording.ts';
import { Session } from './session.ts';

const credentials = { identifier: ' Ann@Example.ORG ', password: 'correct horse battery', device: 'spec' };
const newcomer = { ...credentials, name: 'Ann' };

function newDevice(server: AccountServer, argon2 = fastKdf()) {
  const store = memoryStore();
  const [http, kdf, random] = [recordingHttp(server), recordingKdf(argon2), recordingRandom()];
  const ports = testPorts({ http, store, kdf, random });
  const open = (at = 'http://localhost:3000') => new Session({ server: at, client: { name: 'spec', version: '1' }, ports });
  return { store, http, kdf, random, ports, open, session: open() };
}

let server: AccountServer;
beforeEach(() => {
  server = new AccountServer();
});

describe('registering', () => {
  it('makes an account and unlocks it', async () => {
    const { session } = newDevice(server);
    expect(await session.state()).toBe('empty');
    const { account, chain, identity } = await session.register(newcomer);
    expect(account).toMatchObject({ identifier: 'ann@example.org', name: 'Ann', fingerprint: identity.certificate.fingerprint });
    expect(account.words).toHaveLength(6);
    expect(chain).toMatchObject({ sequence: 2, accountId: account.accountId, bundle: { version: 1 } });
    expect(await session.state()).toBe('unlocked');
  });

  it('asks Argon2 with the default parameters and sends exactly the login secret', async () => {
    const { session, http, kdf } = newDevice(server, localKdf());
    await session.register(newcomer);
    expect(kdf.jobs.map(({ job }) => [job.m, job.t, job.p])).toEqual([
      [65_536, 3, 4],
      [65_536, 3, 4],
    ]);
    const [request] = Array.from(server.accounts.values());
    const sent = http.exchanges.map(({ request: { body } }) => body ?? '').join('\n');
    expect(sent.split(request?.request.loginSecret ?? '?')).toHaveLength(3);
    for (const { job, stretch } of kdf.jobs) for (const secret of [job.password, stretch]) expect(sent).not.toContain(toB64u(secret));
    expect(sent).not.toContain(credentials.password);
    expect(sent).not.toContain(toB64u(session.accountKey()));
  });

  it('is refused where an account is already', async () => {
    const { session, http } = newDevice(server);
    await session.register(newcomer);
    session.lock();
    const before = http.exchanges.length;
    await expect(session.register({ ...newcomer, identifier: 'other@example.org' })).rejects.toMatchObject({ code: 'E_EXISTS' });
    expect(http.exchanges).toHaveLength(before);
  });

  it('is refused for an address that is taken, and keeps nothing', async () => {
    await newDevice(server).session.register(newcomer);
    const { session, store } = newDevice(server);
    await expect(session.register(newcomer)).rejects.toMatchObject({ code: 'E_IDENTIFIER_TAKEN' });
    expect(store.entries.size).toBe(0);
  });

  it('goes on to log in when the answer to the first try was lost', async () => {
    let isFirst = true;
    const { session } = newDevice(
      Object.assign(server, {
        mutate: (path: string) => {
          if (path !== '/v1/accounts' || !isFirst) return undefined;
          isFirst = false;
          return { nothing: 'of use' };
        },
      }),
    );
    await expect(session.register(newcomer)).rejects.toMatchObject({ code: 'E_ANSWER' });
    await session.login(credentials);
    expect(await session.state()).toBe('unlocked');
  });

  it.each([
    ['E_REALM', { realm: 'example.org' }],
    ['E_PROTOCOL', { protocol: { current: 9, oldest: 2 } }],
    ['E_PROTOCOL', { protocol: { current: 0, oldest: 0 } }],
  ])('and logging in are refused with %s before anything else when the server says %j', async (code, change) => {
    server.mutate = (path, answer) => (path === '/v1/instance' ? { ...(answer as object), ...change } : undefined);
    const { session, http, kdf } = newDevice(server);
    await expect(session.register(newcomer)).rejects.toMatchObject({ code });
    await expect(session.login(credentials)).rejects.toMatchObject({ code });
    expect(http.exchanges).toHaveLength(2);
    expect(kdf.jobs).toEqual([]);
  });

  it('ends in the account just made, not in another one of the same password', async () => {
    await newDevice(server).session.register(newcomer);
    const older = server.accounts.get('ann@example.org');
    server.accounts.clear();
    const salt = older?.request.kdf.salt ?? '';
    const mutate = server.mutate;
    server.mutate = (path, answer) => (path === '/v1/auth/prelogin' ? { ...(answer as object), kdf: older?.request.kdf } : undefined);
    const other = newDevice(server);
    await expect(other.session.register(newcomer)).rejects.toMatchObject({ code: 'E_SALT' });
    expect([other.kdf.jobs.length, await other.session.state()]).toEqual([1, 'empty']);

    // The same salt by chance: nothing but the account differs.
    server.accounts.clear();
    server.mutate = (path) => (path === '/v1/auth/login' ? older?.answer : undefined);
    const { ports, open } = newDevice(server);
    const { random } = ports;
    const salts = [fromB64u(salt)];
    const drawn = { bytes: (octets: number) => (octets === 16 && salts.pop()) || random.bytes(octets) };
    const session = new Session({
      server: 'http://localhost:3000',
      client: { name: 'spec', version: '1' },
      ports: { ...ports, random: drawn },
    });
    await expect(session.register(newcomer)).rejects.toMatchObject({ code: 'E_BUNDLE' });
    expect(await session.state()).toBe('empty');

    // Control: on a device that expects no account, that answer is a genuine one.
    await open().login(credentials);
    server.mutate = mutate;
  });

  it('overwrites what Argon2 gave', async () => {
    const given: Uint8Array[] = [];
    const { session } = newDevice(server, {
      async argon2id(job) {
        const stretch = await fastKdf().argon2id(job);
        given.push(stretch);
        return stretch;
      },
    });
    await session.register(newcomer);
    session.lock();
    await session.unlock(credentials);
    // The recorder in between keeps copies and hands on what it was given.
    expect(given).toEqual([new Uint8Array(32), new Uint8Array(32), new Uint8Array(32)]);
  });

  it.each([
    ['identifier', { identifier: 'Ann' }],
    ['password', { password: '' }],
    ['device', { device: '' }],
    ['device', { device: 'x'.repeat(101) }],
    ['name', { name: ' ' }],
    ['name', { name: 'Ann\u202e' }],
  ])('refuses a bad %s before anything is sent', async (path, change) => {
    const { session, http, kdf } = newDevice(server);
    await expect(session.register({ ...newcomer, ...change })).rejects.toMatchObject({ code: 'E_REQUEST', issues: [{ path }] });
    expect(http.exchanges).toEqual([]);
    expect(kdf.jobs).toEqual([]);
  });
});

describe('what a device keeps', () => {
  it('is in the clear only what it needs before unlocking', async () => {
    const { session, store } = newDevice(server);
    const { account } = await session.register(newcomer);
    expect(Array.from(store.entries.keys()).toSorted()).toEqual([
      'account',
      'bundle',
      'device-token',
      'instance',
      'mark/account',
      'own',
      'pins',
      'store-key',
    ]);
    const token = Array.from(server.accounts.values())[0]?.answer.token ?? '?';
    const secrets = ['ann@example.org', 'Ann"', token, credentials.password, toB64u(session.accountKey())];
    for (const [key, value] of store.entries) {
      for (const secret of secrets) expect([key, Buffer.from(value).includes(secret)]).toEqual([key, false]);
    }
    expect(Buffer.from(store.entries.get('account') ?? []).toString()).toBe(JSON.stringify(account.accountId));
  });
});

describe('locking and unlocking', () => {
  it('works without the network', async () => {
    const { session, http, open } = newDevice(server);
    const { account } = await session.register(newcomer);
    await session.close();
    const before = http.exchanges.length;
    const again = open();
    expect(await again.state()).toBe('locked');
    const { account: reopened } = await again.unlock(credentials);
    expect(reopened).toEqual(account);
    expect(http.exchanges).toHaveLength(before);
  });

  it('needs the right password, and a device that has an account', async () => {
    const { session, kdf } = newDevice(server);
    await expect(session.unlock(credentials)).rejects.toMatchObject({ code: 'E_NOT_LOGGED_IN' });
    await session.register(newcomer);
    session.lock();
    await expect(session.unlock({ password: 'wrong' })).rejects.toMatchObject({ code: 'E_PASSWORD', detail: undefined });
    const runs = kdf.jobs.length;
    await expect(session.unlock({ password: '' })).rejects.toMatchObject({ code: 'E_PASSWORD' });
    expect(kdf.jobs).toHaveLength(runs);
    expect(await session.state()).toBe('locked');
    await session.unlock(credentials);
  });

  it('works with the account key, and with no other', async () => {
    const { session, kdf } = newDevice(server);
    await session.register(newcomer);
    const key = session.accountKey();
    session.lock();
    const runs = kdf.jobs.length;
    for (const wrong of [new Uint8Array(32), new Uint8Array(0), key.slice(1), key.map((byte) => byte ^ 1)]) {
      await expect(session.unlockWithKey(wrong)).rejects.toMatchObject({ code: 'E_LOCKED' });
    }
    await session.unlockWithKey(key);
    expect(session.accountKey()).toEqual(key);
    expect(kdf.jobs).toHaveLength(runs);
  });

  it('takes everything away from a session that was handed out', async () => {
    const { session } = newDevice(server);
    const { identity, store } = await session.register(newcomer);
    session.lock();
    session.lock();
    const locked = { code: 'E_LOCKED' };
    expect(() => session.current()).toThrow(expect.objectContaining(locked));
    expect(() => session.accountKey()).toThrow(expect.objectContaining(locked));
    await expect(signDetached(identity, new Uint8Array(), 0)).rejects.toMatchObject(locked);
    await expect(store.getBytes('own')).rejects.toMatchObject(locked);
    await expect(session.logout()).rejects.toMatchObject(locked);
  });

  it('knows its server by one address', async () => {
    const { session, open } = newDevice(server);
    await session.register(newcomer);
    await expect(open('http://localhost:3001').unlock(credentials)).rejects.toMatchObject({ code: 'E_INSTANCE' });
    const moved = open('http://localhost:3001');
    await moved.login(credentials);
    expect(moved.current().instance.server).toBe('http://localhost:3001');
  });

  it('is repaired by logging in when the sealed state was damaged', async () => {
    const { session, store } = newDevice(server);
    await session.register(newcomer);
    await session.current().store.write({ put: new Map([['note/1', Uint8Array.of(1)]]) });
    session.lock();
    store.entries.set('own', new Uint8Array(40));
    await expect(session.unlock(credentials)).rejects.toMatchObject({ code: 'E_STORE' });
    await session.login(credentials);
    session.lock();
    const { store: sealed } = await session.unlock(credentials);
    expect(await sealed.getBytes('note/1')).toEqual(Uint8Array.of(1));
  });

  it('trusts a store that was tampered with no more than a server', async () => {
    const { session, store } = newDevice(server);
    await session.register(newcomer);
    session.lock();
    const whole = new Map(store.entries);
    const bundle = KeyBundle.parse(JSON.parse(Buffer.from(whole.get('bundle') ?? []).toString()));
    const pins = Buffer.from(whole.get('pins') ?? []).toString();
    const cases: [string, string, Uint8Array | undefined, string][] = [
      ['no bundle', 'bundle', undefined, 'E_STORE'],
      ['half a bundle', 'bundle', whole.get('bundle')?.subarray(9), 'E_STORE'],
      ['no pins', 'pins', undefined, 'E_STORE'],
      ['no sealed state', 'own', undefined, 'E_STORE'],
      ['a damaged sealed state', 'own', whole.get('own')?.map((byte, i) => (i === 20 ? byte ^ 1 : byte)), 'E_STORE'],
      ['a bundle of a later version', 'bundle', Buffer.from(JSON.stringify({ ...bundle, version: 2 })), 'E_BUNDLE'],
      [
        'a bundle with one more slot',
        'bundle',
        Buffer.from(JSON.stringify({ ...bundle, slots: [...bundle.slots, foreignSlot(bundle)] })),
        'E_BUNDLE',
      ],
      ['pins of another chain', 'pins', Buffer.from(pins.replace(/(?<="head":")./, (first) => (first === '_' ? 'A' : '_'))), 'E_BUNDLE'],
    ];
    for (const [name, key, value, code] of cases) {
      store.entries.clear();
      for (const entry of whole) store.entries.set(...entry);
      store.entries.delete(key);
      if (value) store.entries.set(key, value);
      await expect(session.unlock(credentials).catch((error: { code: string }) => [name, error.code])).resolves.toEqual([name, code]);
    }
    for (const entry of whole) store.entries.set(...entry);
    await session.unlock(credentials);
  });
});

/** A slot of another kind that sorts behind all others. */
function foreignSlot(bundle: KeyBundle): unknown {
  return { ...bundle.slots[0], slotId: `slt_${'z'.repeat(21)}w`, kind: 'recovery' };
}

describe('logging out', () => {
  it('ends the session and leaves nothing behind', async () => {
    const { session, store, http } = newDevice(server);
    await session.register(newcomer);
    await session.current().store.write({ put: new Map([['element/1', { a: 1 }]]) });
    await session.logout();
    expect(http.exchanges.at(-1)?.request.url).toBe('http://localhost:3000/v1/auth/logout');
    expect(http.exchanges.at(-1)?.request.headers['authorization']).toMatch(/^Bearer /);
    expect(store.entries.size).toBe(0);
    expect(await session.state()).toBe('empty');
  });

  it('leaves nothing behind when the server is gone', async () => {
    const { session, store, ports } = newDevice(server);
    await session.register(newcomer);
    const key = session.accountKey();
    const offline = new Session({
      server: 'http://localhost:3000',
      client: { name: 'spec', version: '1' },
      ports: { ...ports, http: { send: () => Promise.reject(new SealchartError('E_NETWORK')) } },
    });
    await offline.unlockWithKey(key);
    await offline.logout();
    expect(store.entries.size).toBe(0);
  });

  it('and in again opens the same account, without making keys', async () => {
    const { session, random } = newDevice(server);
    const { account } = await session.register(newcomer);
    const key = session.accountKey();
    await session.logout();
    const drawn = random.drawn.length;
    const { account: again } = await session.login(credentials);
    expect(again).toEqual(account);
    expect(session.accountKey()).toEqual(key);
    // This device's new store key; keys of the account would be more draws, and other ones.
    expect(random.drawn.slice(drawn).filter(({ length }) => length >= 32)).toHaveLength(1);
    expect(server.paths.filter((path) => path === '/v1/accounts')).toHaveLength(1);
  });
});
