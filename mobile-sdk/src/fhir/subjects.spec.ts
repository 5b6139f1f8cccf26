import { describe, expect, it } from '@jest/globals';
import { utf8 } from '@sealchart/protocol';
import type { FileSubjects } from './subjects.ts';
import { surveyFhir } from './survey.ts';

const subjectsOf = async (...resources: readonly object[]): Promise<FileSubjects> => {
  const { subjects, patients } = await surveyFhir([utf8(resources.map((resource) => JSON.stringify(resource)).join('\n'))]);
  return { subjects, patients };
};
const patient = (id: string, family?: string) => ({
  resourceType: 'Patient',
  id,
  ...(family === undefined ? {} : { name: [{ given: ['Ada'], family }] }),
});
const about = (subject: object, member = 'subject') => ({
  resourceType: 'Basic',
  code: { coding: [{ display: 'Note' }] },
  [member]: subject,
});

describe('whose record a file is', () => {
  it('is told by its patients and by the names that nobody in it has', async () => {
    const found = await subjectsOf(
      about({ reference: 'Patient/1', display: 'A. Byron' }),
      about({ reference: 'https://example.org/Patient/1/_history/2', display: 'A. Byron' }),
      patient('1', 'Byron'),
      patient('2', 'Other'),
      patient('3'),
      about({ reference: 'Patient/9', display: 'Somebody Else' }, 'patient'),
      about({ display: 'ada byron' }),
      about({ display: 'Without Reference' }),
    );
    expect(found).toEqual({ subjects: ['Ada Byron', 'Ada Other', 'Somebody Else', 'Without Reference'], patients: 3 });
  });

  it('is not told by groups, devices and resources without a name', async () => {
    const found = await subjectsOf(
      about({ reference: 'Group/1', display: 'Ward 7' }),
      about({ reference: 'https://example.org/Device/1', display: 'Scale' }),
      about({ reference: 'Patient/1' }),
      about({ display: ' \u0000 ' }),
    );
    expect(found).toEqual({ subjects: [], patients: 0 });
  });

  it('is told in bounds, whatever a file holds', async () => {
    const long = 'x'.repeat(100_000);
    const many = Array.from({ length: 3_000 }, (_, i) => about({ reference: `Patient/${i}`, display: `Name ${i}` }));
    const { subjects } = await subjectsOf(about({ display: long }), ...many, patient('__proto__', '__proto__'));
    expect(subjects).toHaveLength(20);
    expect(Math.max(...subjects.map((name) => name.length))).toBeLessThan(500);
  });
});
