import type { AccountChain } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { PersonPin } from './person-record.ts';

/** How a verified chain stands to the one that was pinned. */
export type Continuity = 'continuous' | 'other-chain' | 'replaced-key';

/**
 * Holds a verified account chain against the pin. `continuous`: it contains every pinned event, and each newer key was
 * introduced by a routine rotation, signed by the key before. `replaced-key`: the pinned key was since given up as
 * compromised, and whoever had it could have signed the successor. `other-chain`: a pinned event is not in it.
 * Throws `E_ROLLBACK` for a genuine but older state.
 */
export function continuityOf(pin: PersonPin, chain: AccountChain): Continuity {
  const shared = Math.min(pin.hashes.length, chain.hashes.length);
  for (let i = 0; i < shared; i += 1) if (pin.hashes[i] !== chain.hashes[i]) return 'other-chain';
  if (chain.hashes.length < pin.hashes.length) throw new SealchartError('E_ROLLBACK', { detail: 'an older state of this account' });
  const retiredSince = chain.keys.slice(pin.keys.length - 1, -1);
  return retiredSince.every((key) => key.retired === 'routine') ? 'continuous' : 'replaced-key';
}
