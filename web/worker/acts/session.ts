import type { ClientState, OwnAccount, RecoveryKit } from '@sealchart/sdk';
import { SealchartError } from '@sealchart/sdk';
import type { Host } from '../host.ts';

/** What a new session is listed under, and who logs in. */
interface Credentials {
  readonly identifier: string;
  readonly password: string;
  readonly device: string;
}

/** What this browser holds of an account. */
export interface Begun {
  readonly state: ClientState;
  /** Where it is unlocked. */
  readonly account?: OwnAccount;
}

/** Acts that open the account and close it. */
export interface SessionActs {
  /** `wrapped` is what `stayUnlocked` gave to a page of this browser: where it still opens the account, it is unlocked. */
  begin(wrapped?: string): Promise<Begun>;
  signUp(options: Credentials & { readonly name: string }): Promise<OwnAccount>;
  /** Also where this browser is unlocked: the session at the server is a new one, and nothing that waits is lost. */
  logIn(options: Credentials & { readonly isPasswordChanged?: boolean }): Promise<OwnAccount>;
  unlock(options: { readonly password: string }): Promise<OwnAccount>;
  /** See the SDK's `recover`. */
  recover(options: {
    readonly kit: RecoveryKit | { readonly account: string; readonly words: string };
    readonly identifier?: string;
    readonly newPassword: string;
    readonly device: string;
  }): Promise<OwnAccount>;
  /** Until this instant (milliseconds since 1970) a reload of the page needs no password; gives what the page is to keep. */
  stayUnlocked(until: number): Promise<string>;
  /** Moves that instant. */
  extend(until: number): Promise<void>;
  /** Forgets all keys in memory, and what kept the account unlocked; the page ends the worker afterwards. */
  lock(): Promise<void>;
  /**
   * Removes everything of the account from this browser. Where it is unlocked, the session at the server ends, too; otherwise that
   * ends by its own date.
   */
  signOut(): Promise<void>;
}

export function sessionActs(host: Host): SessionActs {
  const keeper = host.keeper;
  const reopen = async (wrapped: string): Promise<void> => {
    const key = await keeper.open(wrapped);
    if (!key) return;
    try {
      await (await host.client()).unlockWithKey(key);
    } catch (error) {
      // Another account by now, or new keys: the password opens it.
      if (!(error instanceof SealchartError) || (error.code !== 'E_LOCKED' && error.code !== 'E_NOT_LOGGED_IN')) throw error;
    } finally {
      key.fill(0);
    }
  };
  return {
    async begin(wrapped) {
      const client = await host.client();
      if (wrapped !== undefined) await reopen(wrapped);
      const state = await client.state();
      return state === 'unlocked' ? { state, account: client.account() } : { state };
    },
    signUp: async (options) => (await host.client()).register(options),
    logIn: async (options) => (await host.client()).login(options),
    unlock: async (options) => (await host.client()).unlock(options),
    recover: async (options) => (await host.client()).recover(options),
    stayUnlocked: async (until) => keeper.keep((await host.client()).accountKey(), until),
    extend: (until) => keeper.extend(until),
    async lock() {
      await Promise.all([keeper.forget(), host.client().then((client) => client.lock())]);
    },
    async signOut() {
      const client = await host.client();
      await keeper.forget();
      if ((await client.state()) === 'unlocked') await client.logout();
      else await host.clear();
    },
  };
}
