import { fromInstant } from '@sealchart/protocol';

/** An instant to the minute, in UTC: `2026-11-21 08:00`. */
export function minuteOf(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

const two = (value: number): string => String(value).padStart(2, '0');

/** An instant to the minute where this device is, and exactly: `2026-11-21 09:00 local time (2026-11-21T08:00:00Z)`. */
export function localMinuteOf(instant: string): string {
  const at = new Date(fromInstant(instant));
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())} local time (${instant})`;
}
