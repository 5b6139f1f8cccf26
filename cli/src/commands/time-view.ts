/** An instant to the minute, in UTC: `2026-11-21 08:00`. */
export function minuteOf(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}
