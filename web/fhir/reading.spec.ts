import { describe, expect, it } from '@jest/globals';
import { stemOf, stepsOf, wordsOfName } from './member-names.ts';
import { measuredOf } from './measured.ts';
import type { PhraseWords } from './phrase.ts';
import { phraseOf } from './phrase.ts';
import { hasModifier, readingOf } from './reading.ts';
import type { Json } from './written-json.ts';
import { readJson, writeJson } from './written-json.ts';

const words: PhraseWords = {
  yes: 'yes',
  no: 'no',
  date: (written) => `<${written}>`,
  code: (code) => code,
  period: (start, end) => `${start ?? ''}..${end ?? ''}`,
  attachment: (name, type) => `file ${name} ${type}`,
  nameless: (type) => `another ${type}`,
};

const phrase = (json: string): string | undefined => phraseOf(readJson(`{"v":${json}}`)?.['v'] ?? null, words);
const read = (json: string) => readingOf(readJson(json) ?? {}, words);

describe('JSON as it was written', () => {
  it.each(['{"a":1.50,"b":[-0,1e3,12345678901234567890],"c":"1.50","d":null,"e":true}', String.raw`{"__proto__":{"x":1},"q":"\"5\""}`])(
    'comes out as it went in: %s',
    (text) => {
      const value = readJson(text);
      expect(value && writeJson(value)).toBe(text);
    },
  );

  it.each(['[1]', '"a"', '', '{', '{"a":"\uE0001"}', String.raw`{"a":"\ue0001"}`])(
    'is not read where it is no object, or too strange: %s',
    (text) => {
      expect(readJson(text)).toBeUndefined();
    },
  );

  it('is not read for hours where a string ends nowhere', () => {
    for (const end of ['', '\\', '\\\n']) expect(readJson(`{"a":"${'\\"'.repeat(500_000)}${end}`)).toBeUndefined();
  });
});

describe('a value in one phrase', () => {
  it.each([
    ['{"value":1.50,"unit":"mg/dL","comparator":"<"}', '< 1.50 mg/dL'],
    ['{"low":{"value":3.50,"unit":"mmol/L"},"high":{"value":5.1,"unit":"mmol/L"}}', '3.50 – 5.1 mmol/L'],
    ['{"coding":[{"code":"1"},{"code":"2","display":"Two"}]}', 'Two'],
    ['{"coding":[{"code":"1"}],"text":"One"}', 'One'],
    ['{"reference":"Patient/1","display":"Ada"}', 'Ada'],
    ['{"reference":"Patient/1"}', 'another Patient'],
    ['{"reference":"https://x.example/fhir/Patient/1"}', 'another Patient'],
    ['{"reference":"Practitioner?identifier=http://x|1"}', 'another Practitioner'],
    ['{"reference":"urn:uuid:85aeca59-6261-4704-a2e4-1846ec5831a6"}', 'another '],
    ['{"reference":"#referral","type":"ServiceRequest"}', 'another ServiceRequest'],
    ['{"value":120.50,"code":"mm[Hg]"}', '120.50 mmHg'],
    ['{"start":"2020-01","end":"2021-02-03"}', '<2020-01>..<2021-02-03>'],
    ['{"text":"as told","authorString":"Dr Roe","time":"2020-01-02"}', 'as told (Dr Roe, <2020-01-02>)'],
    ['{"contentType":"image/png","data":"AAAA","title":"Scan"}', 'file Scan image/png'],
    ['{"repeat":{"frequency":2,"period":1,"periodUnit":"d"}}', '2 × / d'],
    ['["a","b"]', 'a, b'],
    ['true', 'yes'],
    ['"2020-01-02"', '<2020-01-02>'],
    ['"2020 was a year"', '2020 was a year'],
  ])('%s', (json, said) => {
    expect(phrase(json)).toBe(said);
  });

  it('is none where members would be lost', () => {
    expect(phrase('{"text":"1x","timing":{"code":{"text":"BID"}}}')).toBeUndefined();
    expect(phrase('{"value":1,"unit":"mg","unknown":"x"}')).toBeUndefined();
  });
});

describe('a resource as it is read', () => {
  it('begins with what tells most, and never holds the narrative', () => {
    const { main, more } = read(
      '{"resourceType":"Condition","id":"1","text":{"div":"<div>x</div>"},"onsetDateTime":"2020-01-01","subject":{"display":"Ada"},"code":{"text":"Asthma"},"clinicalStatus":{"text":"active"}}',
    );
    expect(main.map(({ name }) => name)).toEqual(['clinicalStatus', 'code', 'onsetDateTime']);
    expect(more.map(({ name }) => name)).toEqual(['subject']);
    expect(JSON.stringify([main, more])).not.toContain('div');
  });

  it('says a part that has one member without its name', () => {
    const { main } = read('{"performer":[{"actor":{"display":"Dr Roe"}}],"reaction":[{"severity":"mild","description":"Rash"}]}');
    expect(main.map(({ reading }) => reading.kind)).toEqual(['phrase', 'parts']);
  });

  it('says that it has rules of its own', () => {
    expect(hasModifier(readJson('{"modifierExtension":[{"url":"x"}]}') ?? {})).toBe(true);
    expect(hasModifier({})).toBe(false);
  });

  it('stays small and whole for a hostile one', () => {
    const deep = `{"a":${'{"a":'.repeat(300)}1${'}'.repeat(300)}}`;
    expect(JSON.stringify(read(deep))).toContain('…');
    expect(JSON.stringify(read(`{"note":[${'{"x":{"y":{"z":1}}},'.repeat(5_000)}{}]}`)).length).toBeLessThan(100_000);
  });

  it('gives the results of an observation with their ranges', () => {
    const observation = readJson(
      '{"resourceType":"Observation","code":{"text":"Panel"},"component":[{"code":{"text":"Na"},"valueQuantity":{"value":140.0,"unit":"mmol/L"},"referenceRange":[{"low":{"value":135,"unit":"mmol/L"},"high":{"value":145,"unit":"mmol/L"}}]},{"code":{"text":"Text"},"valueString":"clear"}]}',
    );
    const { values, rest } = measuredOf(observation ?? {}, words);
    expect(values.map(({ name, value, range }) => [name, value, range])).toEqual([
      ['Na', '140.0 mmol/L', '135 – 145 mmol/L'],
      ['Text', 'clear', ''],
    ]);
    expect(Object.keys(rest)).toEqual(['resourceType', 'code']);
  });

  it('leaves to its members what has a value beyond a phrase', () => {
    const sampled: Json = { resourceType: 'Observation', valueSampledData: { origin: { value: 'x' }, data: '1 2' } };
    expect(measuredOf(sampled, words).values).toEqual([]);
  });
});

describe('names', () => {
  it('of choices are those of the element, and others are said in words', () => {
    expect(['valueQuantity', 'onsetDateTime', '_birthDate', 'medicationCodeableConcept', 'status', 'value[x]'].map(stemOf)).toEqual([
      'value',
      'onset',
      'birthDate',
      'medication',
      'status',
      'value',
    ]);
    expect(wordsOfName('clinicalStatus')).toBe('Clinical status');
  });

  it('of places are read step by step, and strange ones as a whole', () => {
    expect(stepsOf('dosage[1].timing.code')).toEqual(['dosage', 2, 'timing', 'code']);
    expect(stepsOf('value[x]')).toEqual(['value[x]']);
    expect(stepsOf('["a.b"].c')).toEqual(['["a.b"].c']);
  });
});
