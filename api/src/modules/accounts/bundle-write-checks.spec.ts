import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { KeyBundle, SlotHeader } from '@sealchart/protocol';
import { ACCOUNT_EVENTS, ACCOUNT_KEYS, CLOCK_AHEAD_MS, SealedKeysHeader, toB64u, toInstant } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { readState, registerAndLogIn } from '../../testing/test-account.ts';
import type { NextBundleParts, NextBundlePlan } from '../../testing/test-bundle.ts';
import { hashOfStatement, nextBundle, noiseJwe, random, sendBundle, valueOf, writeNextBundle } from '../../testing/test-bundle.ts';
import { makeTestIdentity } from '../../testing/test-identity.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let person: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  await server.accounts.collection('rates').deleteMany({});
  person = await registerAndLogIn(server);
});
afterAll(async () => {
  await server.close();
});

const write = async (plan: NextBundlePlan, account: LoggedInAccount = person): Promise<TestAnswer> =>
  sendBundle(server, account.token, (await nextBundle(account.keys, plan)).request);

/** Refused with this code, and everything is as it was. */
const expectRefused = async (plan: NextBundlePlan, code: string, account: LoggedInAccount = person): Promise<void> => {
  const before = await readState(server, account.accountId);
  const answer = await write(plan, account);
  expect([answer.status, (answer.body as { code?: string }).code]).toEqual([code === 'E_CONFLICT' ? 409 : 422, code]);
  expect(await readState(server, account.accountId)).toEqual(before);
};

/** Sealed keys whose header says something else. */
const sealedFor = ({ sealedKeys }: KeyBundle, parts: object): string => {
  const header = SealedKeysHeader.parse(JSON.parse(Buffer.from(sealedKeys.split('.')[0] ?? '', 'base64url').toString()));
  return noiseJwe({ ...header, ctx: { ...header.ctx, ...parts } }, { key: 0, ciphertext: 900 });
};
/** Every slot otherwise, in a bundle. */
const changed =
  (change: (slot: KeyBundle['slots'][number]) => KeyBundle['slots'][number]) =>
  (bundle: KeyBundle): KeyBundle => ({ ...bundle, slots: bundle.slots.map(change) });
const withOrigin = (sequence: number) => changed((slot) => ({ ...slot, origin: { ...slot.origin, sequence } }));

describe('what a bundle must be', () => {
  it('the successor of the stored one', async () => {
    const { account } = await writeNextBundle(server, person);
    await expectRefused({}, 'E_CONFLICT', { ...account, keys: person.keys });
    await expectRefused({ parts: { request: (r) => ({ ...r, expectedVersion: 1 }) } }, 'E_FORMAT', account);
    const { request } = await nextBundle(account.keys);
    expect(
      await sendBundle(server, person.token, { ...request, expectedVersion: 7, bundle: { ...request.bundle, version: 8 } }),
    ).toMatchObject({
      status: 409,
    });
  });

  it("the caller's own", async () => {
    const other = await registerAndLogIn(server);
    const { request } = await nextBundle(other.keys);
    expect(await sendBundle(server, person.token, request)).toMatchObject({ status: 422, body: { code: 'E_BIND' } });
    expect(await readState(server, other.accountId)).toMatchObject({ bundle: { version: 1 } });
  });

  it.each<[string, (header: SlotHeader) => unknown]>([
    ['version', (h) => ({ ...h, ctx: { ...h.ctx, version: 1 } })],
    ['account', (h) => ({ ...h, ctx: { ...h.ctx, account: 'acc_AAAAAAAAAAAAAAAAAAAAAA' } })],
    ['instance', (h) => ({ ...h, ctx: { ...h.ctx, instance: 'ins_AAAAAAAAAAAAAAAAAAAAAA' } })],
  ])('bound to its %s, in every header', async (_, slotHeader) => {
    await expectRefused({ parts: { slotHeader } }, 'E_BIND');
  });

  it('bound in the header of the sealed keys too', async () => {
    await expectRefused({ parts: { bundle: (bundle) => ({ ...bundle, sealedKeys: sealedFor(bundle, { version: 1 }) }) } }, 'E_BIND');
  });

  it('the bundle that the chain names', async () => {
    await expectRefused({ parts: { bundleEvent: (e) => ({ ...e, bundleHash: random(32) }) } }, 'E_HASH');
  });

  it("that of the chain's key", async () => {
    const other = await makeTestIdentity(server.instanceId, { accountId: person.accountId });
    await expectRefused({ parts: { bundle: (b) => ({ ...b, certificate: toB64u(other.certificate.bytes) }) } }, 'E_CERT');
    const fingerprint = other.certificate.fingerprint;
    await expectRefused({ parts: { bundle: (b) => ({ ...b, fingerprint, sealedKeys: sealedFor(b, { fingerprint }) }) } }, 'E_CERT');
  });
});

describe('a slot that stays', () => {
  it('keeps its key', async () => {
    await expectRefused({ parts: { bundle: changed((slot) => ({ ...slot, publicKey: random(32) })) } }, 'E_BIND');
  });

  it('keeps its settings', async () => {
    const kdf = { ...person.keys.kdf, salt: random(16) };
    await expectRefused({ parts: { slotHeader: (h) => ({ ...h, ctx: { ...h.ctx, kdf } }) } }, 'E_BIND');
  });

  it('keeps its kind', async () => {
    const { account } = await writeNextBundle(server, person, { recovery: 'new' });
    const recovery = account.keys.bundle.slots.find(({ kind }) => kind === 'recovery');
    const slotHeader = (h: SlotHeader): unknown => {
      if (h.ctx.slotId !== recovery?.slotId) return h;
      return { ...h, ctx: { ...h.ctx, kind: 'organisation' } };
    };
    const bundle = changed((slot) => (slot.slotId === recovery?.slotId ? { ...slot, kind: 'organisation' } : slot));
    await expectRefused({ parts: { slotHeader, bundle } }, 'E_BIND', account);
  });

  it('proves an event of before its bundle', async () => {
    await expectRefused({ parts: { bundle: withOrigin(3) } }, 'E_FORMAT');
    await expectRefused({ parts: { bundle: withOrigin(99) } }, 'E_FORMAT');
    await writeNextBundle(server, person, { parts: { bundle: withOrigin(2) } });
  });
});

