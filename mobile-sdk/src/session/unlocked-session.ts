import type { AccountChain, SignedStatement } from '@sealchart/protocol';
import type { Instance, OwnAccount } from '../client-api/account.ts';
import type { Identity } from '../crypto/openpgp.ts';
import type { Ports } from '../ports/ports.ts';
import type { SealedStore } from '../store/sealed-store.ts';
import type { Api } from '../transport/api.ts';
import type { OwnProfile } from './own-chain.ts';

/** An account whose keys are in memory: what every act on elements and people works with. */
export interface UnlockedSession {
  readonly instance: Instance;
  readonly account: OwnAccount;
  /** The own chain, verified. */
  readonly chain: AccountChain;
  /** The newest own profile, verified. After a rotation it is signed by a former identity until it is signed anew. */
  readonly profile: OwnProfile;
  /** Signs, and opens what is new. */
  readonly identity: Identity;
  /** The current identity first, then former ones, whose elements stay readable. */
  readonly identities: readonly Identity[];
  readonly ports: Ports;
  /** Carries the session's token; asks the server who it is before its first request (`E_INSTANCE`). */
  readonly api: Api;
  readonly store: SealedStore;
  /**
   * Keeps a newer own profile that the server holds: one just written, or one that another device was faster with. An
   * older one changes nothing. `E_BUNDLE` when it is not this account's own.
   */
  keepProfile(profile: SignedStatement): Promise<void>;
}
