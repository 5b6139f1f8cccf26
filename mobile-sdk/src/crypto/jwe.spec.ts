import { describe, expect, it } from '@jest/globals';
import type { Slot } from '@sealchart/protocol';
import { fromB64u } from '@sealchart/protocol';
import { compactDecrypt } from 'jose';
import { readVectors } from '../testing/vectors.ts';
import { openJwe, readJweHeader, sealJwe } from './jwe.ts';
import { slotKeysOf } from './slots.ts';

const sealed = readVectors('sealed-keys') as { accountKey: string; good: string; bad: Record<string, string> };
const slots = readVectors('slots') as { instanceId: string; accountId: string; secret: string; good: Slot; bad: Record<string, Slot> };
const accountKey = fromB64u(sealed.accountKey);

/** What the library opens by itself: these are refused by our own reading of the header and by nothing else. */
const onlyOurs = [
  'zip',
  'kid',
  'a member of its own',
  'no ctx',
  'a member too many in ctx',
  'a member twice',
  'spaces in the header',
  'another version in ctx',
];

describe('the header of a JWE', () => {
  it.each(onlyOurs)('of sealed keys, %s: the library opens it, we do not', async (name) => {
    const jwe = sealed.bad[name] ?? '';
    await expect(compactDecrypt(jwe, accountKey)).resolves.toBeDefined();
    const { ctx } = readJweHeader('sealed-keys', sealed.good);
    await expect(openJwe('sealed-keys', accountKey, ctx, jwe)).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });

  it.each([
    'zip',
    'kid',
    'apu',
    'apv',
    'a member of its own',
    'no ctx',
    'a member twice',
    'a member too many in epk',
    'another slot in ctx',
  ])('of a slot, %s: the library opens it, we do not', async (name) => {
    const slot = slots.bad[name];
    const { privateKey } = await slotKeysOf(fromB64u(slots.secret), { ...slots, slotId: slots.good.slotId });
    await expect(compactDecrypt(slot?.wrapped ?? '', privateKey)).resolves.toBeDefined();
    const { ctx } = readJweHeader('slot', slots.good.wrapped);
    await expect(openJwe('slot', privateKey, ctx, slot?.wrapped ?? '')).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });

  it.each(['', '.', '....', 'e30....', `${btoa('null')}....`, `${btoa('[]')}....`, '\u00e9....', `${sealed.good}.`])(
    'is refused: %j',
    (jwe) => {
      expect(() => readJweHeader('slot', jwe)).toThrow(expect.objectContaining({ code: 'E_BUNDLE' }));
    },
  );

  it('of one kind is not one of the other', () => {
    expect(() => readJweHeader('slot', sealed.good)).toThrow(expect.objectContaining({ code: 'E_BUNDLE' }));
    expect(() => readJweHeader('sealed-keys', slots.good.wrapped)).toThrow(expect.objectContaining({ code: 'E_BUNDLE' }));
  });

  it('is written with nothing but its members', async () => {
    const { ctx } = readJweHeader('sealed-keys', sealed.good);
    const jwe = await sealJwe('sealed-keys', accountKey, ctx, new Uint8Array(3));
    expect(Object.keys(readJweHeader('sealed-keys', jwe)).toSorted()).toEqual(['alg', 'ctx', 'enc']);
    expect(await openJwe('sealed-keys', accountKey, ctx, jwe)).toEqual(new Uint8Array(3));
  });
});
