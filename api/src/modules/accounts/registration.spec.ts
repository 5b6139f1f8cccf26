import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLOCK_AHEAD_MS, KDF_CEILING, KDF_FLOOR, toB64u, toInstant } from '@sealchart/protocol';
import type { KeyBundle, RegisterRequest, SlotHeader } from '@sealchart/protocol';
import type { TestAccountParts } from '../../testing/test-account.ts';
import { makeTestAccount } from '../../testing/test-account.ts';
import { noiseJwe } from '../../testing/test-bundle.ts';
import { makeTestIdentity } from '../../testing/test-identity.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { ACCOUNT, ACCOUNT_EVENT_ROW, BUNDLE, CERTIFICATE, IDENTITY, PROFILE_ROW } from './account.schema.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({}, { hasRealHashes: true });
});
afterAll(async () => {
  await server.close();
});

const send = (payload: unknown): Promise<TestAnswer> => server.inject({ method: 'POST', url: '/v1/accounts', payload });
const register = async (parts: TestAccountParts): Promise<TestAnswer> => send((await makeTestAccount(server.instanceId, parts)).request);
const rows = async (accountId: string): Promise<number> => {
  const counts = await Promise.all(
    [ACCOUNT, BUNDLE, PROFILE_ROW].map((name) => server.accounts.collection(name).countDocuments({ _id: accountId as never })),
  );
  const others = await Promise.all(
    [IDENTITY, ACCOUNT_EVENT_ROW, CERTIFICATE].map((name) => server.accounts.collection(name).countDocuments({ accountId })),
  );
  return [...counts, ...others].reduce((sum, count) => sum + count, 0);
};

describe('registering', () => {
  it('stores all of an account', async () => {
    const { identity, request } = await makeTestAccount(server.instanceId);
    expect(await send(request)).toMatchObject({ status: 201, body: { accountId: identity.accountId } });
    expect(await rows(identity.accountId)).toBe(7);
  });

  it('keeps neither the address nor the login secret as they came', async () => {
    const { request } = await makeTestAccount(server.instanceId, { identifier: 'kept@example.org' });
    await send(request);
    const collections = await server.accounts.db?.collections();
    for (const collection of collections ?? []) {
      const text = JSON.stringify(await collection.find().toArray());
      expect(text).not.toContain('kept@example.org');
      expect(text).not.toContain(request.loginSecret);
    }
  });

  it('hashes login secrets with Argon2id and the parameters of this release', async () => {
    const { identity, request } = await makeTestAccount(server.instanceId);
    await send(request);
    const account = await server.accounts.collection<{ _id: string; loginHash: string }>(ACCOUNT).findOne({ _id: identity.accountId });
    expect(account?.loginHash).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
  });

  it('answers a repeated registration with "exists", and stores nothing twice', async () => {
    const { identity, request } = await makeTestAccount(server.instanceId);
    await send(request);
    expect(await send(request)).toMatchObject({ status: 409, body: { code: 'E_EXISTS' } });
    expect(await rows(identity.accountId)).toBe(7);
  });

  it('refuses an address that has an account, and stores nothing of the second', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => makeTestAccount(server.instanceId, { identifier: 'twice@example.org' })));
    if (!first || !second) throw new Error('two accounts');
    await send(first.request);
    expect(await send(second.request)).toMatchObject({ status: 409, body: { code: 'E_IDENTIFIER_TAKEN' } });
    expect(await rows(second.identity.accountId)).toBe(0);
  });

  it('takes one of many at once for the same address', async () => {
    const people = await Promise.all(
      Array.from({ length: 6 }, () => makeTestAccount(server.instanceId, { identifier: 'race@example.org' })),
    );
    const answers = await Promise.all(people.map(({ request }) => send(request)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const stored = await Promise.all(people.map(({ identity }) => rows(identity.accountId)));
    expect(stored.sort()).toEqual([0, 0, 0, 0, 0, 7]);
  });

  it('takes the same registration once when it comes many times at once', async () => {
    const { identity, request } = await makeTestAccount(server.instanceId);
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(request)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(await rows(identity.accountId)).toBe(7);
  });

  it('refuses another first event for an account that exists', async () => {
    const { identity, request } = await makeTestAccount(server.instanceId);
    await send(request);
    const past = toInstant(Date.now() - 3_600_000);
    const create = { ...(JSON.parse(Buffer.from(request.events[0]?.statement ?? '', 'base64url').toString()) as object), authoredAt: past };
    const first = await identity.sign(create);
    const bundle = JSON.parse(Buffer.from(request.events[1]?.statement ?? '', 'base64url').toString()) as object;
    const previous = createHash('sha256').update(Buffer.from(first.statement, 'base64url')).digest('base64url');
    const events = [first, await identity.sign({ ...bundle, previous })];
    expect(await send({ ...request, identifier: 'other-create@example.org', events })).toMatchObject({
      status: 409,
      body: { code: 'E_CONFLICT' },
    });
  });
});

