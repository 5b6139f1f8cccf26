import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalText } from './canonical.ts';
import { identityOf } from './resource-identity.ts';

describe('the canonical text of a resource', () => {
  it.each([
    ['white space', ' { "a" : 1 ,\n"b" : [ 1 , 2 ] } ', '{"a":1,"b":[1,2]}'],
    ['the order of keys', '{"b":{"d":1,"c":2},"a":1}', '{"a":1,"b":{"c":2,"d":1}}'],
    ['escapes', '{"a":"\\u00e9\\/\\ud83d\\ude00\\n"}', '{"a":"é/😀\\n"}'],
    ['escaped keys', '{"\\u0061":1}', '{"a":1}'],
    ['how an exponent is written', '{"a":1E+03,"b":-2.50e-1}', '{"a":1e3,"b":-2.50e-1}'],
  ])('does not depend on %s', (_, body, canonical) => {
    expect(canonicalText(body)).toBe(canonical);
    expect(canonicalText(canonical)).toBe(canonical);
  });

  it.each([
    ['digits of a number', '{"a":1.50}', '{"a":1.5}'],
    ['a number and its text', '{"a":1}', '{"a":"1"}'],
    ['a marked number and such a text', '{"a":1}', '{"a":"n1"}'],
    ['texts', '{"a":"n"}', '{"a":"s"}'],
    ['the order of a list', '{"a":[1,2]}', '{"a":[2,1]}'],
    ['null and nothing', '{"a":null}', '{}'],
    ['letters that look alike', '{"a":"\\u00e9"}', '{"a":"e\\u0301"}'],
    ['true and its text', '{"a":true}', '{"a":"true"}'],
  ])('differs by %s', (_, a, b) => {
    expect(canonicalText(a)).toEqual(expect.any(String));
    expect(canonicalText(a)).not.toBe(canonicalText(b));
  });

  it('takes hostile keys as data', () => {
    const body = '{"toString":1,"__proto__":{"b":1,"a":2},"constructor":"x"}';
    expect(canonicalText(body)).toBe('{"__proto__":{"a":2,"b":1},"constructor":"x","toString":1}');
    expect(canonicalText('{"__proto__":1}')).not.toBe(canonicalText('{}'));
  });

  it('is none of what readers could understand differently', () => {
    const deep = `{"a":${'['.repeat(200)}${']'.repeat(200)}}`;
    for (const body of ['', '[]', '1', '{', '{"a":1,"a":2}', '{"b":{"a":1,"a":1}}', '{"a":"\\ud800"}', deep]) {
      expect(canonicalText(body)).toBeUndefined();
    }
  });

  it('is the same for every spelling of a value, and another one for every other value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4 })), (value) => {
        const body = JSON.stringify(value);
        const shuffled = JSON.stringify(Object.fromEntries(Object.entries(value).toReversed()), undefined, 3);
        const canonical = canonicalText(body);
        fc.pre(canonical !== undefined);
        expect(canonicalText(shuffled)).toBe(canonical);
        expect(canonicalText(JSON.stringify({ ...value, 'another key': 1 }))).not.toBe(canonical);
        expect(JSON.parse(canonical ?? '')).toEqual(JSON.parse(body));
      }),
    );
  });

  it('takes no longer than its length for large texts', () => {
    const body = `{"a":"${'\\"'.repeat(500_000)}","b":[${'1.0,'.repeat(200_000)}1]}`;
    expect(canonicalText(body)).toBe(body);
  });
});

describe('the identity of a resource', () => {
  it('is its names and the hash of its canonical text', async () => {
    const one = await identityOf('{"resourceType":"Patient","id":"p1"}', 'urn:x');
    expect(one).toMatchObject({ id: 'p1', fullUrl: 'urn:x' });
    expect(await identityOf('{ "id" : "p1", "resourceType" : "Patient" }', 'urn:x')).toEqual(one);
    expect((await identityOf('{"resourceType":"Patient","id":"p2"}', 'urn:x')).hash).not.toBe(one.hash);
  });

  it('exists for any text, and leaves out what is no id', async () => {
    for (const body of ['', 'null', '{"id":7}', '{"id":"a b"}', '{"id":"a","id":"b"', '\ud800']) {
      expect(await identityOf(body, undefined)).toEqual({ hash: expect.stringMatching(/^[\w-]{43}$/) as unknown });
    }
  });
});
