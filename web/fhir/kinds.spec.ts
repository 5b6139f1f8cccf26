import { expect, it } from '@jest/globals';
import { kindOf } from './kinds.ts';

it('an element is of the kind of its type; a type that is none of FHIR is of no kind of its own', () => {
  const schemas = ['fhir/R4/Observation', 'text/plain', 'fhir/R4/Basic', 'fhir/R4/constructor', 'fhir/R4/__proto__', 'fhir/R4/toString'];
  expect(schemas.map((schema) => kindOf({ schema }))).toEqual(['measurements', 'notes', 'other', 'other', 'other', 'other']);
});
