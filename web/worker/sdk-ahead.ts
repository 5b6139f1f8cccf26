import * as sdk from '@sealchart/sdk';
import * as browser from '@sealchart/sdk/browser';

/** For the time until both are on the main branch: see the SDK's `unlockKeeper` and `guessRecoveryWord`. */
export interface UnlockKeeper {
  keep(accountKey: Uint8Array, deadlineMs: number): Promise<string>;
  open(wrapped: string): Promise<Uint8Array | undefined>;
  extend(deadlineMs: number): Promise<void>;
  forget(): Promise<void>;
}

const ahead: {
  readonly unlockKeeper?: (options: { readonly name: string }) => UnlockKeeper;
  readonly guessRecoveryWord?: (typed: string) => string | undefined;
} = { ...(browser as object), ...(sdk as object) };

const none: UnlockKeeper = {
  keep: async (accountKey) => {
    accountKey.fill(0);
    return '';
  },
  open: async () => undefined,
  extend: async () => undefined,
  forget: async () => undefined,
};

export const unlockKeeper = ahead.unlockKeeper ?? (() => none);
export const guessRecoveryWord = ahead.guessRecoveryWord ?? (() => undefined);
