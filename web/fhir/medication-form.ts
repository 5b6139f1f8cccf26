import { conceptText } from './concepts.ts';
import type { FormContext, MedicationState, MedicationValues } from './form-values.ts';
import { MEDICATION_STATES } from './form-values.ts';
import { remarkOf, withMember, withRemark } from './remark.ts';
import type { Json, JsonObject } from './written-json.ts';
import { at, isObject, itemsOf, textOf } from './written-json.ts';

/** A MedicationStatement of what was typed. With `former`, everything that the form does not show stays as it is. */
export function medicationResource(values: MedicationValues, { subject, today }: FormContext, former?: JsonObject): JsonObject {
  const before = former && medicationValues(former);
  const base: JsonObject = former ?? { resourceType: 'MedicationStatement', subject: { ...subject }, dateAsserted: today };
  let resource: JsonObject = { ...base, status: values.status };
  // Another name under the code of the former one would be two drugs at once.
  if (values.name !== before?.name) resource = { ...resource, medicationCodeableConcept: { text: values.name } };
  if (values.dose !== (before?.dose ?? '')) {
    resource = withMember(resource, 'dosage', values.dose === '' ? undefined : [{ text: values.dose }]);
  }
  if (values.since !== (before?.since ?? '') || values.until !== (before?.until ?? '')) resource = withPeriod(resource, values);
  return withRemark(resource, values.remark);
}

/** What the form shows of a MedicationStatement; undefined where it would hide or change something else. */
export function medicationValues(resource: JsonObject): MedicationValues | undefined {
  if (resource['resourceType'] !== 'MedicationStatement') return undefined;
  const { status, medicationCodeableConcept: drug, effectiveDateTime, effectivePeriod: period, dosage } = resource;
  const remark = remarkOf(resource);
  const name = conceptText(drug);
  const isDosePlain = itemsOf(dosage).length === 0 || (itemsOf(dosage).length === 1 && textOf(at(dosage, 0, 'text')) !== '');
  if (!isState(status) || remark === undefined || name === '' || effectiveDateTime !== undefined || !isDosePlain) return undefined;
  return {
    name,
    dose: textOf(at(dosage, 0, 'text')),
    status,
    since: textOf(at(period, 'start')),
    until: textOf(at(period, 'end')),
    remark,
  };
}

function withPeriod(resource: JsonObject, { since, until }: MedicationValues): JsonObject {
  const former = resource['effectivePeriod'];
  let period: JsonObject = isObject(former) ? former : {};
  period = withMember(withMember(period, 'start', since || undefined), 'end', until || undefined);
  return withMember(resource, 'effectivePeriod', Object.keys(period).length === 0 ? undefined : period);
}

const isState = (value: Json | undefined): value is MedicationState => MEDICATION_STATES.some((state) => state === value);
