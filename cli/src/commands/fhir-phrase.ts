import type { TextObject, TextValue } from './json-text.ts';
import { isTextObject } from './json-text.ts';

/** Deeper parts are left to `--raw`. */
const DEPTH = 4;

/** Members that say how to process a value, not what it is. */
const SILENT = new Set(['id', 'extension', 'modifierExtension', 'meta', 'text', 'contained', 'implicitRules', 'language', 'resourceType']);

/** A FHIR R4 value in one phrase: by the shape of its data type, else its members one by one. Empty when it says nothing. */
export function phraseOf(value: TextValue | undefined, depth = 0): string {
  if (value === undefined || value === null || depth > DEPTH) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!isTextObject(value))
    return joined(
      value.map((item) => phraseOf(item, depth)),
      '; ',
    );
  for (const shape of SHAPES) {
    const phrase = shape(value, depth);
    if (phrase !== undefined) return phrase;
  }
  const members = Object.entries(value).filter(([name]) => !SILENT.has(name) && !name.startsWith('_'));
  return joined(
    members.map(([name, member]) => labelled(labelOf(name), phraseOf(member, depth + 1))),
    ', ',
  );
}

/** The name of a FHIR member in words: `clinicalStatus` -> `clinical status`, `valueQuantity` -> `value`. */
export function labelOf(name: string): string {
  const stem = name.replace(
    /(?<=^(?:value|onset|abatement|effective|performed|occurrence|medication|deceased|multipleBirth|timing|serviced|product|reported|allowed|location|asNeeded|dose|rate))(?:[A-Z]\w*)$/,
    '',
  );
  return stem.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
}

type Shape = (value: TextObject, depth: number) => string | undefined;

const has = (value: TextObject, ...names: readonly string[]): boolean => names.some((name) => value[name] !== undefined);
const text = (value: TextValue | undefined): string => (typeof value === 'string' ? value : '');
const joined = (parts: readonly string[], by: string): string => parts.filter((part) => part !== '').join(by);
const labelled = (label: string, phrase: string): string => (phrase === '' ? '' : `${label} ${phrase}`);

// Data types of FHIR R4 section 2.24, the most telling first.
const SHAPES: readonly Shape[] = [
  // CodeableConcept
  (value) => {
    if (!Array.isArray(value.coding)) return undefined;
    const codings = value.coding as readonly TextValue[];
    return text(value.text) || phraseOf(codings.find((coding) => isTextObject(coding) && has(coding, 'display')) ?? codings[0]);
  },
  // Coding
  (value) =>
    has(value, 'code') && has(value, 'system', 'display') && !has(value, 'value') ? text(value.display) || text(value.code) : undefined,
  // Reference
  (value) => (has(value, 'reference') ? text(value.display) || text(value.reference) : undefined),
  // Quantity, Money
  (value) => {
    if (!has(value, 'value') || !has(value, 'unit', 'code', 'currency', 'comparator')) return undefined;
    return joined([text(value.comparator), text(value.value), text(value.unit) || text(value.code) || text(value.currency)], ' ');
  },
  // Period
  (value) => {
    if (!has(value, 'start', 'end') || has(value, 'value', 'code')) return undefined;
    return `${text(value.start) || '…'} to ${text(value.end) || '…'}`;
  },
  // Range, Ratio
  (value, depth) =>
    has(value, 'low', 'high') ? joined([phraseOf(value.low, depth + 1) || '…', phraseOf(value.high, depth + 1) || '…'], ' to ') : undefined,
  (value, depth) =>
    has(value, 'numerator') ? joined([phraseOf(value.numerator, depth + 1), phraseOf(value.denominator, depth + 1)], ' per ') : undefined,
  // HumanName
  (value) => {
    if (!has(value, 'family', 'given')) return undefined;
    return (
      text(value.text) ||
      joined([phraseOf(value.prefix), phraseOf(value.given).replaceAll('; ', ' '), text(value.family), phraseOf(value.suffix)], ' ')
    );
  },
  // Address
  (value) => {
    if (!has(value, 'city', 'postalCode', 'line')) return undefined;
    return (
      text(value.text) ||
      joined([phraseOf(value.line), text(value.postalCode), text(value.city), text(value.state), text(value.country)], ', ')
    );
  },
  // Identifier, ContactPoint
  (value) =>
    has(value, 'value') && has(value, 'system', 'use', 'type') ? joined([phraseOf(value.type), text(value.value)], ' ') : undefined,
  // Annotation, Dosage, and a CodeableConcept that has nothing but its text
  (value) => (text(value.text) === '' ? undefined : text(value.text)),
  // Attachment
  (value) =>
    has(value, 'contentType')
      ? joined([text(value.title), text(value.contentType), has(value, 'data') ? '(content: --raw)' : text(value.url)], ' ')
      : undefined,
];
