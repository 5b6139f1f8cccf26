import { describe, expect, it } from '@jest/globals';
import { accountIdOf, AccountId, b64u, ElementId, Fingerprint, Hash, idOf, isB64uOf, PrincipalId } from './ids.ts';

const sixteen = 'AAAAAAAAAAAAAAAAAAAAAA';
const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) => schema.safeParse(value).success;

describe('ids', () => {
  it('are a prefix and the one spelling of 16 bytes', () => {
    expect(accepts(AccountId, `acc_${sixteen}`)).toBe(true);
    const others = [`acc_${'A'.repeat(21)}B`, `acc_${'A'.repeat(21)}`, `elm_${sixteen}`, sixteen, `acc_${sixteen}A`, 7, { $gt: '' }, null];
    expect(others.map((value) => accepts(AccountId, value))).toEqual(others.map(() => false));
  });

  it('are made from 16 random bytes', () => {
    expect(idOf('elm_', new Uint8Array(16))).toBe(`elm_${sixteen}`);
    expect(accepts(ElementId, idOf('elm_', new Uint8Array(32).fill(255)))).toBe(true);
  });

  it('name accounts, groups and sections as principals', () => {
    expect(['acc_', 'grp_', 'sec_'].map((prefix) => accepts(PrincipalId, prefix + sixteen))).toEqual([true, true, true]);
    expect(accepts(PrincipalId, `ins_${sixteen}`)).toBe(false);
  });

  it('of accounts follow from instance and first key', async () => {
    const [one, two] = await Promise.all([accountIdOf(`ins_${sixteen}`, 'a'.repeat(64)), accountIdOf(`ins_${sixteen}`, 'b'.repeat(64))]);
    expect(accepts(AccountId, one)).toBe(true);
    expect(one).not.toBe(two);
    expect(await accountIdOf(`ins_${sixteen}`, 'a'.repeat(64))).toBe(one);
  });
});

describe('binary fields', () => {
  it('have a canonical spelling and a bounded length', () => {
    const schema = b64u(3, 2);
    expect(['AAA', 'AAAA'].map((text) => accepts(schema, text))).toEqual([true, true]);
    expect(['', 'AA', 'AAB', 'AAAAA', 'AAAAAA', 'AA=', 'A+A', 5].map((text) => accepts(schema, text))).toEqual(Array(8).fill(false));
  });

  it('hashes are 32 bytes, fingerprints 64 lower-case digits', () => {
    expect(isB64uOf('A'.repeat(43), 32)).toBe(true);
    expect(accepts(Hash, 'A'.repeat(43))).toBe(true);
    expect(accepts(Hash, 'A'.repeat(42))).toBe(false);
    expect(accepts(Fingerprint, 'a1'.repeat(32))).toBe(true);
    expect(accepts(Fingerprint, 'A1'.repeat(32))).toBe(false);
  });
});
