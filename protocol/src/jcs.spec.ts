import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromUtf8, utf8 } from './bytes.ts';
import { jcsBytes, parseJcs } from './jcs.ts';
import { JCS_DEPTH, JCS_VALUES } from './limits.ts';

const nested = (levels: number): Uint8Array => utf8('['.repeat(levels) + ']'.repeat(levels));
const list = (values: number): Uint8Array => jcsBytes(Array.from({ length: values }, () => 1));

describe('canonical JSON', () => {
  it('writes the example of RFC 8785 section 3.2.2', () => {
    const value = {
      numbers: [333_333_333.333_333_3, 1e30, 4.5, 2e-3, 1e-27],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(fromUtf8(jcsBytes(value))).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('reads back exactly what it wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }), (value) => {
        expect(parseJcs(jcsBytes(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each(['{"b":1,"a":2}', '{"a":1, "b":2}', '{"a":1,"a":1}', '{"a":1.0}', '{"a":"\\u0061"}', '[1,]', '', '\uFEFF{}', '{"a":"\\ud800"}'])(
    'refuses %j, which is not canonical',
    (text) => {
      expect(() => parseJcs(utf8(text))).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
    },
  );

  it('takes as many values and levels as there is room for, and not one more', () => {
    for (const bytes of [nested(JCS_DEPTH), list(JCS_VALUES)]) expect(() => parseJcs(bytes)).not.toThrow();
    for (const [bytes, detail] of [
      [nested(JCS_DEPTH + 1), 'too many levels'],
      [list(JCS_VALUES + 1), 'too many values'],
    ] as const) {
      expect(() => parseJcs(bytes)).toThrow(expect.objectContaining({ code: 'E_FORMAT', detail }));
    }
  });

  it.each([undefined, Number.NaN, '\ud800', { a: '\udc00' }])('refuses to write %j', (value) => {
    expect(() => jcsBytes(value)).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
  });
});
