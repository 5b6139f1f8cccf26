import type { PhraseWords } from './phrase.ts';
import { phraseOf } from './phrase.ts';
import type { Json, JsonObject } from './written-json.ts';
import { isList, isObject } from './written-json.ts';

/** A FHIR value as it is read: a phrase, or labelled parts. */
export type Reading =
  | { readonly kind: 'phrase'; readonly text: string }
  | { readonly kind: 'parts'; readonly parts: readonly Part[] }
  | { readonly kind: 'items'; readonly items: readonly Reading[] };

/** A member of a resource. */
export interface Part {
  readonly name: string;
  readonly reading: Reading;
}

/** Deeper values are left to the raw view. */
const DEPTH = 6;
/** Longer lists end here; the raw view has the rest. */
const ITEMS = 200;

/** Numbers by which parts of a claim point at each other. */
const SEQUENCES = [
  'sequence',
  'focal',
  'careTeamSequence',
  'diagnosisSequence',
  'informationSequence',
  'itemSequence',
  'procedureSequence',
];
/** Members that say how to process a value and not what it is. A narrative is HTML of a stranger: it is never shown. */
const SILENT: ReadonlySet<string> = new Set([
  'resourceType',
  'id',
  'meta',
  'implicitRules',
  'language',
  'extension',
  'contained',
  ...SEQUENCES,
]);
/** What few people read: under "more". */
const TECHNICAL: ReadonlySet<string> = new Set([
  'identifier',
  'subject',
  'patient',
  'encounter',
  'context',
  'basedOn',
  'partOf',
  'category',
  'issued',
  'recordedDate',
  'dateAsserted',
  'recorder',
  'asserter',
  'verificationStatus',
  'intent',
  'informationSource',
  'derivedFrom',
  'focus',
  'specimen',
  'device',
  'diagnosis',
  'serviceProvider',
  'hospitalization',
  'instantiatesCanonical',
  'instantiatesUri',
  'insurance',
  'supportingInformation',
]);

/** Members that are read first, in this order. */
const FIRST = ['status', 'clinicalStatus', 'medication', 'vaccineCode', 'code', 'value', 'component', 'dosage', 'effective', 'occurrence'];

/** The members of a resource, the telling ones first, and apart from those what few people read. */
export function readingOf(resource: JsonObject, words: PhraseWords): { readonly main: readonly Part[]; readonly more: readonly Part[] } {
  const parts = partsOf(resource, words, 0).filter(({ name }) => name !== 'text');
  const rank = ({ name }: Part): number => {
    const place = FIRST.findIndex((first) => name.startsWith(first));
    return place < 0 ? FIRST.length : place;
  };
  return {
    main: parts.filter(({ name }) => !TECHNICAL.has(name)).sort((a, b) => rank(a) - rank(b)),
    more: parts.filter(({ name }) => TECHNICAL.has(name)),
  };
}

/** The extensions without which a resource must not be understood are counted, so that a page can say so. */
export function hasModifier(resource: JsonObject): boolean {
  return resource['modifierExtension'] !== undefined;
}

function partsOf(object: JsonObject, words: PhraseWords, depth: number): Part[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (value === undefined || SILENT.has(name) || name.startsWith('_')) return [];
    const reading = readValue(value, words, depth + 1);
    return reading ? [{ name, reading }] : [];
  });
}

/** Undefined for what says nothing. */
function readValue(value: Json, words: PhraseWords, depth: number): Reading | undefined {
  const text = phraseOf(value, words);
  if (text !== undefined) return text === '' ? undefined : { kind: 'phrase', text };
  if (depth > DEPTH) return { kind: 'phrase', text: '…' };
  if (isList(value)) {
    const items = value.slice(0, ITEMS).flatMap((item) => readValue(item, words, depth) ?? []);
    if (value.length > ITEMS) items.push({ kind: 'phrase', text: '…' });
    if (items.length === 0) return undefined;
    return items.length === 1 && items[0] ? items[0] : { kind: 'items', items };
  }
  const parts = isObject(value) ? partsOf(value, words, depth) : [];
  const [first] = parts;
  // "Carried out by: Dr Roe" needs no label in between.
  return parts.length === 1 && first?.reading.kind === 'phrase' ? first.reading : first && { kind: 'parts', parts };
}
