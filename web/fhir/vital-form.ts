import type { Coding } from './concepts.ts';
import { LOINC, UCUM, codesIn, conceptOf, hl7Concept } from './concepts.ts';
import type { FormContext, VitalValues } from './form-values.ts';
import type { Measure, MeasureName } from './measures.ts';
import { MEASURES, MEASURE_NAMES, unitOf } from './measures.ts';
import { remarkOf, withRemark } from './remark.ts';
import type { Json, JsonObject } from './written-json.ts';
import { Digits, at, isObject, itemsOf, textOf } from './written-json.ts';

/** An Observation of what was typed. With `former`, everything that the form does not show stays as it is. */
export function vitalResource(values: VitalValues, { subject, names }: FormContext, former?: JsonObject): JsonObject {
  if (former) return changedVital(values, former);
  const measure = MEASURES[values.measure];
  const codings = unitOf(values.measure, values.unit).codings ?? measure.codings;
  const observation = {
    resourceType: 'Observation',
    status: 'final',
    category: [hl7Concept('observation-category', measure.category)],
    code: conceptOf(codings, names?.whole),
    subject: { ...subject },
    effectiveDateTime: values.when,
    ...measured(values, measure, names?.parts),
  };
  return withRemark(observation, values.remark);
}

/** What the form shows of an Observation; undefined where it would hide or change something else. */
export function vitalValues(resource: JsonObject): VitalValues | undefined {
  if (resource['resourceType'] !== 'Observation') return undefined;
  // A judgement of the number, such as "high", would stay behind when the number changes.
  if (['interpretation', 'dataAbsentReason', 'effectivePeriod', '_effectiveDateTime'].some((name) => name in resource)) return undefined;
  const codes = codesIn(resource['code'], LOINC);
  const measure = MEASURE_NAMES.find((name) => codingsOf(MEASURES[name]).some(({ code }) => codes.includes(code)));
  const remark = remarkOf(resource);
  if (measure === undefined || remark === undefined) return undefined;
  const quantities = quantitiesOf(resource, measure);
  const unit = textOf(at(quantities[0], 'code'));
  const isKnown = quantities.every((quantity) => isPlain(quantity) && at(quantity, 'code') === unit) && hasUnit(measure, unit);
  if (!isKnown || quantities.length !== (MEASURES[measure].parts?.length ?? 1)) return undefined;
  const [first = '', second = ''] = quantities.map((quantity) => textOf(at(quantity, 'value')));
  return { measure, first, second, unit, when: textOf(resource['effectiveDateTime']), remark };
}

function changedVital(values: VitalValues, former: JsonObject): JsonObject {
  const before = vitalValues(former);
  const codings = values.unit === before?.unit ? undefined : unitOf(values.measure, values.unit).codings;
  const changed: JsonObject = {
    ...former,
    ...(values.when !== before?.when && { effectiveDateTime: values.when }),
    // A code that says its unit does not stand beside another one.
    ...(codings && { code: conceptOf(codings, textOf(at(former, 'code', 'text')) || undefined) }),
  };
  const measure = MEASURES[values.measure];
  if (!measure.parts) {
    return withRemark({ ...changed, valueQuantity: requantified(former['valueQuantity'], values, values.first) }, values.remark);
  }
  const [systolic] = measure.parts;
  const component = itemsOf(former['component']).map((part) => {
    const number = codesIn(at(part, 'code'), LOINC).includes(systolic.coding.code) ? values.first : values.second;
    return isObject(part) ? { ...part, valueQuantity: requantified(part['valueQuantity'], values, number) } : part;
  });
  return withRemark({ ...changed, component }, values.remark);
}

function measured(values: VitalValues, { parts }: Measure, names: readonly string[] = []): JsonObject {
  if (!parts) return { valueQuantity: quantityOf(values, values.first) };
  const [first, second] = parts;
  const component = (coding: Coding, name: string | undefined, number: string) => ({
    code: conceptOf([coding], name),
    valueQuantity: quantityOf(values, number),
  });
  return { component: [component(first.coding, names[0], values.first), component(second.coding, names[1], values.second)] };
}

function quantityOf({ measure, unit }: VitalValues, number: string): JsonObject {
  return { value: new Digits(number), unit: unitOf(measure, unit).label, system: UCUM, code: unitOf(measure, unit).code };
}

/** The same quantity where the number did not change, digit by digit. */
function requantified(former: Json | undefined, values: VitalValues, number: string): Json {
  if (isObject(former) && at(former, 'code') === values.unit) return { ...former, value: new Digits(number) };
  return quantityOf(values, number);
}

function quantitiesOf(resource: JsonObject, measure: MeasureName): (Json | undefined)[] {
  const { parts } = MEASURES[measure];
  const components = itemsOf(resource['component']);
  if (!parts) return components.length === 0 ? [resource['valueQuantity']] : [];
  if (components.length !== parts.length || resource['valueQuantity'] !== undefined) return [];
  const found = parts.map(({ coding }) => components.find((component) => codesIn(at(component, 'code'), LOINC).includes(coding.code)));
  return found.map((component) => at(component, 'valueQuantity'));
}

const codingsOf = ({ codings, units }: Measure): Coding[] => [...codings, ...units.flatMap((unit) => unit.codings ?? [])];
const hasUnit = (measure: MeasureName, code: string): boolean => MEASURES[measure].units.some((unit) => unit.code === code);
const isPlain = (quantity: Json | undefined): boolean =>
  at(quantity, 'value') instanceof Digits && at(quantity, 'system') === UCUM && at(quantity, 'comparator') === undefined;
