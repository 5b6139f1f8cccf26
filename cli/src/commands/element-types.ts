import { SealchartError } from '@sealchart/protocol';
import type { ElementSummary } from '@sealchart/sdk';

/** The type of an element that is a note. */
export const NOTE = 'note';

const FHIR_SCHEMA = 'fhir/R4/';

/** What people call things, and the FHIR R4 types they mean by it. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  allergies: ['AllergyIntolerance'],
  appointments: ['Appointment'],
  conditions: ['Condition'],
  diagnoses: ['Condition'],
  problems: ['Condition'],
  devices: ['Device'],
  documents: ['DocumentReference', 'Composition'],
  encounters: ['Encounter'],
  visits: ['Encounter'],
  families: ['FamilyMemberHistory'],
  goals: ['Goal'],
  images: ['ImagingStudy'],
  immunizations: ['Immunization'],
  vaccinations: ['Immunization'],
  insurances: ['Claim', 'Coverage', 'ExplanationOfBenefit'],
  medications: ['Medication', 'MedicationAdministration', 'MedicationDispense', 'MedicationRequest', 'MedicationStatement'],
  notes: [NOTE],
  observations: ['Observation'],
  labs: ['DiagnosticReport', 'Observation'],
  vitals: ['Observation'],
  plans: ['CarePlan'],
  procedures: ['Procedure'],
  reports: ['DiagnosticReport'],
  teams: ['CareTeam'],
};

/** Names that stand for several types or are shorter than the type, for the help text. */
export const ALIAS_NAMES: readonly string[] = Object.keys(ALIASES);

/** The type of an element as people write it: `Observation`, `note`. */
export function typeOf(schema: string): string {
  return schema.startsWith(FHIR_SCHEMA) ? schema.slice(FHIR_SCHEMA.length) : NOTE;
}

/**
 * The types that a comma-separated list names, among those that are there: exact names in any case, or aliases.
 * Throws `E_USAGE` for a word that means none of them, and says which there are.
 */
export function resolveTypes(list: string, elements: readonly ElementSummary[]): Set<string> {
  const present = [...new Set(elements.map((element) => typeOf(element.schema)))].sort();
  const chosen = new Set<string>();
  for (const word of list.split(',').map((part) => part.trim().toLowerCase())) {
    if (word === '') continue;
    const meant = aliasOf(word) ?? [word];
    const found = present.filter((type) => meant.some((name) => name.toLowerCase() === type.toLowerCase()));
    if (found.length === 0) {
      const there = present.length === 0 ? 'there is nothing yet' : `there are ${present.join(', ')}`;
      throw new SealchartError('E_USAGE', { detail: `nothing of type "${word}"; ${there}` });
    }
    for (const type of found) chosen.add(type);
  }
  if (chosen.size === 0) throw new SealchartError('E_USAGE', { detail: '--type names no type' });
  return chosen;
}

/** Singulars are meant as their plurals. */
function aliasOf(word: string): readonly string[] | undefined {
  const spellings = [word, `${word}s`, word.replace(/y$/, 'ies'), word.replace(/is$/, 'es')];
  const name = spellings.find((spelling) => Object.hasOwn(ALIASES, spelling));
  return name === undefined ? undefined : ALIASES[name];
}
