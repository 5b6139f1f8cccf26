import type { FactCategory, FactCode, ResourceFacts } from './facts.ts';
import { isBound, shortText, valuesOf } from './facts-values.ts';
import { doseOf } from './facts-dose.ts';
import { observedValue, parseKeepingNumbers } from './observed-value.ts';
import { PRIMITIVES } from './primitives.ts';
import { nameOf, parsed } from './summary.ts';
import { property, valueAt, wordsOf } from './summary-text.ts';

/** Items of a list that are looked at and kept. */
const ITEMS = 8;
/** Characters of JSON text that facts have at most; what is least needed goes first. */
const FACTS_CHARACTERS = 4_000;

const CATEGORIES: ReadonlyMap<unknown, FactCategory> = new Map<string, FactCategory>([
  ['vital-signs', 'vital-signs'],
  ['laboratory', 'laboratory'],
  ['imaging', 'imaging'],
  ['survey', 'survey'],
  ['social-history', 'social-history'],
  ['exam', 'exam'],
  ['procedure', 'procedure'],
  ['therapy', 'therapy'],
  ['activity', 'activity'],
  // Sections of diagnostic services, as reports name them.
  ['LAB', 'laboratory'],
  ['RAD', 'imaging'],
]);

/** Where a type keeps the concept that it is about. */
const CODES = ['code', 'medicationCodeableConcept', 'vaccineCode', 'contained.code', 'type', 'serviceType'];
const ENDS = [
  'abatementDateTime',
  'abatementPeriod.end',
  'effectivePeriod.end',
  'performedPeriod.end',
  'occurrencePeriod.end',
  'billablePeriod.end',
  'period.end',
];
const PERFORMERS = [
  'performer',
  'performer.actor',
  'requester',
  'recorder',
  'asserter',
  'participant.individual',
  'author',
  'primaryPerformer',
  'provider',
];
const REASONS = ['reasonCode', 'reasonReference', 'indication'];

/** What views show of a resource's JSON text. Never throws: text that is no resource, or is made to be endless, has no facts but its type. */
export function factsOf(body: string): ResourceFacts {
  const resource = parsed(body);
  const resourceType = shortText(property(resource, 'resourceType')) ?? 'Resource';
  try {
    return fitting(read(body, resource, resourceType));
  } catch (error) {
    // Nested deeper than this machine can follow.
    if (error instanceof RangeError) return { resourceType, codes: [], values: [] };
    throw error;
  }
}

function read(body: string, resource: unknown, resourceType: string): ResourceFacts {
  const withDigits = parseKeepingNumbers(body) ?? resource;
  const values = resourceType === 'Observation' ? valuesOf(withDigits) : [];
  const hasText = resourceType === 'Observation' && (values.length === 0 || isBound(property(resource, 'valueQuantity')));
  return withoutAbsent({
    resourceType,
    category: categoryOf(resource),
    status: statusOf(resource),
    display: nameOf(resource, resourceType),
    codes: codesOf(resource),
    dose: doseOf(withDigits),
    end: endOf(resource),
    values,
    valueText: hasText ? shortText(observedValue(withDigits)) : undefined,
    severity: wordsAt(resource, ['severity', 'reaction.severity']),
    criticality: shortText(property(resource, 'criticality')),
    interpretation: wordsAt(resource, ['interpretation']),
    performer: wordsAt(resource, PERFORMERS),
    reason: wordsAt(resource, REASONS),
  });
}

type Absent<T> = { readonly [Key in keyof T]: T[Key] | undefined };

function withoutAbsent(facts: Absent<Required<ResourceFacts>> & Pick<ResourceFacts, 'resourceType' | 'codes' | 'values'>): ResourceFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as unknown as ResourceFacts;
}

function categoryOf(resource: unknown): FactCategory | undefined {
  for (const category of listed(property(resource, 'category'))) {
    for (const coding of listed(property(category, 'coding'))) {
      const found = CATEGORIES.get(property(coding, 'code'));
      if (found) return found;
    }
  }
  return undefined;
}

function statusOf(resource: unknown): string | undefined {
  const clinical = property(resource, 'clinicalStatus');
  return shortText(valueAt(clinical, 'coding.code')) ?? wordsOf(clinical) ?? shortText(property(resource, 'status'));
}

function codesOf(resource: unknown): FactCode[] {
  for (const path of CODES) {
    const codes = listed(valueAt(resource, path))
      .flatMap((concept) => listed(property(concept, 'coding')))
      .flatMap(codeOf);
    if (codes.length > 0) return codes.slice(0, ITEMS);
  }
  return [];
}

function codeOf(coding: unknown): FactCode[] {
  const [system, code] = [shortText(property(coding, 'system')), shortText(property(coding, 'code'))];
  if (code === undefined) return [];
  return [{ ...(system === undefined ? {} : { system }), code }];
}

function endOf(resource: unknown): string | undefined {
  return ENDS.map((path) => valueAt(resource, path)).find(
    (value): value is string => typeof value === 'string' && PRIMITIVES.get('dateTime')?.accepts(value) === true,
  );
}

function wordsAt(resource: unknown, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const words = wordsOf(valueAt(resource, path));
    if (words !== undefined) return words;
  }
  return undefined;
}

function listed(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.slice(0, ITEMS) : [value];
}

function sizeOf(facts: ResourceFacts): number {
  return JSON.stringify(facts).length;
}

/** Facts of ordinary resources have a few hundred characters. */
function fitting(facts: ResourceFacts): ResourceFacts {
  let left = facts;
  while (sizeOf(left) > FACTS_CHARACTERS && left.codes.length > 1) left = { ...left, codes: left.codes.slice(0, -1) };
  while (sizeOf(left) > FACTS_CHARACTERS && left.values.length > 1) left = { ...left, values: left.values.slice(0, -1) };
  return left;
}
