'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useDates } from '../../client/dates.ts';
import type { ViewGroup } from '../../worker/view/view-types.ts';

/** A heading and the row above which it stands. */
export interface Heading {
  readonly at: number;
  readonly text: string;
  readonly count: number;
}

/** The headings of a list, by the row above which they stand. */
export function useHeadings(groups: readonly ViewGroup[]): ReadonlyMap<number, Heading> {
  const t = useTranslations('record.standing');
  const dates = useDates();
  return useMemo(() => {
    const headings = new Map<number, Heading>();
    let at = 0;
    for (const { key, count } of groups) {
      const text = key === 'active' || key === 'ended' || key === 'unknown' ? t(key) : dates.fhir(key);
      if (key !== '') headings.set(at, { at, text, count });
      at += count;
    }
    return headings;
  }, [groups, t, dates]);
}
