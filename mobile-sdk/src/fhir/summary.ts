import { observedValue, parseKeepingNumbers } from './observed-value.ts';
import { PRIMITIVES } from './primitives.ts';
import { property, tidy, valueAt, wordsOf } from './summary-text.ts';

/** How a list shows a resource. */
export interface ResourceSummary {
  /** One line of at most `NAME_CHARACTERS`, without control characters: what a person would call it. */
  readonly title: string;
  /** As the resource says it; `Resource` where it says nothing. */
  readonly resourceType: string;
  /** When it happened, as written: a year, month, day or instant. Absent where the resource does not say. */
  readonly date?: string;
}

const MEDICATION = ['medicationCodeableConcept', 'medicationReference', 'contained.code'];
const CLAIM = ['item.productOrService', 'type', 'provider'];

/** Where a type keeps its name, best first. Types that are not named here keep it where most do. */
const TITLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['AllergyIntolerance', ['code', 'reaction.substance', 'reaction.manifestation']],
  ['Appointment', ['description', 'appointmentType', 'serviceType', 'reasonCode']],
  ['CarePlan', ['title', 'description', 'category.text', 'activity.detail.code', 'category']],
  ['CareTeam', ['name', 'reasonCode', 'category', 'participant.role']],
  ['Claim', CLAIM],
  ['ClaimResponse', CLAIM],
  ['Composition', ['title', 'type']],
  ['Consent', ['category', 'scope']],
  ['Coverage', ['type', 'payor', 'class.name']],
  ['Device', ['deviceName.name', 'type', 'modelNumber', 'manufacturer']],
  ['DeviceUseStatement', ['device', 'reasonCode']],
  ['DocumentReference', ['description', 'content.attachment.title', 'type', 'category']],
  ['Encounter', ['type', 'reasonCode', 'serviceType', 'class']],
  ['ExplanationOfBenefit', CLAIM],
  ['FamilyMemberHistory', ['condition.code', 'relationship', 'name']],
  ['ImagingStudy', ['description', 'procedureCode', 'series.description', 'series.modality', 'modality']],
  ['Immunization', ['vaccineCode']],
  ['Media', ['content.title', 'type']],
  ['MedicationAdministration', MEDICATION],
  ['MedicationDispense', MEDICATION],
  ['MedicationRequest', MEDICATION],
  ['MedicationStatement', MEDICATION],
  ['PractitionerRole', ['practitioner', 'code', 'specialty', 'organization']],
  ['Provenance', ['activity', 'agent.who']],
  ['RelatedPerson', ['name', 'relationship']],
  ['SupplyDelivery', ['suppliedItem.itemCodeableConcept', 'suppliedItem.itemReference', 'type']],
]);
const USUAL_TITLES = ['title', 'name', 'code', 'description', 'type', 'category', 'reasonCode'];

/** When it happened before when it was written down. */
const DATES = [
  'effectiveDateTime',
  'effectiveInstant',
  'effectivePeriod.start',
  'occurrenceDateTime',
  'occurrencePeriod.start',
  'performedDateTime',
  'performedPeriod.start',
  'onsetDateTime',
  'onsetPeriod.start',
  'servicedDate',
  'billablePeriod.start',
  'period.start',
  'startDate',
  'started',
  'start',
  'whenHandedOver',
  'whenPrepared',
  'authoredOn',
  'authored',
  'recordedDate',
  'collection.collectedDateTime',
  'createdDateTime',
  'date',
  'dateTime',
  'sent',
  'dateAsserted',
  'assertedDate',
  'issued',
  'recorded',
  'created',
  'timestamp',
] as const;
const BORN = new Set(['Patient', 'Person', 'RelatedPerson']);

/** Title, type and date of a resource's JSON text. Never throws: on text that is no resource the title says the type. */
export function summarizeResource(body: string): ResourceSummary {
  const resource = parsed(body);
  const named = property(resource, 'resourceType');
  const resourceType = (typeof named === 'string' ? tidy(named) : undefined) ?? 'Resource';
  const title = (resourceType === 'Observation' ? observationTitle(body, resource) : nameOf(resource, resourceType)) ?? resourceType;
  const date = dateOf(resource, resourceType);
  return { title, resourceType, ...(date !== undefined && { date }) };
}

/** Undefined for text that is no JSON. */
export function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Name and value, with the digits that were written. */
function observationTitle(body: string, resource: unknown): string | undefined {
  const name = nameOf(resource, 'Observation');
  const value = observedValue(parseKeepingNumbers(body));
  return value === undefined ? name : tidy(`${name ?? 'Observation'}: ${value}`);
}

/** What a person would call a resource of this type; undefined where it says nothing. */
export function nameOf(resource: unknown, resourceType: string): string | undefined {
  for (const path of TITLES.get(resourceType) ?? USUAL_TITLES) {
    const words = wordsOf(valueAt(resource, path));
    if (words !== undefined) return words;
  }
  return undefined;
}

function dateOf(resource: unknown, resourceType: string): string | undefined {
  for (const path of BORN.has(resourceType) ? ['birthDate'] : DATES) {
    const value = valueAt(resource, path);
    if (typeof value === 'string' && PRIMITIVES.get('dateTime')?.accepts(value) === true) return value;
  }
  return undefined;
}
