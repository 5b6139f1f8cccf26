import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { factsOf } from './facts-reading.ts';
import { SEARCH_TEXT_BYTES, joinSearchText, resourceSearchText } from './facts-search.ts';
import { documentOf } from './note-document.ts';
import { readFhir } from './reader.ts';

const data = process.env['SEALCHART_DATA'] ?? '../shared/data';
const UCUM = 'http://unitsofmeasure.org';
const LOINC = 'http://loinc.org';
const facts = (resource: object) => factsOf(JSON.stringify(resource));
const observation = (members: object) => facts({ resourceType: 'Observation', ...members });

/** A component of a blood pressure. */
const componentOf = (display: string, code: string, value: number) => ({
  code: { coding: [{ system: LOINC, code, display }] },
  valueQuantity: { value, unit: 'mm[Hg]' },
});

describe('the facts of a resource', () => {
  it('of a laboratory result: name, code, category, value with its digits, unit and range', () => {
    const body = `{"resourceType":"Observation","status":"final","category":[{"coding":[{"code":"laboratory"}]}],
      "code":{"coding":[{"system":"${LOINC}","code":"2345-7","display":"Glucose"}]},"interpretation":[{"coding":[{"code":"H"}]}],
      "performer":[{"display":"Lab North"}],"valueQuantity":{"value":1.50,"unit":"mg/dL","system":"${UCUM}","code":"mg/dL"},
      "referenceRange":[{"low":{"value":0.70,"unit":"mg/dL"},"high":{"value":1.10,"unit":"mg/dL"}}]}`;
    expect(factsOf(body)).toEqual({
      resourceType: 'Observation',
      category: 'laboratory',
      status: 'final',
      display: 'Glucose',
      codes: [{ system: LOINC, code: '2345-7' }],
      values: [{ value: 1.5, written: '1.50', unit: 'mg/dL', unitCode: 'mg/dL', low: 0.7, high: 1.1 }],
      interpretation: 'H',
      performer: 'Lab North',
    });
  });

  it('of a blood pressure: one value a component, each with its name', () => {
    const { values } = observation({ component: [componentOf('Systolic', '8480-6', 120), componentOf('Diastolic', '8462-4', 80)] });
    expect(values).toEqual([
      { display: 'Systolic', code: '8480-6', value: 120, written: '120', unit: 'mm[Hg]' },
      { display: 'Diastolic', code: '8462-4', value: 80, written: '80', unit: 'mm[Hg]' },
    ]);
  });

  it('of a range in another unit nothing: a chart must not draw it', () => {
    const valueQuantity = { value: 5, unit: 'mmol/L' };
    expect(observation({ valueQuantity, referenceRange: [{ low: { value: 70, unit: 'mg/dL' } }] }).values[0]).not.toHaveProperty('low');
    expect(observation({ valueQuantity, referenceRange: [{ low: { value: 4, unit: 'mmol/L' } }] }).values[0]).toHaveProperty('low', 4);
    const treatment = { type: { coding: [{ code: 'treatment' }] }, low: { value: 1 } };
    expect(observation({ valueQuantity, referenceRange: [treatment, { high: { value: 7 } }] }).values[0]).toMatchObject({ high: 7 });
    expect(observation({ valueQuantity, referenceRange: [treatment] }).values[0]).not.toHaveProperty('low');
  });

  it('of a bound the words and no point of a chart', () => {
    expect(observation({ valueQuantity: { comparator: '<', value: 5, unit: 'mg/L' } })).toMatchObject({
      values: [],
      valueText: '< 5 mg/L',
    });
    expect(observation({ valueCodeableConcept: { text: 'positive' } })).toMatchObject({ values: [], valueText: 'positive' });
    expect(observation({ valueInteger: 7 }).values).toEqual([{ value: 7, written: '7' }]);
  });

  it.each([
    [{ text: '1 in the morning' }, '1 in the morning'],
    [
      { timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } }, doseAndRate: [{ doseQuantity: { value: 20.0, unit: 'mg' } }] },
      '20 mg, 2× / d',
    ],
    [{ timing: { repeat: { period: 8, periodUnit: 'h' } } }, '1× / 8 h'],
    [
      { timing: { code: { text: 'at night' } }, doseAndRate: [{ doseRange: { low: { value: 1 }, high: { value: 2, unit: 'tablets' } } }] },
      '1 – 2 tablets, at night',
    ],
    [{}, undefined],
  ])('of a dosage %j: %s', (dosage, dose) => {
    const resource = {
      resourceType: 'MedicationRequest',
      status: 'active',
      medicationCodeableConcept: { text: 'Drug' },
      reasonCode: [{ text: 'Pain' }],
    };
    expect(facts({ ...resource, dosageInstruction: [dosage] })).toMatchObject({ display: 'Drug', status: 'active', reason: 'Pain' });
    expect(facts({ ...resource, dosageInstruction: [dosage] }).dose).toBe(dose);
  });

  it('of conditions, allergies, vaccinations, procedures and visits what their views name', () => {
    const clinicalStatus = { coding: [{ code: 'resolved' }] };
    expect(
      facts({ resourceType: 'Condition', clinicalStatus, code: { text: 'Flu' }, severity: { text: 'mild' }, abatementDateTime: '2020-02' }),
    ).toMatchObject({ status: 'resolved', display: 'Flu', severity: 'mild', end: '2020-02' });
    expect(
      facts({ resourceType: 'AllergyIntolerance', code: { text: 'Nuts' }, criticality: 'high', reaction: [{ severity: 'severe' }] }),
    ).toMatchObject({ criticality: 'high', severity: 'severe' });
    const actor = { display: 'Dr. Blue' };
    expect(
      facts({
        resourceType: 'Immunization',
        vaccineCode: { coding: [{ code: '140' }] },
        doseQuantity: { value: 0.5, unit: 'mL' },
        performer: [{ actor }],
      }),
    ).toMatchObject({ codes: [{ code: '140' }], dose: '0.5 mL', performer: 'Dr. Blue' });
    expect(facts({ resourceType: 'Encounter', type: [{ text: 'Visit' }], period: { start: '2020', end: '2021' } })).toMatchObject({
      display: 'Visit',
      end: '2021',
    });
  });
});

