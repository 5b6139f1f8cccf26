import { SealchartError } from '@sealchart/protocol';
import { forgetIdentity } from '../crypto/openpgp.ts';
import type { OpenAccount, SessionContext } from './open-account.ts';
import { refreshAccount } from './refresh.ts';
import { reopen } from './reopening.ts';

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
   * Takes up what another client of the same store left there, if it left anything. Where the keys at hand do not open it, everything
   * is forgotten: errors as `reopen`.
   */
  async follow(): Promise<void> {
    const open = this.#open;
    if (!open || !(await open.writes.isBehind())) return;
    try {
      const next = await reopen(this.context, open);
      if (this.#open === open) this.replace(open, next);
    } catch (error) {
      const isOver = error instanceof SealchartError && (error.code === 'E_NOT_LOGGED_IN' || error.code === 'E_LOCKED');
      if (isOver && this.#open?.session.store === open.session.store) this.lock();
      throw error;
    }
  }

  /**
   * Runs an act on the open account. When it was locked meanwhile, whatever the act fails with is `E_LOCKED`: keys that
   * were wiped under its hands look like keys that somebody changed.
   */
  async whileOpen<T>(act: () => Promise<T>): Promise<T> {
    const { store } = this.require().session;
    try {
      await this.follow();
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

function forget({ session, accountKey, writes }: OpenAccount): void {
  accountKey.fill(0);
  session.identities.forEach(forgetIdentity);
  session.store.close();
  writes.close();
}