describe('the settings of the password', () => {
  it.each([
    ['m below the floor', { m: KDF_FLOOR.m - 1 }],
    ['t below the floor', { t: KDF_FLOOR.t - 1 }],
    ['m above the ceiling', { m: KDF_CEILING.m + 1 }],
    ['t above the ceiling', { t: KDF_CEILING.t + 1 }],
    ['p above the ceiling', { p: KDF_CEILING.p + 1 }],
  ])('are refused with %s', async (_, kdf) => {
    expect(await register({ kdf })).toMatchObject({ status: 422, body: { code: 'E_KDF' } });
  });

  it.each([
    ['at the floor', KDF_FLOOR],
    ['at the ceiling', KDF_CEILING],
  ])('are taken %s', async (_, kdf) => {
    expect((await register({ kdf })).status).toBe(201);
  });

  it.each([
    ['another algorithm', { name: 'pbkdf2' }],
    ['no passes', { t: 0 }],
    ['a short salt', { salt: 'AAAA' }],
    ['half a pass', { t: 3.5 }],
  ])('are no settings with %s', async (_, kdf) => {
    const { request } = await makeTestAccount(server.instanceId);
    expect(await send({ ...request, kdf: { ...request.kdf, ...kdf } })).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
  });

  it('must be those of the password slot', async () => {
    const { request } = await makeTestAccount(server.instanceId);
    const kdf = { ...request.kdf, m: request.kdf.m * 2 };
    expect(await send({ ...request, kdf })).toMatchObject({ status: 422, body: { code: 'E_BIND' } });
  });
});

const context = (change: (header: SlotHeader) => unknown): TestAccountParts => ({ slotHeader: change });

/** The bundle with this in the header of its sealed keys, too. */
const bound = (bundle: KeyBundle, ctx: Partial<KeyBundle>): KeyBundle => {
  const header = JSON.parse(Buffer.from(bundle.sealedKeys.split('.')[0] ?? '', 'base64url').toString()) as { ctx: object };
  return { ...bundle, ...ctx, sealedKeys: noiseJwe({ ...header, ctx: { ...header.ctx, ...ctx } }, { key: 0, ciphertext: 900 }) };
};