describe('hostile resources', () => {
  const long = 'x'.repeat(100_000);

  it('have facts and texts of bounded size', () => {
    const coding = Array.from({ length: 10_000 }, (_, i) => ({ system: long, code: `${long}${i}`, display: `${long}${i}` }));
    const component = Array.from({ length: 10_000 }, () => ({
      code: { coding },
      valueQuantity: { value: 1, unit: long, code: long, system: UCUM },
    }));
    const some = component.slice(0, 12).map((one) => ({ ...one, code: { text: long } }));
    for (const hostile of [
      { code: { coding: coding.slice(0, 20) } },
      { code: { text: long }, component: some },
      { component: component.map(() => ({ valueInteger: 1 })) },
    ]) {
      const body = JSON.stringify({ resourceType: 'Observation', ...hostile });
      const found = factsOf(body);
      expect(JSON.stringify(found).length).toBeLessThan(6_000);
      expect([found.codes.length, found.values.length].every((length) => length <= 8)).toBe(true);
      expect(Buffer.byteLength(resourceSearchText(body))).toBeLessThanOrEqual(SEARCH_TEXT_BYTES);
    }
  });

  it('take no longer the deeper they are nested, and do not end the program', () => {
    const nested = `{"resourceType":"Observation","code":${'{"text":'.repeat(20_000)}1${'}'.repeat(20_000)}}`;
    expect(factsOf(nested)).toMatchObject({ resourceType: 'Observation', codes: [], values: [] });
    expect(resourceSearchText(nested)).toBe('');
  });

  it('of a string that ends nowhere are none: its end is not looked for from each of its quotes, which would take hours', () => {
    for (const end of ['', '\\', '\\\n']) {
      const endless = `{"resourceType":"Observation","a":"${'\\"'.repeat(500_000)}${end}`;
      expect(factsOf(endless)).toEqual({ resourceType: 'Resource', codes: [], values: [] });
    }
  });

  it('of any JSON at all are read without an error', () => {
    const keys = [
      'code',
      'coding',
      'component',
      'valueQuantity',
      'value',
      'referenceRange',
      'category',
      'dosageInstruction',
      'timing',
      'repeat',
    ];
    const key = fc.oneof(fc.constantFrom(...keys, '__proto__', 'constructor', 'text', 'data', 'contentType'), fc.string());
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.jsonValue(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree), fc.constantFrom('Observation', 'MedicationRequest', 'Patient', 7), (members, resourceType) => {
        const body = JSON.stringify({ ...members, resourceType });
        const { codes, values } = factsOf(body);
        expect(codes.length + values.length).toBeLessThanOrEqual(16);
        expect(values.every(({ value, written }) => Number.isFinite(value) && Number(written) === value)).toBe(true);
        expect(Buffer.byteLength(resourceSearchText(body))).toBeLessThanOrEqual(SEARCH_TEXT_BYTES);
      }),
    );
    for (const text of ['', 'null', '[]', '"x"', '{"__proto__":{"resourceType":"Patient"}}'])
      expect(factsOf(text)).toEqual({ resourceType: 'Resource', codes: [], values: [] });
  });

  it('put no line break and no turned direction into what is shown', () => {
    const text = 'one\ntwo\u202Ethree';
    const found = observation({ code: { text }, valueQuantity: { value: 1, unit: text } });
    expect([found.display, found.values[0]?.unit]).toEqual(['one two three', 'one two three']);
    expect(joinSearchText([text])).toBe('one two three');
  });
});

