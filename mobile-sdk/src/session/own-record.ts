import type { AccountChain, SignedStatement } from '@sealchart/protocol';
import type { GuardedWrites } from '../store/guarded-writes.ts';
import type { StoreCipher } from '../store/store-cipher.ts';
import type { OwnProfile } from './own-chain.ts';
import { asBundleRefusal, proveProfile } from './own-chain.ts';
import type { OwnState } from './stored-account.ts';
import { writeOwn } from './stored-account.ts';

interface OwnRecordParts {
  readonly instanceId: string;
  readonly chain: AccountChain;
  readonly cipher: StoreCipher;
  readonly writes: GuardedWrites;
  readonly state: OwnState;
  readonly profile: OwnProfile;
}

/** The sealed state of the own account, and the profile in it, which may move on while the account is open. */
export class OwnRecord {
  readonly #parts: OwnRecordParts;
  #state: OwnState;
  #profile: OwnProfile;

  constructor(parts: OwnRecordParts) {
    this.#parts = parts;
    this.#state = parts.state;
    this.#profile = parts.profile;
  }

  get state(): OwnState {
    return this.#state;
  }

  get profile(): OwnProfile {
    return this.#profile;
  }

  /** See `UnlockedSession.keepProfile`. */
  async keepProfile(signed: SignedStatement): Promise<void> {
    const { instanceId, chain, cipher, writes } = this.#parts;
    const profile = await asBundleRefusal(() => proveProfile(instanceId, chain, signed));
    if (profile.number <= this.#profile.number) return;
    const state = { ...this.#state, entry: { ...this.#state.entry, profile: signed } };
    await writeOwn(writes, cipher, state);
    this.#state = state;
    this.#profile = profile;
  }
}
