import { describe, expect, it } from '@jest/globals';
import type { Slot, SlotContext } from '@sealchart/protocol';
import { Slot as SlotSchema, fromB64u, toB64u } from '@sealchart/protocol';
import { readVectors } from '../testing/vectors.ts';
import type { SlotKeys } from './slots.ts';
import { areKeysOf, isOriginProven, makeSlot, openSlot, rewrapSlot, slotContextOf, slotKeysOf } from './slots.ts';

interface Slots {
  readonly instanceId: string;
  readonly accountId: string;
  readonly version: number;
  readonly secret: string;
  readonly ctx: Extract<SlotContext, { kind: 'password' }>;
  readonly accountKey: string;
  readonly head: string;
  readonly good: Slot;
  readonly bad: Readonly<Record<string, Slot>>;
  readonly badOrigins: Readonly<Record<string, Slot>>;
}
interface Derived {
  readonly slot: {
    secret: string;
    slotId: string;
    publicKey: string;
    originKey: string;
    origins: { sequence: number; head: string; mac: string }[];
  };
}
const vectors = readVectors('slots') as Slots;
const { slot: derived } = readVectors('derivations') as Derived;
const { instanceId, accountId, ctx, good } = vectors;
const place = { instanceId, accountId, slotId: good.slotId };
const secret = fromB64u(vectors.secret);

/** As a login does it: the header first, then the key it opens with. */
async function open(slot: Slot, keys: SlotKeys) {
  slotContextOf(slot);
  return openSlot(slot, keys, ctx);
}

const isProven = async (slot: Slot) =>
  isOriginProven(slot, await slotKeysOf(secret, place), place, (sequence) => (sequence <= 2 ? fromB64u(vectors.head) : undefined));

describe('keys of a slot', () => {
  it('are those of the vectors', async () => {
    const keys = await slotKeysOf(fromB64u(derived.secret), place);
    expect(toB64u(keys.publicKey)).toBe(derived.publicKey);
    expect(toB64u(keys.originKey)).toBe(derived.originKey);
    expect(keys.privateKey.extractable).toBe(false);
  });

  it('differ for every slot, account and instance', async () => {
    const other = 'AAAAAAAAAAAAAAAAAAAAAA';
    const places = [
      place,
      { ...place, instanceId: `ins_${other}` },
      { ...place, accountId: `acc_${other}` },
      { ...place, slotId: `slt_${other}` },
    ];
    const keys = await Promise.all(places.map((at) => slotKeysOf(secret, at)));
    expect(new Set(keys.map(({ publicKey }) => toB64u(publicKey))).size).toBe(places.length);
    expect(new Set(keys.map(({ originKey }) => toB64u(originKey))).size).toBe(places.length);
  });
});

describe('a slot', () => {
  it('of the vectors opens', async () => {
    const keys = await slotKeysOf(secret, place);
    expect(areKeysOf(good, keys)).toBe(true);
    expect(slotContextOf(good)).toEqual(ctx);
    expect(toB64u(await open(good, keys))).toBe(vectors.accountKey);
  });

  it('is made so that it opens, fits the wire schema and proves its origin', async () => {
    const origin = { sequence: 2, head: fromB64u(vectors.head) };
    const { context: _, ...binding } = ctx;
    const made = await makeSlot(binding, secret, fromB64u(vectors.accountKey), origin);
    expect(SlotSchema.safeParse(made).success).toBe(true);
    expect(made.publicKey).toBe(good.publicKey);
    expect(toB64u(await open(made, await slotKeysOf(secret, place)))).toBe(vectors.accountKey);
    expect(await isProven(made)).toBe(true);
  });

  it.each(Object.entries(vectors.bad))('is refused: %s', async (_, slot) => {
    await expect(open(slot, await slotKeysOf(secret, place))).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });

  it.each(['another slot in ctx', 'another kind in ctx'])('has a header of its own: %s', (name) => {
    expect(() => slotContextOf(vectors.bad[name] ?? good)).toThrow(expect.objectContaining({ code: 'E_BUNDLE' }));
  });

  it('does not open with another secret', async () => {
    const keys = await slotKeysOf(
      secret.map((byte) => byte ^ 1),
      place,
    );
    expect(areKeysOf(good, keys)).toBe(false);
    await expect(open(good, keys)).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });
});

describe('a slot that is kept without its secret', () => {
  const { context: _, ...binding } = vectors.ctx;
  const next = { ...binding, version: vectors.version + 1 };
  const accountKey = new Uint8Array(32).fill(3);

  it('holds the new account key in the new version; all else is as it was', async () => {
    const kept = await rewrapSlot(good, next, accountKey);
    expect({ ...kept, wrapped: good.wrapped }).toEqual(good);
    expect(slotContextOf(kept)).toEqual({ ...vectors.ctx, version: vectors.version + 1 });
    const keys = await slotKeysOf(secret, place);
    expect(await openSlot(kept, keys, slotContextOf(kept))).toEqual(accountKey);
    expect(await isProven(kept)).toBe(true);
    await expect(open(kept, keys)).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });

  it('is wrapped to the public key it has, whoever that belongs to', async () => {
    const { publicKey } = await slotKeysOf(new Uint8Array(32).fill(4), place);
    const planted = await rewrapSlot({ ...good, publicKey: toB64u(publicKey) }, next, accountKey);
    await expect(openSlot(planted, await slotKeysOf(secret, place), slotContextOf(planted))).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });
});

describe('the origin of a slot', () => {
  it.each(derived.origins)('with sequence $sequence is that of the vectors', async ({ sequence, head, mac }) => {
    const slot = { ...good, origin: { sequence, mac } };
    const keys = await slotKeysOf(secret, place);
    expect(await isOriginProven(slot, keys, place, (asked) => (asked === sequence ? fromB64u(head) : undefined))).toBe(true);
  });

  it('is proven by the right event', async () => expect(await isProven(good)).toBe(true));

  it.each(Object.entries(vectors.badOrigins))('is not proven by %s', async (_, slot) => {
    expect(await isProven(slot)).toBe(false);
  });

  it('is not proven when the chain is too short', async () => {
    const keys = await slotKeysOf(secret, place);
    expect(await isOriginProven(good, keys, place, () => undefined)).toBe(false);
  });
});
