import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodyOf, membersOf } from './members.ts';

describe('members of a resource', () => {
  it('are the texts as written, in their order, without white space between tokens', () => {
    const body = ' {\n "resourceType" : "Observation",\t"valueQuantity": { "value": 1.50, "unit": "m m" },\r\n"a":[ 1e2 , null ] } ';
    expect([...(membersOf(body) ?? [])]).toEqual([
      ['resourceType', '"Observation"'],
      ['valueQuantity', '{"value":1.50,"unit":"m m"}'],
      ['a', '[1e2,null]'],
    ]);
  });

  it('may have any name: none is special', () => {
    const body = '{"__proto__":{"x":1},"constructor":2,"":3,"a\\"b":4,"1":5}';
    const members = membersOf(body);
    expect([...(members ?? []).keys()]).toEqual(['__proto__', 'constructor', '', 'a"b', '1']);
    expect(bodyOf(members ?? new Map())).toBe(body);
  });

  it.each([
    ['no JSON', '{"a":01}'],
    ['more than one value', '{} {}'],
    ['cut off', '{"a":1'],
    ['a list', '[1]'],
    ['a text', '"a"'],
    ['nothing', ''],
    ['a name that occurs twice', '{"a":1,"a":2}'],
    ['a name that occurs twice below', '{"a":{"b":1,"b":2}}'],
    ['half a surrogate pair', '{"a":"\\ud800"}'],
    ['a half surrogate pair as written', '{"a":"\ud800"}'],
    ['too deep', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`],
    ['far too deep', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('are none where the text is %s', (_name, body) => {
    expect(membersOf(body)).toBeUndefined();
  });

  it('come back from their body', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).filter((json) => !/\\ud[89a-f]/i.test(JSON.stringify(json)));
    fc.assert(
      fc.property(fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }), value })), (list) => {
        const members = new Map(list.map((member) => [member.name, JSON.stringify(member.value)]));
        expect([...(membersOf(bodyOf(members)) ?? [])]).toEqual([...members]);
      }),
    );
  });
});
