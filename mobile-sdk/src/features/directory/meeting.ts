import { SealchartError, currentKey } from '@sealchart/protocol';
import { continuityOf } from './continuity.ts';
import type { VerifiedEntry } from './directory-entry.ts';
import type { PersonAlert, PersonRecord } from './person-record.ts';
import { pinOf } from './person-record.ts';

/** What came of holding a directory entry against what this device knows. */
export type Meeting =
  | { readonly met: 'as-known'; readonly record: PersonRecord }
  /** The record with an alert; its pin is as it was. */
  | { readonly met: 'changed'; readonly record: PersonRecord };

/**
 * Holds a verified entry against the record of its account: pins at first contact, moves the pin along a continuous
 * chain, and keeps pin and alert side by side where the chain is another one. A pin is never overwritten by what fails.
 * Throws `E_ROLLBACK` for an older state of chain or profile.
 */
export function meet(known: PersonRecord | undefined, { chain, profile }: VerifiedEntry): Meeting {
  const record = known ?? { accountId: chain.accountId };
  const { pin, mark } = record;
  const alert = (reason: PersonAlert['reason']): Meeting => ({
    met: 'changed',
    record: { ...record, alert: { reason, fingerprint: currentKey(chain).certificate.fingerprint, name: profile.name } },
  });
  if (pin) {
    const continuity = continuityOf(pin, chain);
    if (continuity === 'other-chain') return alert('chain');
    if (continuity === 'replaced-key') return alert('key');
    if (profile.number < pin.profileNumber) throw new SealchartError('E_ROLLBACK', { detail: 'an older profile of this account' });
  } else if (mark?.result === 'verified' && !chain.keys.some((key) => key.certificate.fingerprint === mark.fingerprint)) {
    return alert('chain');
  }
  return { met: 'as-known', record: { ...record, pin: pinOf(chain, profile) } };
}

/** The record after the person compared the fingerprint of this very entry: what is shown now becomes the pin. */
export function accept(known: PersonRecord | undefined, { chain, profile }: VerifiedEntry): PersonRecord {
  const { alert, former: dropped = [], ...rest } = known ?? { accountId: chain.accountId };
  const identifier = alert?.identifier ?? rest.identifier;
  const pin = pinOf(chain, profile);
  const isPinned = (fingerprint: string): boolean => pin.keys.some((key) => key.fingerprint === fingerprint);
  const before = [...dropped, ...(rest.pin?.keys ?? []).map(({ fingerprint }) => fingerprint)];
  const former = [...new Set(before)].filter((fingerprint) => !isPinned(fingerprint));
  return { ...rest, pin, ...(identifier === undefined ? {} : { identifier }), ...(former.length === 0 ? {} : { former }) };
}
