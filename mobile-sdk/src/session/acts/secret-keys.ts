import { SealchartError } from '@sealchart/protocol';
import type { SecretKeyFormat } from '../../crypto/openpgp.ts';
import { armorSecretKeys } from '../../crypto/openpgp.ts';
import type { CurrentAccount } from '../current-account.ts';
import { checkNewPassword } from '../new-password.ts';
import { provePassword } from '../unlock.ts';

export interface SecretKeysOptions {
  readonly password: string;
  /** Protects what is given out; at least as long as a password. */
  readonly passphrase: string;
  readonly format: SecretKeyFormat;
}

/**
 * The own transferable secret keys as ASCII armour, the current one first, for who gives the password: an unlocked device that was left alone
 * hands out no keys. Works without the network, so that a record outlives its server. For GnuPG only keys of the profile `rsa`, and `E_USAGE`
 * when the current one is of another. `E_REQUEST` for a short passphrase, or one that is the password, `E_PASSWORD`, `E_LOCKED`.
 */
export function exportSecretKeys(current: CurrentAccount, { password, passphrase, format }: SecretKeysOptions): Promise<string> {
  return current.whileOpen(async () => {
    const { session, stored } = current.require();
    checkNewPassword(passphrase, 'passphrase');
    requireOther(passphrase, password);
    requireFormat(session.identity.certificate.profile === 'rsa', format);
    const { unlockKey } = await provePassword(current.context, stored, password);
    unlockKey.fill(0);
    const isGiven = ({ certificate }: typeof session.identity): boolean => format === 'rfc9580' || certificate.profile === 'rsa';
    return armorSecretKeys(current.require().session.identities.filter(isGiven), passphrase, format);
  });
}

/** The file can be guessed at by whoever has it, and with GnuPG's format far faster than the account. `E_REQUEST`. */
function requireOther(passphrase: string, password: string): void {
  if (passphrase.normalize('NFKC') !== password.normalize('NFKC')) return;
  const message = 'is the password of the account: choose another one for this file';
  throw new SealchartError('E_REQUEST', { detail: `the passphrase ${message}`, issues: [{ path: 'passphrase', message }] });
}

function requireFormat(isRsa: boolean, format: SecretKeyFormat): void {
  if (format === 'rfc9580' || (format === 'gnupg' && isRsa)) return;
  const detail = format === 'gnupg' ? NEEDS_RSA : 'the format is rfc9580 or gnupg';
  throw new SealchartError('E_USAGE', { detail });
}

/** What helps who wants GnuPG to read something. */
export const NEEDS_RSA = 'GnuPG knows no keys like yours: make RSA keys first with rotate --key rsa';
