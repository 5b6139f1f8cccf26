import { conceptText } from './concepts.ts';
import type { PhraseWords } from './phrase.ts';
import { phraseOf, rangePhrase } from './phrase.ts';
import type { Json, JsonObject } from './written-json.ts';
import { at, isObject, itemsOf } from './written-json.ts';

/** One result of an observation, in words. */
export interface Measured {
  readonly name: string;
  readonly value: string;
  /** Reference range; empty where the resource gives none. */
  readonly range: string;
  /** Such as "high", as a CodeableConcept. */
  readonly judgement?: Json;
}

/** Members that `measuredOf` reads. */
const READ = /^(?:value[A-Z]\w*|component|referenceRange|interpretation)$/;

/** The results of an Observation, and what else it says; no results for any other resource, or where one could not be said in a phrase. */
export function measuredOf(resource: JsonObject, words: PhraseWords): { readonly values: readonly Measured[]; readonly rest: JsonObject } {
  const none = { values: [], rest: resource };
  if (resource['resourceType'] !== 'Observation') return none;
  const holders = [resource, ...itemsOf(resource['component'])].filter(isObject).filter((holder) => valueOf(holder) !== undefined);
  if (itemsOf(resource['component']).length > holders.length) return none;
  const values = holders.flatMap((holder) => resultOf(holder, words) ?? []);
  if (values.length === 0 || values.length < holders.length) return none;
  return { values, rest: Object.fromEntries(Object.entries(resource).filter(([name]) => !READ.test(name))) };
}

function valueOf(holder: JsonObject): Json | undefined {
  const name = Object.keys(holder).find((member) => /^value[A-Z]\w*$/.test(member) || member === 'dataAbsentReason');
  return name === undefined ? undefined : holder[name];
}

/** Undefined for a value that is more than a phrase. */
function resultOf(holder: JsonObject, words: PhraseWords): Measured | undefined {
  const value = phraseOf(valueOf(holder) ?? null, words);
  if (value === undefined || value === '') return undefined;
  const judgement = at(holder, 'interpretation', 0);
  return {
    name: conceptText(holder['code']),
    value,
    range: itemsOf(holder['referenceRange']).map(rangePhrase).filter(Boolean).join('; '),
    ...(judgement !== undefined && { judgement }),
  };
}
