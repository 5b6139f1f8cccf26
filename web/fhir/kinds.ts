import type { ElementSummary } from '@sealchart/sdk';

/** The parts of a health record as people look for them. */
export const KINDS = [
  'medications',
  'allergies',
  'conditions',
  'vaccinations',
  'measurements',
  'procedures',
  'visits',
  'documents',
  'notes',
  'other',
] as const;
export type Kind = (typeof KINDS)[number];

/** No object: a type that somebody else wrote may have a name that every object has. */
const BY_TYPE: ReadonlyMap<string, Kind> = new Map(
  Object.entries<Kind>({
    AllergyIntolerance: 'allergies',
    Appointment: 'visits',
    Composition: 'documents',
    Condition: 'conditions',
    DiagnosticReport: 'documents',
    DocumentReference: 'documents',
    Encounter: 'visits',
    ImagingStudy: 'procedures',
    Immunization: 'vaccinations',
    Media: 'documents',
    Medication: 'medications',
    MedicationAdministration: 'medications',
    MedicationDispense: 'medications',
    MedicationRequest: 'medications',
    MedicationStatement: 'medications',
    Observation: 'measurements',
    Procedure: 'procedures',
  }),
);

const FHIR = 'fhir/R4/';

/** The FHIR resource type of an element; undefined for notes. */
export function resourceTypeOf({ schema }: Pick<ElementSummary, 'schema'>): string | undefined {
  return schema.startsWith(FHIR) ? schema.slice(FHIR.length) : undefined;
}

export function kindOf(element: Pick<ElementSummary, 'schema'>): Kind {
  const type = resourceTypeOf(element);
  if (type === undefined) return 'notes';
  return BY_TYPE.get(type) ?? 'other';
}
