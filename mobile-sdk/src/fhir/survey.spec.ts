import { describe, expect, it } from '@jest/globals';
import { FHIR_PROBLEMS, utf8 } from '@sealchart/protocol';
import { existsSync, readFileSync } from 'node:fs';
import { surveyFhir } from './survey.ts';

const data = process.env['SEALCHART_DATA'] ?? '../shared/data';
const resource = (type: string): string => `{"resource":{"resourceType":"${type}"}}`;

async function* failing(): AsyncGenerator<Uint8Array> {
  yield utf8('{');
  throw new Error('disk');
}

describe('surveying a source', () => {
  it('counts what could be imported by type and names the rest', async () => {
    const entries = ['Patient', 'Observation', 'Basic', 'Observation', 'Wrong'].map(resource).join(',');
    const survey = await surveyFhir([utf8(`{"resourceType":"Bundle","type":"batch","entry":[${entries}]}`)]);
    expect(survey).toEqual({
      source: { form: 'bundle', bundleType: 'batch', items: 5 },
      good: 4,
      counts: { Basic: 1, Observation: 2, Patient: 1 },
      problems: [
        {
          kind: 'problem',
          index: 4,
          path: 'entry[4].resource.resourceType',
          rule: 'unknownType',
          reason: 'is Wrong, which is no resource type of R4',
        },
      ],
      problemCount: 1,
      subjects: [],
      patients: 1,
    });
    expect(Object.keys(survey.counts)).toEqual(['Basic', 'Observation', 'Patient']);
  });

  it('lists a bounded number of problems and counts all of them', async () => {
    const survey = await surveyFhir([utf8(`{"resourceType":"Bundle","entry":[${'1,'.repeat(FHIR_PROBLEMS + 5)}1]}`)]);
    expect(survey.problems).toHaveLength(FHIR_PROBLEMS);
    expect(survey.problemCount).toBe(FHIR_PROBLEMS + 6);
  });

  it('tells what stood before the place where a file is cut off', async () => {
    const survey = await surveyFhir([utf8(`{"resourceType":"Bundle","entry":[${resource('Basic')},{"resource"`)]);
    expect(survey).toMatchObject({ good: 1, counts: { Basic: 1 }, failure: { code: 'E_FHIR' } });
    expect(survey.source).toBeUndefined();
  });

  it('does not hide a failure of the source itself', async () => {
    await expect(surveyFhir(failing())).rejects.toThrow('disk');
  });

  const ccda = `${data}/ccda/CCD-2.xml`;
  if (existsSync(ccda)) {
    it('[real input] says that a C-CDA document is one', async () => {
      const survey = await surveyFhir([readFileSync(ccda)]);
      expect(survey).toMatchObject({ good: 0, problemCount: 0, failure: { code: 'E_FHIR', detail: expect.stringContaining('C-CDA') } });
    });
  }

  it('says that a C-CDA document is one', async () => {
    const survey = await surveyFhir([utf8('<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>')]);
    expect(survey).toMatchObject({ good: 0, failure: { code: 'E_FHIR', detail: expect.stringContaining('C-CDA') } });
  });
});
