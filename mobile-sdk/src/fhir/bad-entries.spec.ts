import { describe, expect, it } from '@jest/globals';
import { concatBytes, ELEMENT_BYTES, FHIR_BODY_BYTES, FHIR_DEPTH, FHIR_URL_CHARACTERS, utf8 } from '@sealchart/protocol';
import type { FhirItem } from './items.ts';
import { readFhir } from './reader.ts';

async function read(source: Iterable<Uint8Array>): Promise<FhirItem[]> {
  const items: FhirItem[] = [];
  for await (const item of readFhir(source)) items.push(item);
  return items;
}

const good = '{"resource":{"resourceType":"Basic"}}';
const around = (entry: string): Uint8Array[] => [
  utf8(`{"resourceType":"Bundle","type":"batch","entry":[${good},`),
  utf8(entry),
  utf8(`,${good}]}`),
];
const patient = (members: string): string => `{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p",${members}}}`;

/** Reads the entry between two good ones, which must stay importable. */
async function problemOf(entry: string | Uint8Array): Promise<unknown> {
  const [start, middle, end] = around(typeof entry === 'string' ? entry : '');
  const items = await read([start, typeof entry === 'string' ? middle : entry, end].filter((part) => part !== undefined));
  expect(items.map(({ kind, index }) => [kind, index])).toEqual([
    ['entry', 0],
    ['problem', 1],
    ['entry', 2],
  ]);
  return items[1];
}

describe('an entry that is no resource of R4', () => {
  it.each([
    ['null', 'entry[1]', 'is no object'],
    ['7', 'entry[1]', 'is no object'],
    ['"{}"', 'entry[1]', 'is no object'],
    ['[{"resourceType":"Patient"}]', 'entry[1]', 'is no object'],
    ['{}', 'entry[1]', 'has no resource'],
    ['{"resource":null}', 'entry[1].resource', 'is null'],
    ['{"resource":"Patient"}', 'entry[1].resource', 'is text, where Resource belongs'],
    ['{"resource":[{"resourceType":"Patient"}]}', 'entry[1].resource', 'is a list, where one Resource belongs'],
    ['{"resource":{}}', 'entry[1].resource.resourceType', 'is missing'],
    ['{"resource":{"resourceType":7}}', 'entry[1].resource.resourceType', 'is missing'],
    ['{"resource":{"resourceType":"Patients"}}', 'entry[1].resource.resourceType', 'is Patients, which is no resource type of R4'],
    [
      '{"resource":{"resourceType":"DomainResource"}}',
      'entry[1].resource.resourceType',
      'is DomainResource, which is no resource type of R4',
    ],
    ['{"resource":{"resourceType":"__proto__"}}', 'entry[1].resource.resourceType', 'is no resource type of R4'],
    ['{"fullUrl":7,"resource":{"resourceType":"Basic"}}', 'entry[1].fullUrl', 'is a number, where uri belongs'],
  ])('%s', async (entry, path, reason) => {
    expect(await problemOf(entry)).toMatchObject({ path, reason });
  });

  it('is named by what it says of itself', async () => {
    expect(await problemOf(patient('"birthDate":"1.1.1970"'))).toEqual({
      kind: 'problem',
      index: 1,
      path: 'entry[1].resource.birthDate',
      rule: 'wrongValue',
      reason: 'is no date of R4',
      fullUrl: 'urn:uuid:1',
      resourceType: 'Patient',
      id: 'p',
    });
  });

  it('is not named by what is no name', async () => {
    const problem = await problemOf('{"fullUrl":"a b\\u0007","resource":{"resourceType":"\\u001b[2J","id":"a b"}}');
    expect(problem).toEqual({ kind: 'problem', index: 1, path: 'entry[1].fullUrl', rule: 'wrongValue', reason: 'is no uri of R4' });
  });

  it('is a problem when its fullUrl is too long to stand beside the resource', async () => {
    const problem = await problemOf(`{"fullUrl":"${'a'.repeat(FHIR_URL_CHARACTERS + 1)}","resource":{"resourceType":"Basic"}}`);
    expect(problem).toMatchObject({ path: 'entry[1].fullUrl', reason: `is longer than ${FHIR_URL_CHARACTERS} characters` });
  });
});

