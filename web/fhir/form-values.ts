import type { MeasureName } from './measures.ts';

/** A text of one's own. */
export interface NoteValues {
  readonly title: string;
  readonly text: string;
}

/** Something measured. Numbers as typed, with a point. */
export interface VitalValues {
  readonly measure: MeasureName;
  /** One number for each part of the measure. */
  readonly first: string;
  readonly second: string;
  /** In UCUM. */
  readonly unit: string;
  /** A FHIR dateTime. */
  readonly when: string;
  readonly remark: string;
}

export const MEDICATION_STATES = ['active', 'completed', 'on-hold', 'stopped', 'intended', 'not-taken', 'unknown'] as const;
export type MedicationState = (typeof MEDICATION_STATES)[number];

export interface MedicationValues {
  readonly name: string;
  /** How it is taken, in words. */
  readonly dose: string;
  readonly status: MedicationState;
  /** FHIR dateTimes, as exact as they are known; empty for none. */
  readonly since: string;
  readonly until: string;
  readonly remark: string;
}

export const CRITICALITIES = ['', 'low', 'high', 'unable-to-assess'] as const;
export type Criticality = (typeof CRITICALITIES)[number];

export interface AllergyValues {
  readonly substance: string;
  /** What happens. */
  readonly reaction: string;
  readonly criticality: Criticality;
  readonly isResolved: boolean;
  readonly since: string;
  readonly remark: string;
}

/** Whom a resource is about, by name. */
export interface Subject {
  readonly display: string;
}

/** What a form writes a resource from. */
export interface FormContext {
  /** What a measure and its parts are called in the person's language. */
  readonly names?: { readonly whole: string; readonly parts: readonly string[] };
  readonly subject: Subject;
  /** The day of writing, as FHIR writes it. */
  readonly today: string;
}
