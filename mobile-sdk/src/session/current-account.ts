import { SealchartError } from '@sealchart/protocol';
import { forgetIdentity } from '../crypto/openpgp.ts';
import type { OpenAccount, SessionContext } from './open-account.ts';
import { refreshAccount } from './refresh.ts';

/** The account that is open now, if one is; acts on its keys put what became of it in its place. */
export class CurrentAccount {
  readonly context: SessionContext;
  #open: OpenAccount | undefined;

  constructor(context: SessionContext) {
    this.context = context;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** `E_LOCKED` unless unlocked. */
  require(): OpenAccount {
    if (!this.#open) throw new SealchartError('E_LOCKED');
    return this.#open;
  }

  /** Takes an account that was just opened; keys of the one before are forgotten. */
  enter(open: OpenAccount): OpenAccount {
    this.lock();
    this.#open = open;
    return open;
  }

  /**
   * The same account with other keys or pins: identities, store and token go on, so that acts under way are not cut off.
   * `E_LOCKED` when it was locked meanwhile; then everything is forgotten.
   */
  replace(from: OpenAccount, next: OpenAccount): OpenAccount {
    if (this.#open?.session !== from.session) {
      forget(next);
      throw new SealchartError('E_LOCKED');
    }
    if (next.accountKey !== from.accountKey) from.accountKey.fill(0);
    this.#open = next;
    return next;
  }

  /** Follows what another device changed, or what became of a write whose answer was lost. Errors as `refreshAccount`. */
  refresh(): Promise<OpenAccount> {
    return this.whileOpen(async () => {
      const open = this.require();
      const next = await refreshAccount(this.context, open);
      return next ? this.replace(open, next) : this.require();
    });
  }

  /**
   * Runs an act on the open account. When it was locked meanwhile, whatever the act fails with is `E_LOCKED`: keys that
   * were wiped under its hands look like keys that somebody changed.
   */
  async whileOpen<T>(act: () => Promise<T>): Promise<T> {
    const { store } = this.require().session;
    try {
      return await act();
    } catch (cause) {
      if (this.#open?.session.store === store) throw cause;
      throw new SealchartError('E_LOCKED', { cause });
    }
  }

  /** Overwrites and drops all keys in memory; a session handed out before answers `E_LOCKED` from then on. */
  lock(): void {
    if (this.#open) forget(this.#open);
    this.#open = undefined;
  }
}

function forget({ session, accountKey }: OpenAccount): void {
  accountKey.fill(0);
  session.identities.forEach(forgetIdentity);
  session.store.close();
}
