import { describe, expect, it } from '@jest/globals';
import { NAME_CHARACTERS, utf8 } from '@sealchart/protocol';
import * as fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isResourceType } from './r4-types.ts';
import { readFhir } from './reader.ts';
import { summarizeResource } from './summary.ts';

const data = process.env['SEALCHART_DATA'] ?? '../shared/data';
const coded = (display: string): unknown => ({ coding: [{ system: 'http://a.example' }, { code: '1', display }] });

const titleOf = (text: string): string => summarizeResource(JSON.stringify({ resourceType: 'Basic', code: { text } })).title;

const dateOf = (value: unknown): string | undefined => summarizeResource(JSON.stringify({ resourceType: 'Basic', created: value })).date;

describe('summary of a resource', () => {
  it.each([
    [
      { resourceType: 'Patient', name: [{ prefix: ['Dr.'], given: ['Ann', 'Lee'], family: 'Ow' }], birthDate: '1970-03' },
      'Dr. Ann Lee Ow',
      '1970-03',
    ],
    [{ resourceType: 'Patient', name: [{ text: 'Ann Ow', family: 'Other' }] }, 'Ann Ow', undefined],
    [{ resourceType: 'Practitioner', name: [{ family: 'House' }], birthDate: '1960' }, 'House', undefined],
    [{ resourceType: 'Organization', name: 'Clinic' }, 'Clinic', undefined],
    [
      { resourceType: 'AllergyIntolerance', code: { text: 'Nuts', ...(coded('Nut') as object) }, recordedDate: '2020-01-02' },
      'Nuts',
      '2020-01-02',
    ],
    [{ resourceType: 'AllergyIntolerance', reaction: [{ substance: coded('Bee venom') }] }, 'Bee venom', undefined],
    [{ resourceType: 'Condition', code: coded('Asthma'), onsetDateTime: '2001', recordedDate: '2002' }, 'Asthma', '2001'],
    [
      { resourceType: 'MedicationRequest', medicationCodeableConcept: coded('Loratadine'), authoredOn: '2020-05-01' },
      'Loratadine',
      '2020-05-01',
    ],
    [
      { resourceType: 'MedicationStatement', medicationReference: { display: 'Ibuprofen' }, effectivePeriod: { start: '2019' } },
      'Ibuprofen',
      '2019',
    ],
    [
      { resourceType: 'MedicationRequest', medicationReference: { reference: '#m' }, contained: [{ id: 'm', code: { text: 'Aspirin' } }] },
      'Aspirin',
      undefined,
    ],
    [{ resourceType: 'Medication', code: { text: 'Aspirin' } }, 'Aspirin', undefined],
    [{ resourceType: 'Immunization', vaccineCode: coded('Influenza'), occurrenceDateTime: '2020-10-10' }, 'Influenza', '2020-10-10'],
    [{ resourceType: 'Procedure', code: coded('Suture'), performedPeriod: { start: '2020', end: '2021' } }, 'Suture', '2020'],
    [
      { resourceType: 'Encounter', type: [coded('Check-up')], reasonCode: [coded('Cough')], period: { start: '2020-01-01T10:00:00Z' } },
      'Check-up',
      '2020-01-01T10:00:00Z',
    ],
    [{ resourceType: 'Encounter', reasonCode: [coded('Cough')], class: { code: 'AMB' } }, 'Cough', undefined],
    [
      { resourceType: 'DiagnosticReport', code: coded('Lipid panel'), effectiveDateTime: '2020', issued: '2021-01-01T00:00:00Z' },
      'Lipid panel',
      '2020',
    ],
    [
      {
        resourceType: 'DocumentReference',
        content: [{ attachment: {} }, { attachment: { title: 'Letter' } }],
        date: '2020-01-01T00:00:00Z',
      },
      'Letter',
      '2020-01-01T00:00:00Z',
    ],
    [{ resourceType: 'Composition', title: 'Summary', date: '2020' }, 'Summary', '2020'],
    [{ resourceType: 'CarePlan', category: [coded('Plan'), { text: 'Self care' }], period: { start: '2020' } }, 'Self care', '2020'],
    [{ resourceType: 'Claim', item: [{ productOrService: coded('X-ray') }], created: '2020' }, 'X-ray', '2020'],
    [{ resourceType: 'ExplanationOfBenefit', type: coded('Professional'), billablePeriod: { start: '2020' } }, 'Professional', '2020'],
    [{ resourceType: 'Goal', description: { text: 'Walk daily' }, startDate: '2020-02-02' }, 'Walk daily', '2020-02-02'],
    [{ resourceType: 'Basic' }, 'Basic', undefined],
  ])('%j', (resource, title, date) => {
    expect(summarizeResource(JSON.stringify(resource))).toEqual({
      title,
      resourceType: resource.resourceType,
      ...(date !== undefined && { date }),
    });
  });

  it.each([
    ['"valueQuantity":{"value":1.50,"unit":"mg/dL"}', 'Glucose: 1.50 mg/dL'],
    ['"valueQuantity":{"comparator":"<","value":0.10,"code":"mg"}', 'Glucose: < 0.10 mg'],
    ['"valueQuantity":{"unit":"mg"}', 'Glucose'],
    ['"valueCodeableConcept":{"text":"positive"}', 'Glucose: positive'],
    ['"valueString":"high"', 'Glucose: high'],
    ['"valueBoolean":false', 'Glucose: no'],
    ['"valueInteger":7', 'Glucose: 7'],
    ['"valueRange":{"low":{"value":1.0},"high":{"value":2.0}}', 'Glucose: 1.0 – 2.0'],
    ['"valueRatio":{"numerator":{"value":1},"denominator":{"value":128}}', 'Glucose: 1 / 128'],
    [
      '"component":[{"code":{"text":"Systolic"},"valueQuantity":{"value":120.0,"unit":"mmHg"}},{"code":{"text":"Mood"}},{"code":{"text":"Diastolic"},"valueQuantity":{"value":80,"unit":"mmHg"}}]',
      'Glucose: Systolic 120.0 mmHg, Diastolic 80 mmHg',
    ],
  ])('shows an observed value with its digits: %s', (value, title) => {
    expect(summarizeResource(`{"resourceType":"Observation","code":{"text":"Glucose"},${value}}`).title).toBe(title);
  });

  it('is one line of bounded length without control characters or turned text', () => {
    expect(titleOf('a\u001b[2J\n\tb\u202Ec\u2028d')).toBe('a [2J b c d');
    expect(titleOf('  ')).toBe('Basic');
    const long = titleOf('😀'.repeat(NAME_CHARACTERS * 3));
    expect(Array.from(long)).toHaveLength(NAME_CHARACTERS);
    expect(long.isWellFormed()).toBe(true);
  });

  it('shows only dates that are dates', () => {
    expect(dateOf('2020-01-01')).toBe('2020-01-01');
    for (const value of ['soon', '2020-1-1', 2020, null, {}, ['2020'], '\u001b[31m2020']) expect(dateOf(value)).toBeUndefined();
  });

  it('never throws, whatever the text is', () => {
    for (const text of [
      '',
      '{',
      'null',
      '7',
      '[]',
      '"x"',
      '{"resourceType":7}',
      '{"resourceType":{}}',
      '{"resourceType":""}',
      '{"__proto__":{"resourceType":"Patient"}}',
    ]) {
      expect(summarizeResource(text)).toEqual({ title: 'Resource', resourceType: 'Resource' });
    }
    const key = fc.constantFrom(
      'code',
      'text',
      'coding',
      'display',
      'name',
      'given',
      'value',
      'valueQuantity',
      'component',
      'contained',
      'type',
      'period',
      'start',
    );
    const odd = fc.object({ key, maxDepth: 4, values: [fc.string(), fc.double(), fc.boolean(), fc.constant(null)] });
    fc.assert(
      fc.property(
        fc.constantFrom('Observation', 'Patient', 'Encounter', 'CarePlan', 'Claim', 'MedicationRequest', 'Other'),
        odd,
        (resourceType, rest) => {
          const summary = summarizeResource(JSON.stringify({ ...rest, resourceType }));
          expect(summary.resourceType).toBe(resourceType);
          expect(summary.title).not.toBe('');
        },
      ),
    );
  });

  it('survives a string of millions of escapes', () => {
    const body = JSON.stringify({ resourceType: 'Observation', code: { text: 'A' }, note: [{ text: '\n'.repeat(3_000_000) }] });
    expect(summarizeResource(body)).toEqual({ title: 'A', resourceType: 'Observation' });
  });

  const folder = `${data}/synthea-r4`;
  if (existsSync(folder)) {
    it('[real input] finds a title and a type for every resource, and a date for what happened', async () => {
      const undated = new Set<string>();
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
        for await (const item of readFhir([readFileSync(`${folder}/${file}`)])) {
          if (item.kind === 'problem') throw new Error(item.path);
          const { title, resourceType, date } = summarizeResource(item.body);
          expect(resourceType).toBe(item.resourceType);
          expect(isResourceType(title)).toBe(false);
          if (date === undefined) undated.add(resourceType);
        }
      }
      expect([...undated].sort()).toEqual(['Organization', 'Practitioner']);
    });
  }

  it('finds them for the entries of a made-up Bundle', async () => {
    const entry = '{"resource":{"resourceType":"Procedure","code":{"text":"Suture"},"performedDateTime":"2020"}}';
    for await (const item of readFhir([utf8(`{"resourceType":"Bundle","entry":[${entry}]}`)])) {
      expect(item.kind === 'entry' && summarizeResource(item.body)).toEqual({ title: 'Suture', resourceType: 'Procedure', date: '2020' });
    }
  });
});

const nested = (open: string, close: string): string => `${open.repeat(20_000)}1${close.repeat(20_000)}`;

describe('a resource that is nested without end', () => {
  it.each([
    ['lists', nested('[', ']')],
    ['texts', nested('{"text":', '}')],
    ['displays', nested('{"coding":[{"display":', '}]}')],
  ])('of %s has the title of its type', (_name, value) => {
    expect(summarizeResource(`{"resourceType":"Condition","code":${value}}`)).toEqual({ title: 'Condition', resourceType: 'Condition' });
  });
});
