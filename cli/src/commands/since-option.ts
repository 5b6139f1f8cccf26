import { Instant, SealchartError, fromInstant } from '@sealchart/protocol';

/** A day (its beginning, UTC) or an instant, as an instant that is not ahead of `now`. `E_USAGE`. */
export function parseSince(text: string, now: number): string {
  const instant = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
  if (!Instant.safeParse(instant).success) {
    throw new SealchartError('E_USAGE', { detail: '--since is a day such as 2026-11-21, or an instant such as 2026-11-21T08:00:00Z' });
  }
  if (fromInstant(instant) > now) throw new SealchartError('E_USAGE', { detail: '--since lies in the future' });
  return instant;
}
