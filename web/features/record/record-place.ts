'use client';
import { useFragment } from '../../client/fragment.ts';
import type { Kind } from './kinds.ts';
import { KINDS } from './kinds.ts';

/** What the record page shows: everything, a kind, or the course of one measurement. */
export interface RecordPlace {
  readonly kind?: Kind;
  readonly seriesKey?: string;
}

const SERIES = 'measurements:';

/** The fragment that leads to the course of a measurement. */
export function seriesFragment(key: string): string {
  return `${SERIES}${key}`;
}

export function useRecordPlace(): RecordPlace {
  return recordPlaceOf(useFragment());
}

/** What a fragment stands for. */
export function recordPlaceOf(fragment: string): RecordPlace {
  if (fragment.startsWith(SERIES)) return { kind: 'measurements', seriesKey: fragment.slice(SERIES.length) };
  const kind = KINDS.find((name) => name === fragment);
  return kind === undefined ? {} : { kind };
}
