import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DirectoryEntry, KeyBundle, LoginResponse, SignedStatement } from '@sealchart/protocol';
import { idOf, toB64u } from '@sealchart/protocol';
import type { Ports } from '../ports/ports.ts';
import type { Mutation } from '../testing/account-server.ts';
import { AccountServer } from '../testing/account-server.ts';
import { fastKdf } from '../testing/fast-kdf.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { testPorts } from '../testing/ports.ts';
import { recordingHttp, recordingKdf } from '../testing/recording.ts';
import { makeAccount } from './registration.ts';
import { Session } from './session.ts';

const ann = { identifier: 'ann@example.org', password: 'correct horse battery', device: 'spec' };
const bob = { identifier: 'bob@example.org', password: 'another password', device: 'spec' };
const address = 'http://localhost:3000';

function newDevice(server: AccountServer) {
  const [store, http, kdf] = [memoryStore(), recordingHttp(server), recordingKdf(fastKdf())];
  const ports = testPorts({ http, store, kdf });
  const session = new Session({ server: address, client: { name: 'spec', version: '1' }, ports });
  return { store, http, kdf, ports, session };
}

let server: AccountServer;
let annAnswer: LoginResponse;
let bobAnswer: LoginResponse;
beforeAll(async () => {
  server = new AccountServer();
  await newDevice(server).session.register({ ...ann, name: 'Ann' });
  await newDevice(server).session.register({ ...bob, name: 'Bob' });
  annAnswer = server.accounts.get(ann.identifier)?.answer as LoginResponse;
  bobAnswer = server.accounts.get(bob.identifier)?.answer as LoginResponse;
});
beforeEach(() => {
  server.mutate = () => undefined;
});

const onLogin =
  (change: (answer: LoginResponse) => unknown): Mutation =>
  (path, answer) =>
    path === '/v1/auth/login' ? change(answer as LoginResponse) : undefined;
const withBundle = (change: Partial<KeyBundle>) => onLogin((answer) => ({ ...answer, bundle: { ...answer.bundle, ...change } }));
const withEntry = (change: Partial<DirectoryEntry>) => onLogin((answer) => ({ ...answer, entry: { ...answer.entry, ...change } }));
const flip = (text: string, at = 10) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
const slotOf = (bundle: KeyBundle) => bundle.slots[0] as KeyBundle['slots'][number];
const withSlot = (change: object) =>
  onLogin((answer) => ({ ...answer, bundle: { ...answer.bundle, slots: [{ ...slotOf(answer.bundle), ...change }] } }));

/** Sorts behind every id that chance makes. */
const lastId = `slt_${'z'.repeat(21)}w`;

/** Everything that a fresh device can notice. */
const hostile: [string, () => Mutation][] = [
  ['the whole account of another person', () => onLogin(() => bobAnswer)],
  ['the bundle of another person', () => onLogin((answer) => ({ ...answer, bundle: bobAnswer.bundle }))],
  ['the bundle of another person under this id', () => withBundle({ ...bobAnswer.bundle, accountId: annAnswer.accountId })],
  ['the chain of another person', () => onLogin((answer) => ({ ...answer, entry: bobAnswer.entry }))],
  ['the chain of another person under this id', () => withEntry({ ...bobAnswer.entry, accountId: annAnswer.accountId })],
  ['another account id', () => onLogin((answer) => ({ ...answer, accountId: bobAnswer.accountId }))],
  ['another certificate in the bundle', () => withBundle({ certificate: bobAnswer.bundle.certificate })],
  ['another certificate in the chain', () => withEntry({ certificates: bobAnswer.entry.certificates })],
  [
    'another certificate in both',
    () =>
      onLogin((answer) => ({
        ...answer,
        bundle: { ...answer.bundle, certificate: bobAnswer.bundle.certificate, fingerprint: bobAnswer.bundle.fingerprint },
        entry: { ...answer.entry, certificates: bobAnswer.entry.certificates },
      })),
  ],
  ['another fingerprint', () => withBundle({ fingerprint: bobAnswer.bundle.fingerprint })],
  ['another version', () => withBundle({ version: 2 })],
  ['sealed keys of another person', () => withBundle({ sealedKeys: bobAnswer.bundle.sealedKeys })],
  [
    'sealed keys with a flipped bit',
    () => withBundle({ sealedKeys: flip(annAnswer.bundle.sealedKeys, annAnswer.bundle.sealedKeys.length - 3) }),
  ],
  ['the slot of another person', () => withBundle({ slots: bobAnswer.bundle.slots })],
  ['another slot id', () => withSlot({ slotId: slotOf(bobAnswer.bundle).slotId })],
  ['a slot of another kind', () => withSlot({ kind: 'recovery' })],
  ['another public key of the slot', () => withSlot({ publicKey: slotOf(bobAnswer.bundle).publicKey })],
  [
    'a slot with a flipped bit',
    () => withSlot({ wrapped: flip(slotOf(annAnswer.bundle).wrapped, slotOf(annAnswer.bundle).wrapped.length - 3) }),
  ],
  ['the origin of another person', () => withSlot({ origin: slotOf(bobAnswer.bundle).origin })],
  ['an origin of a later event', () => withSlot({ origin: { ...slotOf(annAnswer.bundle).origin, sequence: 2 } })],
  ['an origin that no chain has', () => withSlot({ origin: { ...slotOf(annAnswer.bundle).origin, sequence: 3 } })],
  [
    'a slot of the server beside the own one',
    () => withBundle({ slots: [slotOf(annAnswer.bundle), { ...slotOf(bobAnswer.bundle), slotId: lastId, kind: 'recovery' }] }),
  ],
  [
    'the slot twice',
    () =>
      onLogin((answer) => ({
        ...answer,
        bundle: { ...answer.bundle, slots: [slotOf(answer.bundle), { ...slotOf(answer.bundle), slotId: lastId }] },
      })),
  ],
  [
    'a signature of another event',
    () => withEntry({ events: annAnswer.entry.events.map((event, _, [first]) => ({ ...event, signature: first?.signature ?? '' })) }),
  ],
  ['the events in another order', () => withEntry({ events: annAnswer.entry.events.toReversed() })],
  [
    'a chain with an event of another person',
    () => withEntry({ events: [annAnswer.entry.events[0], bobAnswer.entry.events[1]] as SignedStatement[] }),
  ],
  ['the profile of another person', () => withEntry({ profile: bobAnswer.entry.profile })],
  ['a profile that is an event', () => withEntry({ profile: annAnswer.entry.events[0] as SignedStatement })],
];

