import { Instant, SealchartError, fromInstant, toInstant } from '@sealchart/protocol';

/** Days of each preset; a year is one of the calendar. */
const PRESETS: Readonly<Record<string, number>> = { '1d': 1, '1w': 7, '30d': 30, '90d': 90 };
const DAY_MS = 86_400_000;

/** What `--until` takes, in the words of the help. */
export const UNTIL_WORDS = `${Object.keys(PRESETS).join(', ')}, 1y, a day such as 2026-12-31 (to its end, here), an instant, or never`;

/**
 * When an access shall end, as an instant after `now`; null for never. A preset counts from now, a day ends at its
 * midnight where this device is. `E_USAGE` for anything else, and for what has passed.
 */
export function parseUntil(text: string, now: number): string | null {
  if (text === 'never') return null;
  const instant = presetOf(text, now) ?? endOfDay(text) ?? text;
  if (!Instant.safeParse(instant).success) throw new SealchartError('E_USAGE', { detail: `--until is one of ${UNTIL_WORDS}` });
  if (fromInstant(instant) <= now) {
    throw new SealchartError('E_USAGE', { detail: '--until has passed already: to end an access now, use revoke' });
  }
  return instant;
}

function presetOf(text: string, now: number): string | undefined {
  if (text === '1y') {
    const end = new Date(now);
    end.setUTCFullYear(end.getUTCFullYear() + 1);
    return toInstant(end.getTime());
  }
  const days = Object.hasOwn(PRESETS, text) ? PRESETS[text] : undefined;
  return days === undefined ? undefined : toInstant(now + days * DAY_MS);
}

/** The last second of a day of the calendar, in the time of this device; undefined for anything else. */
function endOfDay(text: string): string | undefined {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const end = new Date(year, month - 1, day, 23, 59, 59);
  const isThatDay = end.getFullYear() === year && end.getMonth() === month - 1 && end.getDate() === day;
  return isThatDay ? toInstant(end.getTime()) : undefined;
}