describe('the bundle', () => {
  const other = 'AAAAAAAAAAAAAAAAAAAAAA';
  it.each<[string, TestAccountParts, string]>([
    ['a slot of another instance', context((h) => ({ ...h, ctx: { ...h.ctx, instance: `ins_${other}` } })), 'E_BIND'],
    ['a slot of another account', context((h) => ({ ...h, ctx: { ...h.ctx, account: `acc_${other}` } })), 'E_BIND'],
    ['a slot of another version', context((h) => ({ ...h, ctx: { ...h.ctx, version: 2 } })), 'E_BIND'],
    ['the header of another slot', context((h) => ({ ...h, ctx: { ...h.ctx, slotId: `slt_${other}` } })), 'E_BIND'],
    ['a slot of another algorithm', context((h) => ({ ...h, alg: 'RSA-OAEP' })), 'E_FORMAT'],
    ['a slot that asks for inflation', context((h) => ({ ...h, zip: 'DEF' })), 'E_FORMAT'],
    ['a slot with a key id', context((h) => ({ ...h, kid: '1' })), 'E_FORMAT'],
    ['a slot with agreement info', context((h) => ({ ...h, apu: 'AA' })), 'E_FORMAT'],
    ['a slot whose header is no object', context(() => 'header'), 'E_FORMAT'],
    [
      'a slot whose account has a length that cannot be compared',
      context((h) => ({ ...h, ctx: { ...h.ctx, account: { length: { valueOf: 1, toString: 1 } } } })),
      'E_FORMAT',
    ],
    ['a slot without context', context(({ alg, enc, epk }) => ({ alg, enc, epk })), 'E_FORMAT'],
    ['version 2', { bundle: (b) => ({ ...b, version: 2 }) }, 'E_BIND'],
    [
      'an origin of a later event',
      { bundle: (b) => ({ ...b, slots: b.slots.map((s) => ({ ...s, origin: { ...s.origin, sequence: 2 } })) }) },
      'E_FORMAT',
    ],
    ['another fingerprint', { bundle: (b) => ({ ...b, fingerprint: 'ab'.repeat(32) }) }, 'E_BIND'],
    [
      'keys sealed in another way',
      { bundle: (b) => ({ ...b, sealedKeys: `${toB64u(Buffer.from('{"alg":"none"}'))}..AAAA.AAAA.AAAA` }) },
      'E_FORMAT',
    ],
    [
      'keys behind a broken header',
      { bundle: (b) => ({ ...b, sealedKeys: `e30x.${b.sealedKeys.split('.').slice(1).join('.')}` }) },
      'E_FORMAT',
    ],
    [
      'a wrapped key of another length',
      { bundle: (b) => ({ ...b, slots: b.slots.map((s) => ({ ...s, wrapped: s.wrapped.replace(/\.[^.]+$/, '.AAAA') })) }) },
      'E_FORMAT',
    ],
    ['sealed keys of another form', { bundle: (b) => ({ ...b, sealedKeys: b.sealedKeys.replace(/\.[^.]+$/, '.AAAA') }) }, 'E_FORMAT'],
    ['sealed keys with a wrapped key', { bundle: (b) => ({ ...b, sealedKeys: b.sealedKeys.replace('..', '.AAAA.') }) }, 'E_FORMAT'],
    ['a certificate that is none', { bundle: (b) => ({ ...b, certificate: 'AAAA' }) }, 'E_CERT'],
  ])('is refused with %s', async (_, parts, code) => {
    expect(await register(parts)).toMatchObject({ status: 422, body: { code } });
  });

  it('is refused with another kind of slot where the password belongs', async () => {
    const parts: TestAccountParts = {
      slotHeader: ({ ctx, ...header }) => {
        const { context: name, instance, account, version, slotId } = ctx;
        return { ...header, ctx: { context: name, instance, account, version, slotId, kind: 'recovery' } };
      },
      bundle: (bundle) => ({ ...bundle, slots: bundle.slots.map((slot) => ({ ...slot, kind: 'recovery' as const })) }),
    };
    expect(await register(parts)).toMatchObject({ status: 422, body: { code: 'E_FORMAT' } });
  });

  it.each(['password', 'recovery'] as const)('is refused with a %s slot beside the one of the password', async (kind) => {
    const parts: TestAccountParts = {
      bundle: (bundle) => {
        const [slot] = bundle.slots;
        if (!slot) throw new Error('a slot');
        const header = JSON.parse(Buffer.from(slot.wrapped.split('.')[0] ?? '', 'base64url').toString()) as SlotHeader;
        const slotId = `slt_zzzzzzzzzzzzzzzzzzzzzw`;
        const { kdf: _, ...others } = header.ctx as Extract<SlotHeader['ctx'], { kind: 'password' }>;
        const ctx = kind === 'password' ? { ...header.ctx, slotId } : { ...others, kind, slotId };
        const wrapped = noiseJwe({ ...header, ctx }, { key: 40, ciphertext: 32 });
        return { ...bundle, slots: [slot, { ...slot, kind, slotId, wrapped }].sort((a, b) => (a.slotId < b.slotId ? -1 : 1)) };
      },
    };
    expect(await register(parts)).toMatchObject({ status: 422, body: { code: 'E_FORMAT' } });
  });

  it('must be the one that the chain names', async () => {
    const { request } = await makeTestAccount(server.instanceId);
    const { wrapped } = (await makeTestAccount(server.instanceId)).request.bundle.slots[0] ?? { wrapped: '' };
    const changed = request.bundle.slots.map((slot) => ({
      ...slot,
      wrapped: [slot.wrapped.split('.')[0], ...wrapped.split('.').slice(1)].join('.'),
    }));
    expect(await send({ ...request, bundle: { ...request.bundle, slots: changed } })).toMatchObject({
      status: 422,
      body: { code: 'E_HASH' },
    });
  });

  it('is the first one, whatever the chain calls it', async () => {
    const answer = await register({
      slotHeader: (header) => ({ ...header, ctx: { ...header.ctx, version: 2 } }),
      bundle: (bundle) => bound(bundle, { version: 2 }),
      events: ({ create, bundle }) => ({ create, bundle: { ...bundle, bundleVersion: 1 } }),
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'E_FORMAT' } });
  });

  it('has the fingerprint of its certificate', async () => {
    const answer = await register({ bundle: (bundle) => bound(bundle, { fingerprint: 'ab'.repeat(32) }) });
    expect(answer).toMatchObject({ status: 422, body: { code: 'E_CERT' } });
  });

  it('must be that of its own certificate', async () => {
    const stranger = await makeTestIdentity(server.instanceId);
    const answer = await register({ bundle: (bundle) => ({ ...bundle, certificate: toB64u(stranger.certificate.bytes) }) });
    expect(answer).toMatchObject({ status: 422, body: { code: 'E_CERT' } });
  });
});

