import type { ExitCode } from '../failure.ts';
import { oneLine } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { checkNewFile, writeNewFile } from './new-file.ts';
import { askNewPassword } from './password.ts';

/** Formats of exported keys, and who reads them. */
export const KEY_FORMATS = { rfc9580: 'current OpenPGP programs', gnupg: 'GnuPG; only for keys of the kind rsa' } as const;
export type KeyFormat = keyof typeof KEY_FORMATS;

const WARNING = [
  'This writes your secret keys to a file.',
  'Whoever has the file and its passphrase reads everything that you can read, now and later, and can sign in your name: neither a new password nor the operator stops them, only new keys ("secure").',
  'Keep it off this machine, and delete it when you no longer need it.',
];

export interface KeyExportOptions {
  readonly file: string;
  readonly format: KeyFormat;
  readonly passphraseDescriptor?: number | undefined;
}

/** Writes the own secret keys to a new file of mode 600, under a passphrase of its own. `E_PASSWORD`, `E_USAGE`. */
export async function exportKeys(
  context: CommandContext,
  { file, format, passphraseDescriptor }: KeyExportOptions,
): Promise<ExitCode | void> {
  await checkNewFile(file);
  context.output.note(...WARNING, '');
  const { client, account, password } = await context.openByPassword();
  const passphrase = await askNewPassword(context, { descriptor: passphraseDescriptor, former: password, subject: 'Passphrase' });
  const keys = await client.exportSecretKeys({ password, passphrase, format });
  const bytes = await writeNewFile(file, [keys], { replace: false });
  await context.output.answer({ accountId: account.accountId, fingerprint: account.fingerprint, format, file, bytes }, () => [
    `${oneLine(file)} holds your secret keys, sealed under the passphrase.`,
    'Whoever has both reads everything that you can read. Keep them apart.',
  ]);
}
