import type { ElementSummary } from '@sealchart/sdk';
import type { Standing } from './view-types.ts';

const ACTIVE: ReadonlySet<string> = new Set([
  'active',
  'recurrence',
  'relapse',
  'in-progress',
  'intended',
  'preparation',
  'planned',
  'booked',
  'arrived',
  'on-hold',
]);
const ENDED: ReadonlySet<string> = new Set([
  'inactive',
  'resolved',
  'remission',
  'completed',
  'stopped',
  'ended',
  'finished',
  'cancelled',
  'entered-in-error',
  'not-done',
  'not-taken',
  'revoked',
]);

/** Whether what an element tells of is still so, by its own status; by its end where it gives none. */
export function standingOf({ facts }: Pick<ElementSummary, 'facts'>): Standing {
  if (facts?.status !== undefined && ACTIVE.has(facts.status)) return 'active';
  if (facts?.status !== undefined && ENDED.has(facts.status)) return 'ended';
  return facts?.status === undefined && facts?.end !== undefined ? 'ended' : 'unknown';
}