describe('the chain', () => {
  const ahead = toInstant(Date.now() + CLOCK_AHEAD_MS + 3_600_000);
  it.each<[string, TestAccountParts, string]>([
    [
      'of another instance',
      { events: ({ create, bundle }) => ({ create: { ...create, instance: 'ins_AAAAAAAAAAAAAAAAAAAAAA' }, bundle }) },
      'E_INSTANCE',
    ],
    [
      'of another context',
      { events: ({ create, bundle }) => ({ create: { ...create, context: 'sealchart/v1/profile' }, bundle }) },
      'E_CONTEXT',
    ],
    ['with an unknown field', { events: ({ create, bundle }) => ({ create: { ...create, admin: true }, bundle }) }, 'E_FORMAT'],
    ['out of order', { events: ({ create, bundle }) => ({ create: bundle, bundle: create }) }, 'E_FORMAT'],
    ['from the future', { events: ({ create, bundle }) => ({ create: { ...create, authoredAt: ahead }, bundle }) }, 'E_CLOCK'],
    [
      'with another certificate hash',
      { events: ({ create, bundle }) => ({ create: { ...create, certificateHash: 'A'.repeat(43) }, bundle }) },
      'E_CERT',
    ],
    [
      'with another bundle hash',
      { events: ({ create, bundle }) => ({ create, bundle: { ...bundle, bundleHash: 'A'.repeat(43) } }) },
      'E_HASH',
    ],
    ['with a gap', { events: ({ create, bundle }) => ({ create, bundle: { ...bundle, sequence: 3 } }) }, 'E_FORMAT'],
  ])('is refused %s', async (_, parts, code) => {
    expect(await register(parts)).toMatchObject({ status: 422, body: { code } });
  });

  it('is refused with a signature of somebody else, and with one of nobody', async () => {
    const { request } = await makeTestAccount(server.instanceId);
    const stranger = await makeTestIdentity(server.instanceId);
    const [create, bundle] = request.events;
    if (!create || !bundle) throw new Error('two events');
    const foreign = await stranger.signBytes(Buffer.from(create.statement, 'base64url'));
    const withSignature = (signature: string): RegisterRequest => ({ ...request, events: [{ ...create, signature }, bundle] });
    expect(await send(withSignature(toB64u(foreign)))).toMatchObject({ status: 422, body: { code: 'E_SIGNATURE' } });
    expect(await send(withSignature(bundle.signature))).toMatchObject({ status: 422, body: { code: 'E_SIGNATURE' } });
    expect((await send(withSignature('AAAA'))).status).toBe(422);
    expect((await send(withSignature(''))).status).toBe(400);
  });

  it('is refused for an account that its key does not yield', async () => {
    const stranger = await makeTestIdentity(server.instanceId);
    const answer = await register({
      bundle: (bundle) => ({ ...bundle, accountId: stranger.accountId }),
      slotHeader: (header) => ({ ...header, ctx: { ...header.ctx, account: stranger.accountId } }),
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'E_BIND' } });
  });
});

