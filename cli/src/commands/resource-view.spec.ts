import { describe, expect, it } from '@jest/globals';
import { labelOf, phraseOf } from './fhir-phrase.ts';
import { parseJsonText } from './json-text.ts';
import { resourceLines } from './resource-view.ts';

const phrase = (value: unknown): string => phraseOf(parseJsonText(JSON.stringify(value)));

describe('a FHIR value in words', () => {
  it.each([
    ['a concept', { coding: [{ system: 's', code: '1', display: 'Peanut' }], text: 'Peanut allergy' }, 'Peanut allergy'],
    [
      'a concept without text',
      {
        coding: [
          { system: 's', code: '1' },
          { system: 't', code: '2', display: 'Peanut' },
        ],
      },
      'Peanut',
    ],
    ['a concept that is only text', { text: 'Peanut' }, 'Peanut'],
    ['a coding', { system: 's', code: 'final' }, 'final'],
    ['a quantity', { value: 5, unit: 'mg', system: 'u', code: 'mg' }, '5 mg'],
    ['a bound', { value: 5, comparator: '<', unit: 'mg' }, '< 5 mg'],
    ['a period', { start: '2020-01-01' }, '2020-01-01 to …'],
    ['a range', { low: { value: 1, unit: 'g' }, high: { value: 2, unit: 'g' } }, '1 g to 2 g'],
    ['a ratio', { numerator: { value: 1, unit: 'mg' }, denominator: { value: 2, unit: 'ml' } }, '1 mg per 2 ml'],
    ['a name', [{ use: 'official', family: 'Moss', given: ['Ada', 'M'], prefix: ['Dr.'] }], 'Dr. Ada M Moss'],
    ['an address', { line: ['1 Way'], city: 'Bern', country: 'CH' }, '1 Way, Bern, CH'],
    ['an identifier', { system: 's', value: '123', type: { text: 'MRN' } }, 'MRN 123'],
    ['a reference', { reference: 'urn:uuid:1', display: 'Dr. X' }, 'Dr. X'],
    ['an attachment', { contentType: 'image/png', data: 'AAAA' }, 'image/png (content: --raw)'],
    ['a part of its own', [{ substance: { text: 'Nut' }, severity: 'severe' }], 'substance Nut, severity severe'],
    ['yes', true, 'yes'],
    ['nothing', { id: 'x', extension: [] }, ''],
  ])('%s', (_what, value, words) => {
    expect(phrase(value)).toBe(words);
  });

  it('ends where it goes too deep', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 1_000; i += 1) deep = { part: deep };
    expect(phrase(deep)).toBe('');
  });

  it.each([
    ['clinicalStatus', 'clinical status'],
    ['valueQuantity', 'value'],
    ['onsetDateTime', 'onset'],
    ['medicationCodeableConcept', 'medication'],
    ['valueSet', 'value'],
    ['code', 'code'],
  ])('%s is called %s', (name, label) => {
    expect(labelOf(name)).toBe(label);
  });
});

describe('a resource as facts', () => {
  it('keeps order and digits, and shows no control characters', () => {
    const body =
      '{"resourceType":"Observation","id":"1","status":"final","code":{"text":"Dose\\u001b[2J"},"valueQuantity":{"value":1.50,"unit":"mg"},"note":[{"text":"a"},{"text":"b"}]}';
    expect(resourceLines(body)).toEqual(['  status  final', '  code    Dose\\u{1b}[2J', '  value   1.50 mg', '  note    a', '          b']);
  });

  it('says that a part changes the meaning of the rest', () => {
    expect(resourceLines('{"resourceType":"Basic","modifierExtension":[{"url":"x","valueBoolean":true}]}')?.[0]).toContain(
      'changed meaning',
    );
  });

  it.each(['', 'a note', '[]', '"x"', '{"resourceType":'])('is none for %j', (body) => {
    expect(resourceLines(body)).toBeUndefined();
  });
});