/** Answers that no schema lets through. */
const malformed: [string, () => Mutation][] = [
  ['no slot', () => withBundle({ slots: [] })],
  ['no bundle', () => onLogin((answer) => ({ ...answer, bundle: undefined }))],
  ['an empty chain', () => withEntry({ events: [] })],
  [
    'no origin',
    () =>
      onLogin((answer) => ({
        ...answer,
        bundle: { ...answer.bundle, slots: answer.bundle.slots.map((slot) => ({ ...slot, origin: undefined })) },
      })),
  ],
  ['a request for the unlock key', () => onLogin((answer) => ({ ...answer, unlockKey: true }))],
];

describe('a hostile answer to a login', () => {
  it('control: the genuine answer is taken', async () => {
    const { session } = newDevice(server);
    await session.login(ann);
    expect(await session.state()).toBe('unlocked');
  });

  it.each([...hostile.map((row) => [...row, 'E_BUNDLE'] as const), ...malformed.map((row) => [...row, 'E_ANSWER'] as const)])(
    'with %s is refused, keeps nothing and sends nothing more',
    async (_, mutation, code) => {
      server.mutate = mutation();
      const { session, store, http } = newDevice(server);
      await expect(session.login(ann)).rejects.toMatchObject({ code });
      expect(store.entries.size).toBe(0);
      expect(await session.state()).toBe('empty');
      expect(http.exchanges.map(({ request }) => new URL(request.url).pathname)).toEqual([
        '/v1/instance',
        '/v1/auth/prelogin',
        '/v1/auth/login',
      ]);
    },
  );

  it('whatever is changed at random gets one and the same trace', async () => {
    const traces = new Set<string>();
    for (let i = 0; i < 200; i += 1) {
      server.mutate = onLogin((answer) => mutateOneLetter(answer, i));
      const { session, http } = newDevice(server);
      await expect(session.login(ann)).rejects.toMatchObject({ code: expect.stringMatching(/^E_(BUNDLE|ANSWER)$/) });
      traces.add(http.exchanges.map(({ request: { url, body } }) => `${url} ${body ?? ''}`).join('\n'));
    }
    expect(traces.size).toBe(1);
  });
});

/** One letter of one string of bundle or entry becomes another. */
function mutateOneLetter(answer: LoginResponse, seed: number): LoginResponse {
  const { bundle, entry } = answer;
  const text = JSON.stringify({ bundle, entry });
  const letters = Array.from(text.matchAll(/[\w-]{20,}/g), ({ index, 0: match }) => [index, match.length] as const);
  const [start, length] = letters[seed % letters.length] ?? [0, 1];
  return { ...answer, ...(JSON.parse(flip(text, start + ((seed * 7919) % length))) as object) };
}

async function knownDevice() {
  const device = newDevice(server);
  await device.session.login(ann);
  device.session.lock();
  return { ...device, before: new Map(device.store.entries), runs: device.kdf.jobs.length };
}

