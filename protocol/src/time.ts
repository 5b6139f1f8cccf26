import * as z from 'zod/mini';

const SHAPE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** An instant as statements carry it: `YYYY-MM-DDTHH:MM:SSZ`, a real date of the calendar. */
export const Instant = z.string().check(
  z.regex(SHAPE),
  z.refine((text) => {
    const ms = Date.parse(text);
    return !Number.isNaN(ms) && toInstant(ms) === text;
  }, 'not an instant'),
);

/** Milliseconds since 1970 to an instant, cut to the second. */
export function toInstant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** An instant to milliseconds since 1970. */
export function fromInstant(instant: string): number {
  return Date.parse(instant);
}
