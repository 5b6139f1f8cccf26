import type { AccessChange, AccessTerms } from '@sealchart/sdk';
import { minuteOf } from './time-view.ts';

/** What somebody may do and how long: `viewer until 2026-12-21 08:00 UTC, with earlier versions`. */
export function termsWords({ role, until, history }: AccessTerms): string {
  return `${role}${until === undefined ? '' : ` until ${minuteOf(until)} UTC`}${history === true ? ', with earlier versions' : ''}`;
}

/** What one version changed for one person, who is called `name`. */
export function accessWords({ before, after }: Omit<AccessChange, 'accountId'>, name: string): string {
  if (before === undefined) return after === undefined ? '' : `let in ${name} as ${termsWords(after)}`;
  if (after === undefined) return `took out ${name}, who was ${before.role}`;
  const changes = differencesOf(before, after);
  return `${name}: ${changes.length === 0 ? 'sealed to another key' : changes.join(', ')}`;
}

const end = (until: string | undefined): string => (until === undefined ? 'never' : `${minuteOf(until)} UTC`);

/** What becomes different for somebody who has access already; nothing where all stays. */
export function differencesOf(before: AccessTerms, after: AccessTerms): string[] {
  return [
    ...(before.role === after.role ? [] : [`${before.role} -> ${after.role}`]),
    ...(before.until === after.until ? [] : [`ends ${end(before.until)} -> ${end(after.until)}`]),
    ...(before.history === after.history ? [] : [`earlier versions ${after.history === true ? 'shared too' : 'no longer shared'}`]),
  ];
}
