import type { ClientState, OwnAccount } from '@sealchart/sdk';
import type { Host } from '../host.ts';

/** Acts that open the account and close it. */
export interface SessionActs {
  /** What this browser holds of an account. */
  begin(): Promise<{ readonly state: ClientState; readonly account?: OwnAccount }>;
  signUp(options: {
    readonly identifier: string;
    readonly name: string;
    readonly password: string;
    readonly device: string;
  }): Promise<OwnAccount>;
  logIn(options: { readonly identifier: string; readonly password: string; readonly device: string }): Promise<OwnAccount>;
  unlock(options: { readonly password: string }): Promise<OwnAccount>;
  /** Forgets all keys in memory; the page ends the worker afterwards. */
  lock(): Promise<void>;
}

export function sessionActs(host: Host): SessionActs {
  return {
    async begin() {
      const client = await host.client();
      const state = await client.state();
      return state === 'unlocked' ? { state, account: client.account() } : { state };
    },
    signUp: async (options) => (await host.client()).register(options),
    logIn: async (options) => (await host.client()).login(options),
    unlock: async (options) => (await host.client()).unlock(options),
    lock: async () => (await host.client()).lock(),
  };
}