describe('a primitive that breaks R4', () => {
  it.each([
    ['"active":"true"', 'active', 'is text, where boolean belongs'],
    ['"gender":7', 'gender', 'is a number, where code belongs'],
    ['"gender":true', 'gender', 'is a boolean, where code belongs'],
    ['"gender":" male"', 'gender', 'is no code of R4'],
    ['"gender":{}', 'gender', 'is an object, where code belongs'],
    ['"gender":["male"]', 'gender', 'is a list, where one code belongs'],
    ['"gender":null', 'gender', 'is null'],
    ['"name":[null]', 'name[0]', 'is null'],
    ['"name":["A"]', 'name[0]', 'is text, where HumanName belongs'],
    ['"name":[[{}]]', 'name[0]', 'is a list in a list'],
    ['"name":[{"given":["A",""]}]', 'name[0].given[1]', 'is no string of R4'],
    ['"name":[{"given":["\\u0000"]}]', 'name[0].given[0]', 'is no string of R4'],
    ['"multipleBirthInteger":1.0', 'multipleBirthInteger', 'is no integer of R4'],
    ['"multipleBirthInteger":1E3', 'multipleBirthInteger', 'is no integer of R4'],
    ['"deceasedDateTime":"2020-01-01T10:00"', 'deceasedDateTime', 'is no dateTime of R4'],
    ['"contact":[{"period":{"start":"soon"}}]', 'contact[0].period.start', 'is no dateTime of R4'],
    ['"photo":[{"data":"abc"}]', 'photo[0].data', 'is no base64Binary of R4'],
    ['"meta":{"lastUpdated":"2020"}', 'meta.lastUpdated', 'is no instant of R4'],
    ['"_birthDate":{"extension":[{"url":"a b"}]}', '_birthDate.extension[0].url', 'is no uri of R4'],
    ['"extension":[{"url":"a","valuePositiveInt":0}]', 'extension[0].valuePositiveInt', 'is no positiveInt of R4'],
    [
      '"contained":[{"resourceType":"Observation","valueQuantity":{"value":"1.5"}}]',
      'contained[0].valueQuantity.value',
      'is text, where decimal belongs',
    ],
    ['"contained":[{"resourceType":"Nothing"}]', 'contained[0].resourceType', 'is Nothing, which is no resource type of R4'],
    ['"contained":[{"birthDate":"x","resourceType":"Patient"}]', 'contained[0].birthDate', 'is no date of R4'],
  ])('%s', async (members, path, reason) => {
    expect(await problemOf(patient(members))).toMatchObject({ path: `entry[1].resource.${path}`, reason });
  });

  it('is found in a list of parameters and in an inner Bundle', async () => {
    const inner =
      '{"resource":{"resourceType":"Parameters","parameter":[{"name":"n","resource":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","birthDate":1}}]}}]}}';
    expect(await problemOf(inner)).toMatchObject({ path: 'entry[1].resource.parameter[0].resource.entry[0].resource.birthDate' });
  });
});

describe('an entry that is no sound JSON', () => {
  it.each([
    ['a key that occurs twice', patient('"gender":"male","gender":"male"'), 'entry[1].resource.gender', 'occurs twice'],
    ['twice in other spelling', patient('"gender":"male","g\\u0065nder":"female"'), 'entry[1].resource.gender', 'occurs twice'],
    ['twice in an unknown element', patient('"x":{"__proto__":1,"__proto__":{}}'), 'entry[1].resource.x.__proto__', 'occurs twice'],
    ['twice with values of other kinds', patient('"name":[{"given":["A"]}],"name":null'), 'entry[1].resource.name', 'occurs twice'],
    ['two resources', '{"resource":{"resourceType":"Basic"},"resource":{"resourceType":"Basic"}}', 'entry[1].resource', 'occurs twice'],
    ['half a surrogate pair', patient('"gender":"\\ud800"'), 'entry[1].resource.gender', 'holds half a surrogate pair'],
    ['half a pair in a key', patient('"a\\udc00":1'), 'entry[1].resource["a?"]', 'holds half a surrogate pair'],
    ['NaN', patient('"x":NaN'), 'entry[1]', 'is not valid JSON'],
    ['a raw control character', patient('"x":"a\u0001"'), 'entry[1]', 'is not valid JSON'],
    ['two numbers with a space between', patient('"x":1 2'), 'entry[1]', 'is not valid JSON'],
    ['a comma too much', patient('"x":[1,]'), 'entry[1]', 'is not valid JSON'],
    ['a comment', patient('"x":1/**/'), 'entry[1]', 'is not valid JSON'],
    ['single quotes', "{'resource':{}}", 'entry[1]', 'is not valid JSON'],
    ['a number with a leading zero', patient('"x":01'), 'entry[1]', 'is not valid JSON'],
    ['a bare word', 'resource', 'entry[1]', 'is not valid JSON'],
  ])('%s', async (_, entry, path, reason) => {
    expect(await problemOf(entry)).toMatchObject({ path, reason });
  });

  it('names bytes that are not UTF-8', async () => {
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
      const entry = concatBytes(utf8('{"resource":{"resourceType":"Patient","x":"'), Uint8Array.from(bytes), utf8('"}}'));
      expect(await problemOf(entry)).toMatchObject({ path: 'entry[1]', reason: 'is not valid UTF-8' });
    }
  });
});

const nested = (levels: number): string => patient(`"x":${'['.repeat(levels)}1${']'.repeat(levels)}`);
const filler = (characters: number): string => `{"resource":{"resourceType":"Basic","x":"${'a'.repeat(characters)}"}}`;

