import type { AccountChain } from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { PendingWork } from '../../client-api/account.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';

export type Step = PendingWork['steps'][number];

const SETTLED = 'pending-work/anchor';

/** The newest key that was given up, by the sequence that introduced it, for which this device has vouched for all that it can. */
const Settled = z.strictObject({ since: z.int().check(z.minimum(1)) });

/**
 * What a rotation left to be done, as far as this device can tell without the network. It follows from facts, so any device of the
 * account can do it, and nothing is lost with one that dies: the profile is signed by a former key; or a key was given up as
 * compromised, and this device has not yet seen to it that all it verified before is under an anchor.
 */
export async function stepsLeft(session: UnlockedSession): Promise<Step[]> {
  const { chain, identity, profile, store } = session;
  const steps: Step[] = [];
  if (profile.fingerprint !== identity.certificate.fingerprint) steps.push('profile');
  const givenUp = givenUpSince(chain);
  if (givenUp !== undefined && (await store.get(SETTLED, Settled))?.since !== givenUp) steps.push('anchor');
  return steps;
}

/** Notes that this device has nothing left to vouch for after the newest compromise. */
export async function settleAnchor({ chain, store }: UnlockedSession): Promise<void> {
  const since = givenUpSince(chain);
  if (since !== undefined) await store.write({ put: new Map([[SETTLED, { since }]]) });
}

/** The sequence that introduced the newest key that was given up as compromised; undefined when none was. */
export function givenUpSince({ keys }: AccountChain): number | undefined {
  return keys.findLast((key) => key.retired === 'compromise')?.since;
}
