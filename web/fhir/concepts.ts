import type { Json, JsonObject } from './written-json.ts';
import { at, itemsOf, textOf } from './written-json.ts';

/** A code of a coding system, as FHIR writes it. */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

export const LOINC = 'http://loinc.org';
export const UCUM = 'http://unitsofmeasure.org';
const HL7 = 'http://terminology.hl7.org/CodeSystem';

/** A CodeableConcept of these codings. */
export function conceptOf(codings: readonly Coding[], text?: string): JsonObject {
  return { coding: codings.map((coding) => ({ ...coding })), ...(text !== undefined && { text }) };
}

/** A CodeableConcept of a code system of HL7. */
export function hl7Concept(system: string, code: string): JsonObject {
  return { coding: [{ system: `${HL7}/${system}`, code }] };
}

/** What a CodeableConcept is called: its text, else the display of a coding, else a code. */
export function conceptText(concept: Json | undefined): string {
  const codings = itemsOf(at(concept, 'coding'));
  const displays = codings.map((coding) => textOf(at(coding, 'display')));
  return textOf(at(concept, 'text')) || displays.find((display) => display !== '') || textOf(at(codings[0], 'code'));
}

/** The codes of a CodeableConcept in one system. */
export function codesIn(concept: Json | undefined, system: string): string[] {
  return itemsOf(at(concept, 'coding'))
    .filter((coding) => at(coding, 'system') === system)
    .map((coding) => textOf(at(coding, 'code')));
}