describe('the text that an element is found by', () => {
  it('names codes, values with units, people, notes and attachments', () => {
    const text = resourceSearchText(
      JSON.stringify({
        resourceType: 'Observation',
        code: { coding: [{ code: '2345-7', display: 'Glucose' }] },
        valueQuantity: { value: 98, unit: 'mg/dL' },
        performer: [{ display: 'Lab North' }],
        note: [{ text: 'fasting' }],
        text: { div: '<div>markup</div>' },
        content: [
          { attachment: { contentType: 'text/plain', data: btoa('inside') } },
          { attachment: { contentType: 'image/png', data: btoa('pixels') } },
        ],
        contained: [{ name: [{ family: 'Roe', given: ['Ann', 'Bea'] }] }],
      }),
    );
    for (const part of ['Glucose', '98 mg/dL', 'Lab North', 'fasting', 'inside', 'Roe', 'Ann Bea', '2345-7']) expect(text).toContain(part);
    for (const part of ['markup', 'pixels']) expect(text).not.toContain(part);
  });

  it('of a note that was exported as a document is the note', () => {
    expect(resourceSearchText(documentOf({ title: 'Headache', text: 'since\nMonday' }))).toBe('Headache since Monday');
  });

  it('is cut between characters', () => {
    const text = joinSearchText(['é'.repeat(3_000)]);
    expect(text).toBe('é'.repeat(SEARCH_TEXT_BYTES / 2));
  });
});

const folder = `${data}/synthea-r4`;
if (existsSync(folder)) {
  it('[real input] finds facts that fit into a list for every resource', async () => {
    const found = new Map<string, ReturnType<typeof factsOf>[]>();
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      for await (const item of readFhir([readFileSync(`${folder}/${file}`)])) {
        if (item.kind === 'problem') throw new Error(item.path);
        const own = factsOf(item.body);
        found.set(own.resourceType, [...(found.get(own.resourceType) ?? []), own]);
        expect(JSON.stringify(own).length).toBeLessThan(1_000);
        expect(resourceSearchText(item.body)).not.toBe('');
      }
    }
    const observations = found.get('Observation') ?? [];
    expect(observations.every(({ category, display, values, valueText }) => category && display && (values.length > 0 || valueText))).toBe(
      true,
    );
    expect((found.get('MedicationRequest') ?? []).every(({ codes, status }) => codes.length > 0 && status)).toBe(true);
  });
}