describe('an entry beyond a limit', () => {
  it('is a problem when it is nested too deep, and is importable at the limit', async () => {
    const atLimit = await read(around(nested(FHIR_DEPTH - 1)));
    expect(atLimit.map(({ kind }) => kind)).toEqual(['entry', 'entry', 'entry']);
    const expected = {
      path: 'entry[1]',
      reason: `is nested deeper than ${FHIR_DEPTH} levels`,
      fullUrl: 'urn:uuid:1',
      resourceType: 'Patient',
      id: 'p',
    };
    expect(await problemOf(nested(FHIR_DEPTH))).toMatchObject(expected);
    expect(await problemOf(nested(500_000))).toMatchObject(expected);
  });

  it('is a problem when it is too large, and is named from its beginning', async () => {
    const large = patient(`"x":"${'a'.repeat(ELEMENT_BYTES)}"`);
    const reason = `is larger than ${FHIR_BODY_BYTES} bytes, the limit of one element`;
    expect(await problemOf(large)).toEqual({
      kind: 'problem',
      index: 1,
      path: 'entry[1]',
      rule: 'large',
      reason,
      fullUrl: 'urn:uuid:1',
      resourceType: 'Patient',
      id: 'p',
    });
  });

  it('counts the resource as it will be sealed: as a JSON string', async () => {
    const overhead = JSON.stringify('{"resourceType":"Basic","x":""}').length;
    expect((await read(around(filler(FHIR_BODY_BYTES - overhead)))).map(({ kind }) => kind)).toEqual(['entry', 'entry', 'entry']);
    expect(await problemOf(filler(FHIR_BODY_BYTES - overhead + 1))).toMatchObject({
      path: 'entry[1].resource',
      reason: expect.stringContaining('is larger'),
    });
    const quotes = `{"resource":{"resourceType":"Basic","x":"${'\\"'.repeat(FHIR_BODY_BYTES / 4)}"}}`;
    expect(await problemOf(quotes)).toMatchObject({ path: 'entry[1].resource' });
  });

  it('does not count white space between tokens', async () => {
    const wide = `{"resource":{"resourceType":"Basic",${' '.repeat(ELEMENT_BYTES)}"x":1}}`;
    expect((await read(around(wide)))[1]).toMatchObject({ kind: 'entry', body: '{"resourceType":"Basic","x":1}' });
  });
});

describe('a single resource that is bad', () => {
  it.each([
    ['{"resourceType":"Foo"}', 'resourceType', 'is Foo, which is no resource type of R4'],
    ['{"resourceType":"Patient","birthDate":7}', 'birthDate', 'is a number, where date belongs'],
    ['{"resourceType":"Patient","birthDate":"x","birthDate":"2020"}', 'birthDate', 'is no date of R4'],
    ['{"resourceType":"Patient","resourceType":"Basic"}', 'resourceType', 'occurs twice'],
    ['{"resourceType":"Patient","x":tru}', '', 'is not valid JSON'],
    [`{"resourceType":"Patient","x":${'['.repeat(FHIR_DEPTH)}${']'.repeat(FHIR_DEPTH)}}`, '', `is nested deeper than ${FHIR_DEPTH} levels`],
  ])('%s', async (text, path, reason) => {
    expect(await read([utf8(text)])).toMatchObject([{ kind: 'problem', index: 0, path, reason }]);
  });

  it('is named when it is too large, wherever its type stands', async () => {
    const large = `"x":"${'a'.repeat(ELEMENT_BYTES)}"`;
    for (const text of [`{"resourceType":"Basic","id":"i",${large}}`, `{${large},"id":"i","resourceType":"Basic"}`]) {
      const problems = await read([utf8(text)]);
      expect(problems).toMatchObject([
        {
          kind: 'problem',
          index: 0,
          path: '',
          resourceType: 'Basic',
          id: 'i',
          rule: 'large',
          reason: expect.stringContaining('is larger'),
        },
      ]);
    }
  });
});

describe('a problem around the entries', () => {
  it.each([
    [`{"resourceType":"Bundle","type":7,"entry":[${good}]}`, 1, 'type', 'is a number, where code belongs'],
    [`{"resourceType":"Bundle","entry":[${good}],"timestamp":"now"}`, 1, 'timestamp', 'is no instant of R4'],
    [`{"resourceType":"Bundle","id":"a","id":"b","entry":[${good}]}`, 1, 'id', 'occurs twice'],
    [`{"resourceType":"Bundle","entry":${good}}`, 0, 'entry', 'is no list'],
    ['{"resourceType":"Bundle","entry":"x"}', 0, 'entry', 'is text, where Bundle.entry belongs'],
    ['{"resourceType":"Bundle","entry":null}', 0, 'entry', 'is null'],
  ])('is named without index and takes no entry along: %s', async (text, entries, path, reason) => {
    const items = await read([utf8(text)]);
    expect(items.filter(({ kind }) => kind === 'entry')).toHaveLength(entries);
    expect(items.at(-1)).toEqual({ kind: 'problem', path, rule: expect.any(String), reason });
  });
});
