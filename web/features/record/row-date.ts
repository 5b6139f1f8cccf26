'use client';
import { useCallback } from 'react';
import { useDates } from '../../client/dates.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** The date of an entry in a list: no more exact than the day. */
export function useRowDate(): (written: string) => string {
  const dates = useDates();
  return useCallback(
    (written) => (INSTANT.test(written) && !Number.isNaN(Date.parse(written)) ? dates.day(written) : dates.fhir(written)),
    [dates],
  );
}
