import type { Coding } from './concepts.ts';
import { LOINC } from './concepts.ts';

/** A unit in which a measure is given. Values outside of `low` and `high` are possible but rarely right: a form asks again. */
export interface MeasureUnit {
  /** In UCUM. */
  readonly code: string;
  /** As people write it. */
  readonly label: string;
  readonly low: number;
  readonly high: number;
  /** Where the code of the measure says its unit, too. */
  readonly codings?: readonly Coding[];
}

/** A part of a measure with more than one number. */
export interface MeasurePart {
  readonly name: 'systolic' | 'diastolic';
  readonly coding: Coding;
  readonly low: number;
  readonly high: number;
}

export interface Measure {
  readonly category: 'vital-signs' | 'laboratory';
  readonly codings: readonly Coding[];
  readonly units: readonly [MeasureUnit, ...MeasureUnit[]];
  readonly parts?: readonly [MeasurePart, MeasurePart];
}

export const MEASURE_NAMES = ['bloodPressure', 'pulse', 'weight', 'height', 'temperature', 'oxygen', 'glucose'] as const;
export type MeasureName = (typeof MEASURE_NAMES)[number];

const loinc = (code: string, display: string): Coding => ({ system: LOINC, code, display });

/** What the short form of a measurement knows; codes of the vital signs profiles of FHIR R4. */
export const MEASURES: Readonly<Record<MeasureName, Measure>> = {
  bloodPressure: {
    category: 'vital-signs',
    codings: [loinc('85354-9', 'Blood pressure panel with all children optional')],
    units: [{ code: 'mm[Hg]', label: 'mmHg', low: 25, high: 260 }],
    parts: [
      { name: 'systolic', coding: loinc('8480-6', 'Systolic blood pressure'), low: 60, high: 260 },
      { name: 'diastolic', coding: loinc('8462-4', 'Diastolic blood pressure'), low: 25, high: 160 },
    ],
  },
  pulse: {
    category: 'vital-signs',
    codings: [loinc('8867-4', 'Heart rate')],
    units: [{ code: '/min', label: '/min', low: 25, high: 230 }],
  },
  weight: {
    category: 'vital-signs',
    codings: [loinc('29463-7', 'Body weight')],
    units: [
      { code: 'kg', label: 'kg', low: 1, high: 350 },
      { code: '[lb_av]', label: 'lb', low: 2, high: 770 },
    ],
  },
  height: {
    category: 'vital-signs',
    codings: [loinc('8302-2', 'Body height')],
    units: [
      { code: 'cm', label: 'cm', low: 30, high: 230 },
      { code: '[in_i]', label: 'in', low: 12, high: 91 },
    ],
  },
  temperature: {
    category: 'vital-signs',
    codings: [loinc('8310-5', 'Body temperature')],
    units: [
      { code: 'Cel', label: '°C', low: 33, high: 42.5 },
      { code: '[degF]', label: '°F', low: 91.4, high: 108.5 },
    ],
  },
  oxygen: {
    category: 'vital-signs',
    codings: [
      loinc('2708-6', 'Oxygen saturation in Arterial blood'),
      loinc('59408-5', 'Oxygen saturation in Arterial blood by Pulse oximetry'),
    ],
    units: [{ code: '%', label: '%', low: 60, high: 100 }],
  },
  glucose: {
    category: 'laboratory',
    codings: [loinc('2339-0', 'Glucose [Mass/volume] in Blood')],
    units: [
      { code: 'mg/dL', label: 'mg/dL', low: 30, high: 600, codings: [loinc('2339-0', 'Glucose [Mass/volume] in Blood')] },
      { code: 'mmol/L', label: 'mmol/L', low: 1.7, high: 33.3, codings: [loinc('15074-8', 'Glucose [Moles/volume] in Blood')] },
    ],
  },
};

/** The unit of a measure by its UCUM code; the first one for a code that it does not have. */
export function unitOf(measure: MeasureName, code: string): MeasureUnit {
  const { units } = MEASURES[measure];
  return units.find((unit) => unit.code === code) ?? units[0];
}

const NUMBER = /^\d{1,6}(?:\.\d{1,4})?$/;

/** A number as typed, with a point in the place of a comma; undefined for what is no number. */
export function numberTyped(text: string): string | undefined {
  const number = text.trim().replace(',', '.');
  return NUMBER.test(number) ? number.replace(/^0+(?=\d)/, '') : undefined;
}

/** Whether a number is one that people have; `part`: 0 for the first number of the measure. */
export function isPlausible(
  values: { readonly measure: MeasureName; readonly unit: string; readonly part: 0 | 1 },
  number: string,
): boolean {
  const { low, high } = MEASURES[values.measure].parts?.[values.part] ?? unitOf(values.measure, values.unit);
  return Number(number) >= low && Number(number) <= high;
}
