import type { AccountKey } from '@sealchart/protocol';
import type { PersonKey } from '../../client-api/people.ts';
import { wordsOf } from '../../crypto/words.ts';
import type { PersonRecord } from './person-record.ts';

interface Known {
  readonly record: PersonRecord;
  /** Of the pinned chain, as readers judge them: see [Note: Keys given up]. */
  readonly keys: readonly AccountKey[];
  readonly instanceId: string;
}

/**
 * Every key that this device was shown for an account, newest first: one that waits for a decision, those of the pinned chain, and
 * those that the person of this device let go of by accepting another chain.
 */
export async function keyHistoryOf({ record: { accountId, alert, mark, former = [] }, keys, instanceId }: Known): Promise<PersonKey[]> {
  const pinned = keys.map(({ certificate: { fingerprint }, retired }) => ({ fingerprint, state: retired ?? ('current' as const) }));
  const states: readonly Pick<PersonKey, 'fingerprint' | 'state'>[] = [
    ...(alert ? [{ fingerprint: alert.fingerprint, state: 'undecided' as const }] : []),
    ...pinned.filter(({ fingerprint }) => fingerprint !== alert?.fingerprint).toReversed(),
    ...former.map((fingerprint) => ({ fingerprint, state: 'unrelated' as const })).toReversed(),
  ];
  return Promise.all(
    states.map(async ({ fingerprint, state }) => ({
      fingerprint,
      words: await wordsOf(instanceId, accountId, fingerprint),
      state,
      ...(mark?.result === 'verified' && mark.fingerprint === fingerprint ? { compared: mark.method } : {}),
    })),
  );
}
