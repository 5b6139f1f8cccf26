import type { SealchartClient, WayIn } from '@sealchart/sdk';
import { fingerprintQr } from '@sealchart/sdk';
import manifest from '../../package.json';
import type { Host } from '../host.ts';
import type { KitView, TypedWord, WordVerdict } from '../kit-keeper.ts';
import { KitKeeper } from '../kit-keeper.ts';
import { makePassphrase } from '../passphrase.ts';

/** Acts around what opens the account: passphrases, the recovery kit, new keys. */
export interface AccountActs {
  /** Version of this client. */
  version(): Promise<string>;
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
  /** The own code, which somebody scans in person, and its modules. */
  ownCode(): Promise<{ readonly text: string; readonly qr: readonly (readonly boolean[])[] }>;
  /** As the SDK's `secure`. */
  secureAccount(options: {
    readonly password: string;
    readonly newPassword: string;
  }): Promise<{ readonly kit: KitView; readonly dropped: readonly WayIn[] }>;
}

export function accountActs(host: Host): AccountActs {
  const keeper = new KitKeeper();
  return {
    version: async () => manifest.version,
    suggestPassphrase: async () => makePassphrase(),
    async makeKit(options) {
      const client = await host.client();
      const kit = await client.makeRecoveryKit(options);
      return keeper.take(kit, await kitSlotOf(client));
    },
    shownKit: () => keeper.view(),
    kitPdf: () => keeper.pdf(),
    askedWords: async () => keeper.places(),
    proveKit: async (typed) => keeper.prove(typed),
    proveWholeKit: (typed, check) => keeper.proveAll(typed, check),
    async ownCode() {
      const text = (await host.client()).verificationCode();
      return { text, qr: fingerprintQr(text) };
    },
    async secureAccount(options) {
      const client = await host.client();
      const { kit, dropped } = await client.secure(options);
      return { kit: await keeper.take(kit, await kitSlotOf(client)), dropped };
    },
  };
}

/** There is one kit at most. */
async function kitSlotOf(client: SealchartClient): Promise<string> {
  return (await client.waysIn()).find(({ kind }) => kind === 'recovery')?.slotId ?? '';
}
