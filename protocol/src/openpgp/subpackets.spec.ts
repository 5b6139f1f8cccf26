import { describe, expect, it } from '@jest/globals';
import { fromHex } from '../bytes.ts';
import type { SubpacketRule } from './subpackets.ts';
import { fixedRule, readSubpackets, requireSubpackets } from './subpackets.ts';

const hexOf = (spaced: string): Uint8Array => fromHex(spaced.replaceAll(' ', ''));
const refusal = expect.objectContaining({ code: 'E_FORMAT' });
const optional: SubpacketRule = { type: 11, isCritical: false, isOptional: true };

describe('readSubpackets', () => {
  it('reads type, criticality and body', () => {
    expect(readSubpackets(hexOf('0282aa 0103 0304bbcc'))).toEqual([
      { type: 2, isCritical: true, body: Uint8Array.of(0xaa) },
      { type: 3, isCritical: false, body: new Uint8Array() },
      { type: 4, isCritical: false, body: Uint8Array.of(0xbb, 0xcc) },
    ]);
  });

  it.each([
    ['length zero', '00'],
    ['length zero behind another', '028200 00'],
    ['a body that is cut', '0382aa'],
    ['a length of two octets', `c00082${'00'.repeat(191)}`],
  ])('refuses %s', (_, hex) => {
    expect(() => readSubpackets(hexOf(hex))).toThrow(refusal);
  });
});

describe('requireSubpackets', () => {
  const rules = [fixedRule(2, true, 1), optional, fixedRule(27, false, 3)];

  it.each([
    ['without the optional one', '028201 021b03'],
    ['with the optional one', '028201 020b09 021b03'],
  ])('accepts them %s', (_, hex) => {
    expect(() => requireSubpackets(readSubpackets(hexOf(hex)), rules)).not.toThrow();
  });

  it.each([
    ['nothing', ''],
    ['one missing at the end', '028201'],
    ['one missing in front', '021b03'],
    ['another content', '028202 021b03'],
    ['another criticality', '020201 021b03'],
    ['another order', '021b03 028201'],
    ['one twice', '028201 028201 021b03'],
    ['the optional one twice', '028201 020b09 020b09 021b03'],
    ['one more behind', '028201 021b03 021400'],
  ])('refuses %s', (_, hex) => {
    expect(() => requireSubpackets(readSubpackets(hexOf(hex)), rules)).toThrow(refusal);
  });
});