describe('the events of a write', () => {
  const ahead = toInstant(Date.now() + CLOCK_AHEAD_MS + 3_600_000);
  it.each<[string, NextBundleParts, string]>([
    ['of another instance', { bundleEvent: (e) => ({ ...e, instance: 'ins_AAAAAAAAAAAAAAAAAAAAAA' }) }, 'E_INSTANCE'],
    ['of another context', { bundleEvent: (e) => ({ ...e, context: 'sealchart/v1/profile' }) }, 'E_CONTEXT'],
    ['with an unknown field', { bundleEvent: (e) => ({ ...e, admin: true }) }, 'E_FORMAT'],
    ['from the future', { bundleEvent: (e) => ({ ...e, authoredAt: ahead }) }, 'E_CLOCK'],
    ['with a gap', { bundleEvent: (e) => ({ ...e, sequence: 4 }) }, 'E_FORMAT'],
    ['behind another predecessor', { bundleEvent: (e) => ({ ...e, previous: random(32) }) }, 'E_FORMAT'],
    ['of another bundle version', { bundleEvent: (e) => ({ ...e, bundleVersion: 3 }) }, 'E_FORMAT'],
    [
      'in the name of another key',
      { bundleEvent: (e) => ({ ...e, author: { account: person.accountId, fingerprint: 'ab'.repeat(32) } }) },
      'E_AUTHOR',
    ],
    [
      'in the name of another account',
      { bundleEvent: (e) => ({ ...e, author: { ...(e as { author: object }).author, account: 'acc_AAAAAAAAAAAAAAAAAAAAAA' } }) },
      'E_AUTHOR',
    ],
  ])('are refused %s', async (_, parts, code) => {
    await expectRefused({ parts }, code);
  });

  it('are a bundle event, or a rotation and a bundle event', async () => {
    const { request } = await nextBundle(person.keys, { rotation: 'routine' });
    const [rotate, bundle] = request.events;
    if (!rotate || !bundle) throw new Error('two events');
    for (const events of [[rotate], [bundle, rotate], [bundle, bundle], [rotate, rotate]]) {
      expect(await sendBundle(server, person.token, { ...request, events })).toMatchObject({ status: 422, body: { code: 'E_FORMAT' } });
    }
    for (const events of [[], [rotate, bundle, bundle]]) {
      expect(await sendBundle(server, person.token, { ...request, events })).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
    }
    expect(await readState(server, person.accountId)).toMatchObject({ bundle: { version: 1 } });
  });

  it('are no longer chain than that, however well signed', async () => {
    const { request } = await nextBundle(person.keys);
    const [event] = request.events;
    if (!event) throw new Error('an event');
    const value = valueOf(event);
    const next = { ...value, sequence: 4, previous: await hashOfStatement(event) };
    const { bundleVersion: _version, bundleHash: _hash, ...common } = next as typeof next & Record<'bundleVersion' | 'bundleHash', unknown>;
    const second = await person.identity.sign({ ...next, bundleVersion: 3 });
    const end = { ...common, kind: 'revoke', fingerprint: person.identity.certificate.fingerprint, cause: 'closed' };
    for (const last of [second, await person.identity.sign(end)]) {
      expect(await sendBundle(server, person.token, { ...request, events: [event, last] })).toMatchObject({
        status: 422,
        body: { code: 'E_FORMAT' },
      });
    }
    expect((await sendBundle(server, person.token, request)).status).toBe(200);
  });
});

describe('the length of a chain', () => {
  it('leaves room for the end of it: the last event can only close the account', async () => {
    // The rows themselves are not read any more when their number is too large.
    const row = { accountId: person.accountId, hash: 'A'.repeat(43), statement: Buffer.from('{}'), signature: Buffer.from('x') };
    const fill = async (from: number, to: number): Promise<void> => {
      const sequences = Array.from({ length: to - from + 1 }, (_, i) => from + i);
      await server.accounts
        .collection<{ _id: string }>('accountevents')
        .insertMany(sequences.map((sequence) => ({ ...row, _id: `${person.accountId}/${sequence}`, sequence })));
    };
    await fill(3, ACCOUNT_EVENTS - 2);
    expect(await write({ rotation: 'routine' })).toMatchObject({ status: 413, body: { code: 'E_LIMIT' } });
    // One more would fit, were it the right one.
    expect(await write({})).toMatchObject({ status: 422, body: { code: 'E_CONTEXT' } });
    await fill(ACCOUNT_EVENTS - 1, ACCOUNT_EVENTS - 1);
    expect(await write({})).toMatchObject({ status: 413, body: { code: 'E_LIMIT' } });
  });

  it('has so many keys and no more', async () => {
    const rows = Array.from({ length: ACCOUNT_KEYS - 1 }, (_, i) => ({
      _id: `${person.accountId}-${i}`,
      accountId: person.accountId,
      bytes: Buffer.from('x'),
    }));
    await server.accounts.collection<{ _id: string }>('certificates').insertMany(rows);
    expect(await write({ rotation: 'routine' })).toMatchObject({ status: 413, body: { code: 'E_LIMIT' } });
    expect(await write({})).toMatchObject({ status: 422, body: { code: 'E_CERT' } });
  });
});
