import type { Grant } from '@sealchart/sdk';

/** Ends that people choose without a calendar, in days. */
const PRESETS = { day: 1, week: 7, month: 30, year: 365 } as const;
export const ENDS = ['day', 'week', 'month', 'year', 'own', 'none'] as const;
export type End = (typeof ENDS)[number];

export const GRANTED_ROLES = ['viewer', 'editor', 'manager'] as const;

/** What a share gives, as the form holds it. */
export interface Terms {
  readonly role: (typeof GRANTED_ROLES)[number];
  readonly end: End;
  /** The last day of the access, `YYYY-MM-DD`, where `end` is `own`. */
  readonly day: string;
  /** Earlier versions, too. */
  readonly history: boolean;
}

export const USUAL_TERMS: Terms = { role: 'viewer', end: 'month', day: '', history: false };

const DAY_MS = 86_400_000;

/** The end as an instant without fractions; null for none; undefined where the chosen day is none or has passed. */
export function untilOf({ end, day }: Pick<Terms, 'end' | 'day'>, now: number): string | null | undefined {
  if (end === 'none') return null;
  if (end !== 'own') return instant(now + PRESETS[end] * DAY_MS);
  // The whole of the last day counts, in the time zone of who shares.
  const last = new Date(`${day}T23:59:59`).getTime();
  return Number.isNaN(last) || last <= now ? undefined : instant(last);
}

/** Undefined where the end does not stand. */
export function grantOf(terms: Terms, now: number): Required<Grant> | undefined {
  const until = untilOf(terms, now);
  return until === undefined ? undefined : { role: terms.role, until, history: terms.history };
}

/** The day of an instant where somebody is, as a date field holds it. */
export function dayOf(at: string | number): string {
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

function instant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
