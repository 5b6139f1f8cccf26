import { describe, expect, it } from '@jest/globals';
import { convert, unitPair } from './units.ts';

describe('units that can be converted', () => {
  it.each([
    ['kg', [], 70, 154.324],
    ['Cel', [], 37, 98.6],
    ['cm', [], 170, 66.929],
    ['mg/dL', ['2339-0'], 90, 4.9957],
    ['mg/dL', ['2093-3'], 200, 5.1726],
  ] as const)('%s of %j there and back', (code, codes, value, expected) => {
    const [first, second] = unitPair(code, codes) ?? [];
    if (!first || !second) throw new TypeError('no pair');
    expect(convert(value, first, second)).toBeCloseTo(expected, 2);
    expect(convert(convert(value, first, second), second, first)).toBeCloseTo(value, 9);
  });

  it('are none where the amount depends on a substance that is not known', () => {
    expect(unitPair('mg/dL', ['2160-0'])).toBeUndefined();
    expect(unitPair('mg/dL', [])).toBeUndefined();
    expect(unitPair(undefined, [])).toBeUndefined();
    expect(unitPair('ug', ['2339-0'])).toBeUndefined();
  });
});