describe('the profile', () => {
  it.each<[string, TestAccountParts, string]>([
    ['a second number', { profile: (p) => ({ ...p, number: 2 }) }, 'E_FORMAT'],
    ['a predecessor', { profile: (p) => ({ ...p, previous: 'A'.repeat(43) }) }, 'E_FORMAT'],
    ['an empty name', { profile: (p) => ({ ...p, name: '' }) }, 'E_FORMAT'],
    ['a name that turns the text around', { profile: (p) => ({ ...p, name: 'a\u202Eb' }) }, 'E_FORMAT'],
    [
      'the name of another account',
      { profile: (p) => ({ ...p, author: { account: 'acc_AAAAAAAAAAAAAAAAAAAAAA', fingerprint: 'ab'.repeat(32) } }) },
      'E_AUTHOR',
    ],
    [
      'another account in the name of its own key',
      { profile: (p) => ({ ...p, author: { ...(p as { author: object }).author, account: 'acc_AAAAAAAAAAAAAAAAAAAAAA' } }) },
      'E_AUTHOR',
    ],
  ])('is refused with %s', async (_, parts, code) => {
    expect(await register(parts)).toMatchObject({ status: 422, body: { code } });
  });

  it('is refused when somebody else signed it', async () => {
    const profileSigner = await makeTestIdentity(server.instanceId);
    expect(await register({ profileSigner })).toMatchObject({ status: 422, body: { code: 'E_SIGNATURE' } });
  });
});

describe('a malformed registration', () => {
  /** Every place of a registration that holds a text. */
  const texts = (value: unknown, path: readonly string[] = []): string[][] => {
    if (typeof value === 'string') return [[...path]];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => texts(inner, [...path, key]));
  };
  const replaced = (value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown => {
    if (key === undefined) return by;
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
    copy[key] = replaced(copy[key], rest, by);
    return copy;
  };

  it.each<[string, unknown]>([
    ['an operator', { $gt: '' }],
    ['an operator in a list', [{ $ne: null }]],
    ['a number', 7],
    ['null', null],
    ['a list', ['x']],
    ['true', true],
    ['an endless text', 'x'.repeat(500_000)],
    ['nothing', ''],
  ])('is refused with %s in any place of a text', async (_, value) => {
    const { request } = await makeTestAccount(server.instanceId);
    const places = texts(request);
    expect(places.length).toBeGreaterThan(15);
    for (const place of places) {
      const answer = await send(replaced(request, place, value));
      expect({ place, status: answer.status }).toEqual({ place, status: 400 });
      expect(answer.body).toMatchObject({ code: 'E_REQUEST' });
    }
  });

  it('is refused without any of its fields', async () => {
    const { request } = await makeTestAccount(server.instanceId);
    for (const name of Object.keys(request)) {
      const { [name as keyof RegisterRequest]: _left, ...rest } = request;
      expect(await send(rest)).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
    }
  });

  it.each(['password', 'stretch', 'unlockKey', 'accountKey', 'name'])('is refused with the field %s, by name', async (name) => {
    const { identity, request } = await makeTestAccount(server.instanceId);
    expect(await send({ ...request, [name]: 'marker' })).toMatchObject({
      status: 422,
      body: { code: 'E_PLAINTEXT', issues: [{ path: name }] },
    });
    expect(await rows(identity.accountId)).toBe(0);
  });

  it.each([
    'Upper@Example.org',
    ' blank@example.org',
    'no-at.example.org',
    'two@@example.org',
    'x@y\u0000z',
    `${'x'.repeat(300)}@example.org`,
  ])('is refused for the address %j', async (identifier) => {
    const { request } = await makeTestAccount(server.instanceId);
    expect(await send({ ...request, identifier })).toMatchObject({ status: 400, body: { issues: [{ path: 'identifier' }] } });
  });
});
