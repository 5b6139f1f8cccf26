import { describe, expect, it } from '@jest/globals';
import { PRIMITIVES } from './primitives.ts';
import { R4_TYPES } from './r4-types.generated.ts';
import { isResourceType, typeInfo } from './r4-types.ts';

const typeOf = (type: string, element: string): string | undefined => typeInfo(type).elements.get(element)?.type;

describe('table of R4 types', () => {
  it('knows the resources of R4 and no others', () => {
    for (const name of ['Patient', 'Bundle', 'Binary', 'Parameters', 'MedicinalProductAuthorization'])
      expect(isResourceType(name)).toBe(true);
    // Abstract types, data types, resources of R5, and what every object has.
    for (const name of [
      'Resource',
      'DomainResource',
      'HumanName',
      'SubscriptionStatus',
      'ActorDefinition',
      'constructor',
      '__proto__',
      '',
    ]) {
      expect(isResourceType(name)).toBe(false);
    }
  });

  it.each([
    ['Patient', 'birthDate', 'date'],
    ['Patient', 'contact', 'Patient.contact'],
    ['Patient.contact', 'name', 'HumanName'],
    ['Patient', 'deceasedBoolean', 'boolean'],
    ['Patient', 'deceasedDateTime', 'dateTime'],
    ['Patient', 'id', 'id'],
    ['Patient', 'contained', 'Resource'],
    ['Patient', '_birthDate', 'Element'],
    ['HumanName', 'id', 'string'],
    ['Extension', 'valueDecimal', 'decimal'],
    ['Age', 'value', 'decimal'],
    ['Observation.component', 'referenceRange', 'Observation.referenceRange'],
    ['Bundle.entry', 'link', 'Bundle.link'],
    ['Parameters.parameter', 'part', 'Parameters.parameter'],
    ['Parameters.parameter', 'resource', 'Resource'],
    ['Timing.repeat', 'timeOfDay', 'time'],
    ['Narrative', 'div', 'xhtml'],
    ['ClaimResponse', 'adjudication', 'ClaimResponse.item.adjudication'],
    ['ResearchElementDefinition.characteristic', 'participantEffectiveDateTime', 'dateTime'],
  ])('%s.%s is %s', (type, element, expected) => {
    expect(typeOf(type, element)).toBe(expected);
  });

  it('holds nothing of R5 or of the package that it is made from', () => {
    expect(typeOf('Meta', 'project')).toBeUndefined();
    expect(typeOf('Meta', 'author')).toBeUndefined();
    expect(typeOf('ResearchStudy', 'whyStopped')).toBeUndefined();
    expect(typeOf('EvidenceVariable.characteristic', 'definitionByTypeAndValue')).toBeUndefined();
  });

  it('tells lists from single values', () => {
    expect(typeInfo('HumanName').elements.get('given')?.isList).toBe(true);
    expect(typeInfo('HumanName').elements.get('family')?.isList).toBe(false);
  });

  it('leads from every element to a primitive, to any resource or to a type of its own', () => {
    const names = R4_TYPES.trim()
      .split('\n')
      .map((line) => line.slice(0, line.indexOf('<')));
    expect(names.length).toBeGreaterThan(600);
    for (const name of names) {
      for (const [key, element] of typeInfo(name).elements) {
        const leads = element.primitive !== undefined || element.type === 'Resource' || typeInfo(element.type).elements.size > 0;
        expect([name, key, leads]).toEqual([name, key, true]);
      }
    }
    expect(PRIMITIVES.size).toBe(20);
  });

  it('has no elements for a name that is not in it', () => {
    for (const name of ['Nothing', 'constructor', '__proto__', '']) expect(typeInfo(name).elements.size).toBe(0);
  });
});
