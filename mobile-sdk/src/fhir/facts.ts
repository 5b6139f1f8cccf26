/** Categories of observations that views tell apart. */
export type FactCategory =
  | 'vital-signs'
  | 'laboratory'
  | 'imaging'
  | 'survey'
  | 'social-history'
  | 'exam'
  | 'procedure'
  | 'therapy'
  | 'activity';

/** A code of a coding system. */
export interface FactCode {
  readonly system?: string;
  readonly code: string;
}

/** One measured value, with its reference range where the resource gives one. */
export interface FactValue {
  /** Of a component; absent where the resource has one value. */
  readonly display?: string;
  readonly code?: string;
  readonly value: number;
  /** The number with the digits that were written. */
  readonly written: string;
  readonly unit?: string;
  /** In UCUM, where the unit is coded. */
  readonly unitCode?: string;
  readonly low?: number;
  readonly high?: number;
}

/** What views and charts show of a FHIR resource. Every text is one line of at most `NAME_CHARACTERS`; lists have at most 8 items. */
export interface ResourceFacts {
  readonly resourceType: string;
  readonly category?: FactCategory;
  /** As written: the clinical status where there is one, else the status. */
  readonly status?: string;
  /** Name without value. */
  readonly display?: string;
  readonly codes: readonly FactCode[];
  /** How a medication is taken. */
  readonly dose?: string;
  /** When it ended, as written. */
  readonly end?: string;
  readonly values: readonly FactValue[];
  /** A result that is no quantity. */
  readonly valueText?: string;
  readonly severity?: string;
  readonly criticality?: string;
  readonly interpretation?: string;
  readonly performer?: string;
  readonly reason?: string;
}
