import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { concatBytes, fromHex, toHex, uintBytes } from '../bytes.ts';
import { readMpi } from './mpi.ts';

describe('readMpi', () => {
  it('reads the examples of RFC 9580 section 3.2', () => {
    expect(readMpi(fromHex('000101'), 0)).toEqual({ value: Uint8Array.of(1), end: 3 });
    expect(readMpi(fromHex('ff000901ff'), 1)).toEqual({ value: Uint8Array.of(1, 0xff), end: 5 });
  });

  it.each([
    ['zero', '0000'],
    ['zero with an octet', '000100'],
    ['leading zero bits', '000801'],
    ['a leading zero octet', '00090001'],
    ['too few bits', '000803ff'],
    ['truncated', '000901'],
    ['no length', '00'],
  ])('refuses %s', (_, hex) => {
    expect(() => readMpi(fromHex(hex), 0)).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
  });

  it('reads every number back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 4096n - 1n }), (number) => {
        const hex = number.toString(16);
        const value = fromHex(hex.length % 2 === 0 ? hex : `0${hex}`);
        const mpi = concatBytes(uintBytes(number.toString(2).length, 2), value);
        expect(toHex(readMpi(mpi, 0).value)).toBe(toHex(value));
      }),
    );
  });
});
