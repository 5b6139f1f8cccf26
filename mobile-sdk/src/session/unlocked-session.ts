import type { AccountChain } from '@sealchart/protocol';
import type { Instance, OwnAccount } from '../client-api.ts';
import type { Identity } from '../crypto/openpgp.ts';
import type { Ports } from '../ports/ports.ts';
import type { SealedStore } from '../store/sealed-store.ts';
import type { Api } from '../transport/api.ts';

/** An account whose keys are in memory: what every act on elements and people works with. */
export interface UnlockedSession {
  readonly instance: Instance;
  readonly account: OwnAccount;
  /** The own chain, verified. */
  readonly chain: AccountChain;
  /** Signs, and opens what is new. */
  readonly identity: Identity;
  /** The current identity first, then former ones, whose elements stay readable. */
  readonly identities: readonly Identity[];
  readonly ports: Ports;
  /** Carries the session's token; asks the server who it is before its first request (`E_INSTANCE`). */
  readonly api: Api;
  readonly store: SealedStore;
}
