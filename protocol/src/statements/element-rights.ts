import { fromInstant } from '../time.ts';
import type { Audience, AudienceEntry, Role } from './element-manifest.ts';
import { ROLES } from './element-manifest.ts';

/** Whether `role` has at least the rights of `needed`. */
export function atLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The entry of a principal, whatever its end date; undefined when it has none. */
export function entryOf(audience: Audience, principal: string): AudienceEntry | undefined {
  return audience.find((entry) => entry.principal === principal);
}

/** Whether the entry's end date has come at a time (milliseconds): from that instant on it gives no rights. */
export function hasEnded(entry: AudienceEntry, atMs: number): boolean {
  return entry.until !== undefined && fromInstant(entry.until) <= atMs;
}

/** The role of a principal at a time (milliseconds); undefined when it has none or its end date has come. */
export function roleAt(audience: Audience, principal: string, atMs: number): Role | undefined {
  const entry = entryOf(audience, principal);
  return entry && !hasEnded(entry, atMs) ? entry.role : undefined;
}

/** Whether the entry's key packet is another one than before. */
export function hasMoved(before: AudienceEntry, after: AudienceEntry): boolean {
  return before.epoch !== after.epoch || before.fingerprint !== after.fingerprint;
}
