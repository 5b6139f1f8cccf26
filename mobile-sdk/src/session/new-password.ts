import type { Bytes, Kdf } from '@sealchart/protocol';
import { KDF_DEFAULT, PASSWORD_CHARACTERS, SealchartError, idOf, toB64u } from '@sealchart/protocol';
import type { Instance } from '../client-api/account.ts';
import { loginSecretOf, stretchPassword, unlockKeyOf } from '../crypto/password.ts';
import type { Ports } from '../ports/ports.ts';

const SALT_OCTETS = 16;

/** All that follows from a password that was just chosen. Of the secrets only `loginSecret` leaves the device. */
export interface NewPassword {
  /** Of the slot that it opens: a new password never takes over the slot of another one. */
  readonly slotId: string;
  readonly kdf: Kdf;
  /** base64url, for the server. */
  readonly loginSecret: string;
  /** Secret of its slot, 32 bytes, to be overwritten. */
  readonly unlockKey: Bytes;
}

/** Refuses a password that is too short to be chosen, before anything is done with it. `E_REQUEST` names `path`. */
export function checkNewPassword(password: string, path: 'password' | 'newPassword' | 'passphrase'): void {
  const normal = password.normalize('NFKC');
  if (normal.trim() === '') throw requestError(path, 'empty');
  if (Array.from(normal).length < PASSWORD_CHARACTERS) throw requestError(path, `fewer than ${PASSWORD_CHARACTERS} characters`);
}

/** Whether both are the same once they are stretched. */
export function isSamePassword(a: string, b: string): boolean {
  return a.normalize('NFKC') === b.normalize('NFKC');
}

/** Draws salt and slot id and stretches the password. */
export async function makePassword(ports: Ports, { instanceId, realm }: Instance, password: string): Promise<NewPassword> {
  const kdf: Kdf = { ...KDF_DEFAULT, salt: toB64u(ports.random.bytes(SALT_OCTETS)) };
  const stretch = await stretchPassword(ports.kdf, password, kdf);
  try {
    const loginSecret = toB64u(await loginSecretOf(stretch, instanceId, realm));
    const unlockKey = await unlockKeyOf(stretch, instanceId);
    return { slotId: idOf('slt_', ports.random.bytes(16)), kdf, loginSecret, unlockKey };
  } finally {
    stretch.fill(0);
  }
}

/** A field of what a person gave that cannot be taken. */
export function requestError(path: string, message: string): SealchartError {
  return new SealchartError('E_REQUEST', { detail: `${path}: ${message}`, issues: [{ path, message }] });
}
