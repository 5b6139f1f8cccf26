import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Comparable } from './differences.ts';
import { differencesOf } from './differences.ts';

const of = (body: string, rest: Partial<Comparable> = {}): Comparable => ({
  schema: 'fhir/R4/Observation',
  title: 'T',
  open: {},
  body,
  ...rest,
});
const deep = (leaf: string): string => `{"a":${'['.repeat(5_000)}"]${leaf}"${']'.repeat(5_000)},"b":1}`;
const note = (body: string, rest: Partial<Comparable> = {}): Comparable => of(body, { schema: 'text/plain', ...rest });
const between = (before: string, after: string) => differencesOf(of(before), of(after));

describe('differences of two resources', () => {
  it('are none where the texts say the same, whatever their white space, order of names and escapes', () => {
    expect(between('{"a":1,"b":[true,null,"x"]}', '{ "b" : [ true , null , "\\u0078" ],\n\t"a" : 1 }')).toEqual([]);
    expect(between('{}', '{ }')).toEqual([]);
  });

  it('keep every digit that was written', () => {
    expect(between('{"value":1.50}', '{"value":1.5}')).toEqual([{ path: 'value', before: '1.50', after: '1.5' }]);
    expect(between('{"value":0.1000000000000000055}', '{"value":0.1}')).toEqual([
      { path: 'value', before: '0.1000000000000000055', after: '0.1' },
    ]);
    expect(between('{"value":12345678901234567890}', '{"value":12345678901234567891}')).toHaveLength(1);
    expect(between('{"value":1e2}', '{"value":100}')).toEqual([{ path: 'value', before: '1e2', after: '100' }]);
  });

  it('name leaves by their place, what came and what went, in reading order', () => {
    const before = '{"status":"active","gone":{"x":1,"y":[2]},"dosage":[{"text":"one"},{"text":"two"}],"end":false}';
    const after =
      '{"status":"stopped","dosage":[{"text":"1"},{"text":"two","extra":"more"},{"text":"three"}],"new":"\\"q\\"","end":"false"}';
    expect(between(before, after)).toEqual([
      { path: 'status', before: 'active', after: 'stopped' },
      { path: 'gone.x', before: '1' },
      { path: 'gone.y[0]', before: '2' },
      { path: 'dosage[0].text', before: 'one', after: '1' },
      { path: 'dosage[1].extra', after: 'more' },
      { path: 'dosage[2].text', after: 'three' },
      { path: 'new', after: '"q"' },
      { path: 'end', before: 'false', after: 'false' },
    ]);
  });

  it('tell a text from what only looks like it, and one kind of value from another', () => {
    expect(between('{"a":"1"}', '{"a":1}')).toEqual([{ path: 'a', before: '1', after: '1' }]);
    expect(between('{"a":{"b":1}}', '{"a":[1]}')).toEqual([
      { path: 'a.b', before: '1' },
      { path: 'a[0]', after: '1' },
    ]);
    expect(between('{"a":{}}', '{"a":[]}')).toEqual([
      { path: 'a', before: '{}' },
      { path: 'a', after: '[]' },
    ]);
    expect(between('{"a":[1]}', '{"a":[]}')).toEqual([{ path: 'a[0]', before: '1' }]);
    expect(between('{"a":[]}', '{}')).toEqual([{ path: 'a', before: '[]' }]);
  });

  it('take hostile names for data', () => {
    const changes = between('{"__proto__":{"a":1},"constructor":1,"a.b":1,"":1}', '{"__proto__":{"a":2},"constructor":2,"a.b":2,"":2}');
    expect(changes.map(({ path }) => path)).toEqual(['__proto__.a', 'constructor', '["a.b"]', '[""]']);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    expect(between('{"a":1}', '{"__proto__":{"a":2}}')).toEqual([
      { path: '__proto__.a', after: '2' },
      { path: 'a', before: '1' },
    ]);
  });

  it('take what is no JSON object for one text, and do not exhaust the stack', () => {
    expect(between('not json', '{"a":1}')).toEqual([{ path: 'text', before: 'not json', after: '{"a":1}' }]);
    expect(between('[1]', '[2]')).toEqual([{ path: 'text', before: '[1]', after: '[2]' }]);
    const [change, ...rest] = between(deep('x'), deep('y'));
    expect(rest).toEqual([]);
    expect(change?.before?.length).toBeGreaterThan(5_000);
    expect(between(deep('x'), deep('x').replace('"b":1', '"b":2'))).toEqual([{ path: 'b', before: '1', after: '2' }]);
  });

  it('name title, schema and open fields, and the text of a note', () => {
    expect(differencesOf(note('once'), note('now', { title: 'U', open: { favourite: true, colour: '#ff0000' } }))).toEqual([
      { path: 'title', before: 'T', after: 'U' },
      { path: 'text', before: 'once', after: 'now' },
      { path: 'open.colour', after: '#ff0000' },
      { path: 'open.favourite', after: 'true' },
    ]);
    expect(differencesOf(note('same', { open: { favourite: true } }), note('same', { open: { favourite: false } }))).toEqual([
      { path: 'open.favourite', before: 'true', after: 'false' },
    ]);
  });

  it('are none exactly where two values are equal, and turn around with the sides', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
    const pairs = fc.oneof(
      fc.tuple(objects, objects),
      objects.map((one) => [one, structuredClone(one)] as [typeof one, typeof one]),
    );
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        const [before, after] = [JSON.stringify(left), JSON.stringify(right)];
        const changes = between(before, after);
        expect(changes.length === 0).toBe(isDeepStrictEqual(JSON.parse(before), JSON.parse(after)));
        const sides = (list: typeof changes, isSwapped: boolean) =>
          list
            .map((change) => JSON.stringify([change.path, ...[change.before, change.after][isSwapped ? 'toReversed' : 'slice']()]))
            .sort();
        expect(sides(changes, false)).toEqual(sides(between(after, before), true));
      }),
    );
  });
});
