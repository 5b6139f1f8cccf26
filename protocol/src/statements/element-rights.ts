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

/** The role of a principal at a time (milliseconds); undefined when it has none or its end date has passed. */
export function roleAt(audience: Audience, principal: string, atMs: number): Role | undefined {
  const entry = entryOf(audience, principal);
  if (!entry || (entry.until !== undefined && fromInstant(entry.until) <= atMs)) return undefined;
  return entry.role;
}
