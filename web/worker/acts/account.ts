import type { WayIn } from '@sealchart/sdk';
import type { Host } from '../host.ts';
import type { KitView, TypedWord, WordVerdict } from '../kit-keeper.ts';
import { KitKeeper } from '../kit-keeper.ts';
import { makePassphrase } from '../passphrase.ts';

/** Acts around what opens the account: passphrases, the recovery kit, new keys. */
export interface AccountActs {
  /** Six random words. */
  suggestPassphrase(): Promise<string>;
  /** As the SDK's `makeRecoveryKit`; the worker keeps it until it is proven. */
  makeKit(options: { readonly password: string }): Promise<KitView>;
  /** The kit that was made last, while its words are still here. */
  shownKit(): Promise<KitView | undefined>;
  kitPdf(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Places of the words that a person is asked for, counted from 1; none when the words are not here any more. */
  askedWords(): Promise<readonly number[]>;
  proveKit(typed: readonly TypedWord[]): Promise<readonly WordVerdict[]>;
  /** Whether somebody has all words of a kit whose words are not here any more. `E_WORDS`. */
  proveWholeKit(typed: string, check: string): Promise<boolean>;
  /** As the SDK's `secure`. */
  secureAccount(options: {
    readonly password: string;
    readonly newPassword: string;
  }): Promise<{ readonly kit: KitView; readonly dropped: readonly WayIn[] }>;
}

export function accountActs(host: Host): AccountActs {
  const keeper = new KitKeeper();
  return {
    suggestPassphrase: async () => makePassphrase(),
    makeKit: async (options) => keeper.take(await (await host.client()).makeRecoveryKit(options)),
    shownKit: () => keeper.view(),
    kitPdf: () => keeper.pdf(),
    askedWords: async () => keeper.places(),
    proveKit: async (typed) => keeper.prove(typed),
    proveWholeKit: (typed, check) => keeper.proveAll(typed, check),
    async secureAccount(options) {
      const { kit, dropped } = await (await host.client()).secure(options);
      return { kit: await keeper.take(kit), dropped };
    },
  };
}
