import type { ElementSummary, FactValue } from '@sealchart/sdk';
import type { Kind } from '../../fhir/kinds.ts';

/** Whether what an element tells of is still so. */
export type Standing = 'active' | 'ended' | 'unknown';

/** What is to be shown of a record. */
export interface ViewFilter {
  /** `own`, `all`, or the account whose record it is. */
  readonly recordId: string;
  readonly kind?: Kind;
  /** Words to find: all of them, in any order. */
  readonly text?: string;
  /** FHIR resource types, or `note`. */
  readonly types?: readonly string[];
  readonly author?: string;
  /** First and last day, `YYYY-MM-DD`. */
  readonly from?: string;
  readonly to?: string;
  readonly standing?: Standing;
  /** `standing`: what is active first; within it, and otherwise, newest first. */
  readonly sort?: 'newest' | 'oldest' | 'title' | 'standing';
}

/** A window of it. */
export interface ViewQuery extends ViewFilter {
  readonly offset: number;
  readonly limit: number;
}

/** Where a row was found, when its title does not show it. */
export interface Excerpt {
  readonly before: string;
  readonly hit: string;
  readonly after: string;
}

export interface ViewRow extends ElementSummary {
  readonly found?: Excerpt;
}

/** Rows that follow each other under one heading. */
export interface ViewGroup {
  /** A month `YYYY-MM`, a year `YYYY`, a standing; empty: without heading. */
  readonly key: string;
  readonly count: number;
}

export interface View {
  /** Rows that fit. */
  readonly total: number;
  /** Those of the window. */
  readonly rows: readonly ViewRow[];
  /** All `total` rows by their headings, in order. */
  readonly groups: readonly ViewGroup[];
  /** Rows by kind, as if no kind were asked for. */
  readonly counts: Readonly<Record<Kind, number>>;
  /** Elements of the record, fitting or not. */
  readonly all: number;
  /** Who wrote in the record. */
  readonly authors: readonly string[];
  /** False while the texts are still being read: more may be found in a moment. */
  readonly isComplete: boolean;
}

/** What stands beside an entry in a list. */
export interface Neighbours {
  readonly before?: Pick<ElementSummary, 'elementId' | 'title'>;
  readonly after?: Pick<ElementSummary, 'elementId' | 'title'>;
}

/** One measurement. */
export interface SeriesPoint {
  readonly elementId: string;
  /** As written; the instant of its content where none is. */
  readonly date: string;
  readonly author: string;
  readonly values: readonly FactValue[];
  readonly valueText?: string;
  readonly interpretation?: string;
}

/** All measurements of one thing, newest first. */
export interface Series {
  readonly key: string;
  readonly name: string;
  readonly category: 'vitals' | 'labs' | 'other';
  /** LOINC codes of it. */
  readonly codes: readonly string[];
  readonly points: readonly SeriesPoint[];
}

/** How the newest value stands to the one before. */
export type Trend = 'up' | 'down' | 'steady';

export interface SeriesSummary extends Omit<Series, 'points'> {
  readonly count: number;
  readonly latest: SeriesPoint;
  readonly trend?: Trend;
  /** Numbers of the first value, oldest first, at most 24. */
  readonly recent: readonly number[];
}
