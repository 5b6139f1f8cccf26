'use client';
import type { Formats } from './formats.ts';
import { useFormats } from './formats.ts';

/** Times as people of this language write them, in their own time zone. */
export interface Dates {
  /** A FHIR date: a year, a month, a day or an instant, shown no more exactly than it was written. */
  readonly fhir: (written: string) => string;
  /** An instant, with the time of day. */
  readonly instant: (at: string | number) => string;
  /** The day of an instant. */
  readonly day: (at: string | number) => string;
}

const PARTS = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.*)?)?)?$/;

/** Made once for each way of writing: rows of long lists share them. */
const known = new WeakMap<Formats, Dates>();

export function useDates(): Dates {
  const formats = useFormats();
  const dates = known.get(formats) ?? datesOf(formats);
  known.set(formats, dates);
  return dates;
}

function datesOf(format: Formats): Dates {
  const instant = (at: string | number) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' });
  const day = (at: string | number) => format.dateTime(new Date(at), { dateStyle: 'medium' });
  const fhir = (written: string) => {
    const [, year, month, date, time] = PARTS.exec(written) ?? [];
    if (year === undefined) return written;
    if (time !== undefined) return Number.isNaN(Date.parse(written)) ? written : instant(written);
    const noon = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(date ?? 1), 12));
    if (date !== undefined) return format.dateTime(noon, { dateStyle: 'medium', timeZone: 'UTC' });
    return month === undefined ? year : format.dateTime(noon, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  };
  return { fhir, instant, day };
}
