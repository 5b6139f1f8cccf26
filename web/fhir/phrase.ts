import { conceptText } from './concepts.ts';
import { unitWords } from './unit-words.ts';
import type { Json, JsonObject } from './written-json.ts';
import { Digits, at, isList, isObject, itemsOf, textOf } from './written-json.ts';

/** How a language says what FHIR writes. */
export interface PhraseWords {
  readonly yes: string;
  readonly no: string;
  /** A FHIR date for people. */
  readonly date: (written: string) => string;
  /** A code word of FHIR, such as `on-hold`. */
  readonly code: (code: string) => string;
  readonly period: (start: string | undefined, end: string | undefined) => string;
  readonly attachment: (name: string, type: string) => string;
  /** Something that has no name here; `type` is its FHIR resource type, empty where it is not known. */
  readonly nameless: (type: string) => string;
}

const DATE = /^\d{4}-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?$/;

type Shape = (value: JsonObject, words: PhraseWords) => string | undefined;

/** A FHIR value in one phrase by the shape of its data type; undefined for one that has no such shape and is read member by member. */
export function phraseOf(value: Json, words: PhraseWords): string | undefined {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (value instanceof Digits) return value.written;
  if (typeof value === 'string') return DATE.test(value) ? words.date(value) : words.code(value);
  if (isList(value)) {
    const phrases = value.map((item) => phraseOf(item, words));
    const isShort = phrases.every((phrase) => phrase !== undefined && phrase.length <= 40);
    return isShort && value.every((item) => !isObject(item)) ? phrases.join(', ') : undefined;
  }
  for (const shape of SHAPES) {
    const phrase = shape(value, words);
    if (phrase !== undefined) return phrase;
  }
  return undefined;
}

/** "< 1.50 mg/dL"; empty for nothing. */
export function quantityPhrase(quantity: Json | undefined): string {
  const unit = unitWords(textOf(at(quantity, 'unit')) || textOf(at(quantity, 'code'))) || textOf(at(quantity, 'currency'));
  return joined([textOf(at(quantity, 'comparator')), textOf(at(quantity, 'value')), unit], ' ');
}

/** "3.5 – 5.1 mmol/L": the unit once where both have the same. */
export function rangePhrase(range: Json | undefined): string {
  const [low, high] = [at(range, 'low'), at(range, 'high')];
  const unit = textOf(at(high, 'unit')) || textOf(at(high, 'code'));
  const isSame = unit !== '' && unit === (textOf(at(low, 'unit')) || textOf(at(low, 'code')));
  const words = isSame
    ? `${textOf(at(low, 'value'))} – ${quantityPhrase(high)}`
    : [low ? `≥ ${quantityPhrase(low)}` : '', high ? `≤ ${quantityPhrase(high)}` : ''].filter(Boolean).join(', ');
  return words || textOf(at(range, 'text'));
}

const has = (value: JsonObject, ...names: readonly string[]): boolean => names.some((name) => value[name] !== undefined);
const only = (value: JsonObject, ...names: readonly string[]): boolean =>
  Object.keys(value).every((name) => names.includes(name) || name === 'id' || name === 'extension');
const joined = (parts: readonly string[], by: string): string => parts.filter((part) => part !== '').join(by);

// Data types of FHIR R4 section 2.24, the most telling first. A type whose other members would be lost is left to its members.
const SHAPES: readonly Shape[] = [
  // CodeableConcept
  (value, words) => {
    if (!isList(value['coding']) && !only(value, 'text')) return undefined;
    const text = conceptText(value);
    return textOf(value['text']) === '' ? words.code(text) : text;
  },
  // Coding
  (value, words) => {
    if (!only(value, 'system', 'version', 'code', 'display', 'userSelected')) return undefined;
    return textOf(value['display']) || words.code(textOf(value['code']));
  },
  // Reference
  (value, words) => {
    if (!only(value, 'reference', 'type', 'identifier', 'display')) return undefined;
    const named = textOf(value['display']) || textOf(at(value, 'identifier', 'value'));
    if (named !== '' || !has(value, 'reference')) return named;
    // An address says nothing to people; the raw view has it.
    return words.nameless(textOf(value['type']) || (/^(?:.*\/)?([A-Z][A-Za-z]+)[/?]/.exec(textOf(value['reference']))?.[1] ?? ''));
  },
  // Quantity, Money
  (value) =>
    only(value, 'value', 'comparator', 'unit', 'system', 'code', 'currency') && has(value, 'value') ? quantityPhrase(value) : undefined,
  // Period
  (value, words) => {
    if (!only(value, 'start', 'end')) return undefined;
    const [start, end] = [textOf(value['start']), textOf(value['end'])];
    return words.period(start ? words.date(start) : undefined, end ? words.date(end) : undefined);
  },
  // Range, Ratio
  (value) => (only(value, 'low', 'high') ? rangePhrase(value) : undefined),
  (value) =>
    only(value, 'numerator', 'denominator')
      ? joined([quantityPhrase(value['numerator']), quantityPhrase(value['denominator'])], ' / ')
      : undefined,
  // HumanName
  (value) => {
    if (!only(value, 'use', 'text', 'family', 'given', 'prefix', 'suffix', 'period') || !has(value, 'family', 'given')) return undefined;
    const all = (name: string) => itemsOf(value[name]).map(textOf).join(' ');
    return textOf(value['text']) || joined([all('prefix'), all('given'), textOf(value['family']), all('suffix')], ' ');
  },
  // Address
  (value) => {
    if (!has(value, 'city', 'postalCode', 'line')) return undefined;
    const town = joined([textOf(value['postalCode']), textOf(value['city'])], ' ');
    const line = itemsOf(value['line']).map(textOf).join(', ');
    return textOf(value['text']) || joined([line, town, textOf(value['state']), textOf(value['country'])], ', ');
  },
  // Identifier, ContactPoint
  (value) =>
    only(value, 'use', 'type', 'system', 'value', 'period', 'assigner', 'rank') && has(value, 'value')
      ? joined([conceptText(value['type']), textOf(value['value'])], ' ')
      : undefined,
  // Annotation
  (value, words) => {
    if (!only(value, 'text', 'time', 'authorString', 'authorReference') || !has(value, 'text')) return undefined;
    const author = textOf(value['authorString']) || textOf(at(value, 'authorReference', 'display'));
    const time = textOf(value['time']);
    const from = joined([author, time && words.date(time)], ', ');
    return from === '' ? textOf(value['text']) : `${textOf(value['text'])} (${from})`;
  },
  // Attachment: named, and never fetched
  (value, words) =>
    has(value, 'contentType') && only(value, 'contentType', 'language', 'data', 'url', 'size', 'hash', 'title', 'creation')
      ? words.attachment(textOf(value['title']), textOf(value['contentType']))
      : undefined,
  // Timing
  (value, words) => {
    const repeat = value['repeat'];
    if (!only(value, 'repeat', 'code') || (repeat !== undefined && !isCount(repeat))) return undefined;
    const named = conceptText(value['code']);
    if (named !== '') return named;
    const [times, period, unit] = [at(repeat, 'frequency'), at(repeat, 'period'), textOf(at(repeat, 'periodUnit'))];
    return `${textOf(times) || '1'} × / ${textOf(period) === '1' ? '' : `${textOf(period)} `}${words.code(unit)}`;
  },
];

const isCount = (repeat: Json): boolean =>
  isObject(repeat) && only(repeat, 'frequency', 'period', 'periodUnit') && has(repeat, 'period', 'frequency');