const prelogin =
  (change: object): Mutation =>
  (path, answer) =>
    path === '/v1/auth/prelogin' ? { ...(answer as object), ...change } : undefined;
const kdfOf = () => server.accounts.get(ann.identifier)?.request.kdf ?? {};

describe('a server with two names', () => {
  it('is refused before Argon2, though both lie above the address', async () => {
    const { http, kdf, ports } = newDevice(server);
    const session = new Session({ server: 'http://app.localhost:3000', client: { name: 'spec', version: '1' }, ports });
    server.mutate = prelogin({ realm: 'app.localhost' });
    await expect(session.login(ann)).rejects.toMatchObject({ code: 'E_REALM' });
    expect([kdf.jobs.length, http.exchanges.length]).toEqual([0, 2]);
    server.mutate = prelogin({ realm: 'localhost' });
    await session.login(ann);
  });
});

describe('a known device', () => {
  it('control: logs in again and keeps what it had', async () => {
    const { session, store } = await knownDevice();
    const { store: sealed } = await session.login(ann);
    await sealed.write({ put: new Map([['note/1', { a: 1 }]]) });
    session.lock();
    await session.login(ann);
    expect(await session.current().store.getBytes('note/1')).toBeDefined();
    expect(store.entries.has('pins')).toBe(true);
  });

  it.each([
    ['another salt', () => ({ kdf: { ...kdfOf(), salt: toB64u(new Uint8Array(16)) } }), 'E_SALT'],
    ['more passes', () => ({ kdf: { ...kdfOf(), t: 4 } }), 'E_SALT'],
    ['one lane', () => ({ kdf: { ...kdfOf(), p: 1 } }), 'E_SALT'],
    ['weak parameters', () => ({ kdf: { ...kdfOf(), m: 8, t: 1 } }), 'E_KDF'],
    ['absurd parameters', () => ({ kdf: { ...kdfOf(), m: 2 ** 26 } }), 'E_KDF'],
    ['another realm above the host', () => ({ realm: 'example.org' }), 'E_REALM'],
  ])('refuses %s before Argon2 and before anything more is sent', async (_, change, code) => {
    const { session, store, kdf, http, before, runs } = await knownDevice();
    const sent = http.exchanges.length;
    server.mutate = prelogin(change());
    await expect(session.login(ann)).rejects.toMatchObject({ code });
    expect(kdf.jobs).toHaveLength(runs);
    expect(http.exchanges.slice(sent).map(({ request }) => new URL(request.url).pathname)).toEqual(['/v1/instance', '/v1/auth/prelogin']);
    expect(store.entries).toEqual(before);
  });

  it.each(['instanceId', 'realm', 'logKey'] as const)('refuses a server with another %s', async (field) => {
    const { session, store, http, before } = await knownDevice();
    const other = { instanceId: idOf('ins_', new Uint8Array(16)), realm: 'example.org', logKey: toB64u(new Uint8Array(32)) };
    server.mutate = (path, answer) => (path === '/v1/instance' ? { ...(answer as object), [field]: other[field] } : undefined);
    const sent = http.exchanges.length;
    await expect(session.login(ann)).rejects.toMatchObject({ code: 'E_INSTANCE' });
    expect(http.exchanges).toHaveLength(sent + 1);
    // Unlocking needs no server; the first request after it does.
    const { api } = await session.unlock(ann);
    await expect(api.me()).rejects.toMatchObject({ code: 'E_INSTANCE' });
    expect(http.exchanges).toHaveLength(sent + 2);
    expect(store.entries).toEqual(before);
  });

  it.each(hostile)('refuses %s, and its pins stay', async (_, mutation) => {
    const { session, store, before } = await knownDevice();
    server.mutate = mutation();
    await expect(session.login(ann)).rejects.toMatchObject({ code: 'E_BUNDLE' });
    expect(store.entries).toEqual(before);
    server.mutate = () => undefined;
    await session.login(ann);
  });
});

/** An account of the same person made a second time, whole and genuine: only not the one that this device knows. */
async function forge(ports: Ports): Promise<LoginResponse> {
  const request = await makeAccount(ports, { server: address, ...server.instance }, { ...ann, name: 'Ann' });
  const { bundle, events, profile } = request;
  const { accountId } = bundle;
  return { ...annAnswer, accountId, bundle, entry: { accountId, events, certificates: [bundle.certificate], profile } };
}

describe('a server that knows the password', () => {
  it('cannot give another account to a device that knows one', async () => {
    const device = newDevice(server);
    await device.session.login(ann);
    device.session.lock();
    const forged = await forge(device.ports);
    server.mutate = onLogin(() => forged);
    await expect(device.session.login(ann)).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });
});
