import { describe, expect, it } from '@jest/globals';
import { readFhir } from '@sealchart/sdk';
import { allergyResource, allergyValues } from './allergy-form.ts';
import type { AllergyValues, MedicationValues, VitalValues } from './form-values.ts';
import { MEASURES, MEASURE_NAMES, isPlausible, numberTyped } from './measures.ts';
import { medicationResource, medicationValues } from './medication-form.ts';
import { vitalResource, vitalValues } from './vital-form.ts';
import type { JsonObject } from './written-json.ts';
import { readJson, writeJson } from './written-json.ts';

const context = { subject: { display: 'Ada Moss' }, today: '2026-11-21' };
const weight: VitalValues = { measure: 'weight', first: '72.50', second: '', unit: 'kg', when: '2026-11-20', remark: '' };
const pressure: VitalValues = { ...weight, measure: 'bloodPressure', first: '128', second: '80.0', unit: 'mm[Hg]', remark: 'sitting' };
const drug: MedicationValues = { name: 'Metformin', dose: '1 in the morning', status: 'active', since: '2021-05', until: '', remark: '' };
const allergy: AllergyValues = {
  substance: 'Nuts',
  reaction: 'Rash',
  criticality: 'high',
  isResolved: false,
  since: '1999',
  remark: 'mild once',
};

/** What is wrong with a resource, by the checks of the SDK; nothing for a valid one. */
async function problemsOf(resource: JsonObject): Promise<string[]> {
  const problems: string[] = [];
  let entries = 0;
  for await (const item of readFhir([new TextEncoder().encode(writeJson(resource))])) {
    if (item.kind === 'problem') problems.push(`${item.path} ${item.reason}`);
    else entries += 1;
  }
  return entries === 1 ? problems : [...problems, `${entries} entries`];
}

/** As a device that opens it reads it. */
const reread = (resource: JsonObject): JsonObject => readJson(writeJson(resource)) ?? {};
const formerOf = (text: string): JsonObject => readJson(text) ?? {};

describe('the short forms', () => {
  it.each(MEASURE_NAMES)('give valid FHIR that they can read again: %s', async (measure) => {
    for (const { code } of MEASURES[measure].units) {
      const values: VitalValues = { ...pressure, measure, unit: code, second: MEASURES[measure].parts ? '80.0' : '' };
      const resource = reread(vitalResource(values, context));
      expect(await problemsOf(resource)).toEqual([]);
      expect(vitalValues(resource)).toEqual(values);
    }
  });

  it('give valid FHIR that they can read again: medication and allergy', async () => {
    const [medication, intolerance] = [reread(medicationResource(drug, context)), reread(allergyResource(allergy, context))];
    expect(await problemsOf(medication)).toEqual([]);
    expect(await problemsOf(intolerance)).toEqual([]);
    expect(medicationValues(medication)).toEqual(drug);
    expect(allergyValues(intolerance)).toEqual(allergy);
    const least = medicationResource({ ...drug, dose: '', since: '' }, context);
    expect(await problemsOf(least)).toEqual([]);
    expect(await problemsOf(allergyResource({ ...allergy, reaction: '', criticality: '', since: '', remark: '' }, context))).toEqual([]);
  });

  it('keep every digit, and everything that they do not show', () => {
    const text =
      '{"resourceType":"Observation","id":"a-1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}],"text":"Gewicht"},' +
      '"effectiveDateTime":"2020-01-01T08:00:00.250+01:00","valueQuantity":{"value":72.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg",' +
      '"extension":[{"url":"urn:x","valueDecimal":1.00}]},"device":{"display":"Scale"}}';
    const former = formerOf(text);
    const values = vitalValues(former);
    if (!values) throw new TypeError('no form fits');
    expect(writeJson(vitalResource(values, context, former))).toBe(text);
    const changed = writeJson(vitalResource({ ...values, first: '71.0' }, context, former));
    expect(changed).toBe(text.replace('72.50', '71.0'));
  });

  it('change nothing of a medication or an allergy that nobody touched, and drop no code but that of another name', () => {
    const text =
      '{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"coding":[{"system":"urn:rx","code":"860975","display":"Metformin"}]},' +
      '"subject":{"reference":"Patient/1"},"effectivePeriod":{"start":"2021-05-03T00:00:00Z"},"dosage":[{"text":"1x","timing":{"code":{"text":"BID"}}}]}';
    const former = formerOf(text);
    const values = medicationValues(former);
    if (!values) throw new TypeError('no form fits');
    expect(writeJson(medicationResource(values, context, former))).toBe(text);
    expect(medicationResource({ ...values, name: 'Insulin' }, context, former)['medicationCodeableConcept']).toEqual({ text: 'Insulin' });
    expect(medicationResource({ ...values, until: '2022' }, context, former)['effectivePeriod']).toEqual({
      start: '2021-05-03T00:00:00Z',
      end: '2022',
    });
  });

  it('are not offered where they would hide something', () => {
    const observation = reread(vitalResource(weight, context));
    expect(vitalValues({ ...observation, interpretation: [{ text: 'high' }] })).toBeUndefined();
    expect(vitalValues({ ...observation, note: [{ text: 'a' }, { text: 'b' }] })).toBeUndefined();
    expect(vitalValues({ ...observation, resourceType: 'Condition' })).toBeUndefined();
    expect(vitalValues({ ...observation, component: [{ code: { text: 'more' } }] })).toBeUndefined();
    const medication = reread(medicationResource(drug, context));
    expect(medicationValues({ ...medication, dosage: [{ text: 'a' }, { text: 'b' }] })).toBeUndefined();
    expect(medicationValues({ ...medication, effectiveDateTime: '2020' })).toBeUndefined();
    const intolerance = reread(allergyResource(allergy, context));
    expect(allergyValues({ ...intolerance, onsetString: 'as a child' })).toBeUndefined();
    expect(allergyValues({ ...intolerance, reaction: [{}, {}] })).toBeUndefined();
  });

  it('take numbers with a comma, and no others than numbers', () => {
    expect(['36,6', ' 072.50 ', '0.5', '80'].map(numberTyped)).toEqual(['36.6', '72.50', '0.5', '80']);
    expect(['', '-1', '1e5', '1.', '1,2,3', 'eighty'].map(numberTyped)).toEqual(Array.from({ length: 6 }));
  });

  it('doubt what people rarely have, by unit and part', () => {
    expect(isPlausible({ measure: 'temperature', unit: 'Cel', part: 0 }, '36.6')).toBe(true);
    expect(isPlausible({ measure: 'temperature', unit: 'Cel', part: 0 }, '98.6')).toBe(false);
    expect(isPlausible({ measure: 'temperature', unit: '[degF]', part: 0 }, '98.6')).toBe(true);
    expect(isPlausible({ measure: 'bloodPressure', unit: 'mm[Hg]', part: 1 }, '200')).toBe(false);
  });
});
