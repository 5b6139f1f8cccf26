import { describe, expect, it } from '@jest/globals';
import { elementOf } from '../testing/elements.ts';
import { ALIAS_NAMES, resolveTypes, typeOf } from './element-types.ts';

const elements = ['fhir/R4/AllergyIntolerance', 'fhir/R4/MedicationRequest', 'fhir/R4/Medication', 'fhir/R4/Observation', 'text/plain'].map(
  (schema) => elementOf({ schema }),
);

describe('types by name', () => {
  it.each([
    ['AllergyIntolerance', ['AllergyIntolerance']],
    ['allergyintolerance', ['AllergyIntolerance']],
    ['allergies', ['AllergyIntolerance']],
    ['allergy', ['AllergyIntolerance']],
    ['medications', ['Medication', 'MedicationRequest']],
    ['note, vitals', ['note', 'Observation']],
    ['MedicationRequest', ['MedicationRequest']],
  ])('%s', (list, types) => {
    expect([...resolveTypes(list, elements)].sort()).toEqual([...types].sort());
  });

  it.each(['conditions', 'nothing', 'allergies,procedures', '', ',', '__proto__', 'constructor'])(
    'refuses %j and says what there is',
    (list) => {
      expect(() => resolveTypes(list, elements)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
    },
  );

  it('are what a schema says', () => {
    expect(typeOf('fhir/R4/Observation')).toBe('Observation');
    expect(typeOf('text/plain')).toBe('note');
    expect(ALIAS_NAMES).toContain('allergies');
  });
});
