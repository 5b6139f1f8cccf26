import type { FactValue } from './facts.ts';
import { isLoose, property, tidy, valueAt, wordsOf } from './summary-text.ts';

/** Values of one resource that are kept. */
const VALUES = 8;
/** No measured number is written with more characters. */
const NUMBER_CHARACTERS = 40;
const UCUM = 'http://unitsofmeasure.org';
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The measured values of an Observation whose numbers are strings: its own, then those of its components. */
export function valuesOf(observation: unknown): FactValue[] {
  const values: FactValue[] = [];
  const own = measured(observation);
  if (own) values.push(own);
  const components = property(observation, 'component');
  for (const component of Array.isArray(components) ? components.slice(0, VALUES) : []) {
    const value = measured(component);
    if (value && values.length < VALUES) values.push({ ...namesOf(component), ...value });
  }
  return values;
}

/** A number as JSON writes it, with its digits; undefined for anything else. */
export function numberOf(value: unknown): { readonly value: number; readonly written: string } | undefined {
  const written = typeof value === 'number' ? String(value) : value;
  if (typeof written !== 'string' || written.length > NUMBER_CHARACTERS || !NUMBER.test(written)) return undefined;
  const number = Number(written);
  return Number.isFinite(number) ? { value: number, written } : undefined;
}

/** Whether the quantity is a bound and no value: below, above. */
export function isBound(quantity: unknown): boolean {
  return property(quantity, 'comparator') !== undefined;
}

function namesOf(component: unknown): Pick<FactValue, 'display' | 'code'> {
  const display = wordsOf(property(component, 'code'));
  const code = shortText(valueAt(component, 'code.coding.code'));
  return { ...(display === undefined ? {} : { display }), ...(code === undefined ? {} : { code }) };
}

function measured(holder: unknown): FactValue | undefined {
  const quantity = property(holder, 'valueQuantity');
  // A bound, such as below what the laboratory can measure, is no point of a chart.
  if (isBound(quantity)) return undefined;
  const number = numberOf(property(quantity, 'value')) ?? numberOf(property(holder, 'valueInteger'));
  if (!number) return undefined;
  const coded = property(quantity, 'system') === UCUM ? shortText(property(quantity, 'code')) : undefined;
  const unit = shortText(property(quantity, 'unit')) ?? shortText(property(quantity, 'code'));
  return {
    ...number,
    ...(unit === undefined ? {} : { unit }),
    ...(coded === undefined ? {} : { unitCode: coded }),
    ...rangeOf(holder, quantity),
  };
}

/** The normal range, where it is in the unit of the value. */
function rangeOf(holder: unknown, quantity: unknown): Pick<FactValue, 'low' | 'high'> {
  const ranges = property(holder, 'referenceRange');
  for (const range of Array.isArray(ranges) ? ranges.slice(0, VALUES) : []) {
    const kind = valueAt(range, 'type.coding.code');
    if (kind !== undefined && kind !== 'normal') continue;
    const [low, high] = ['low', 'high'].map((end) => endOf(property(range, end), quantity));
    if (low !== undefined || high !== undefined) return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
  }
  return {};
}

function endOf(end: unknown, quantity: unknown): number | undefined {
  if (!isLoose(end)) return undefined;
  const isSame = ['unit', 'code'].every((key) => {
    const [here, there] = [property(end, key), property(quantity, key)];
    return here === undefined || there === undefined || here === there;
  });
  return isSame ? numberOf(property(end, 'value'))?.value : undefined;
}

/** A string as titles hold it. */
export function shortText(value: unknown): string | undefined {
  return typeof value === 'string' ? tidy(value) : undefined;
}
