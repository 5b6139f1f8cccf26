import type { Bytes, Kdf } from '@sealchart/protocol';
import { KDF_CEILING, KDF_FLOOR, SealchartError, fromB64u, joinNul, utf8 } from '@sealchart/protocol';
import type { KdfJob, Kdf as KdfPort } from '../ports/kdf.ts';
import { hmacSha256 } from './hmac.ts';

const VERSION = 'sealchart/v1';
const STRETCH_OCTETS = 32;

/**
 * Refuses Argon2 parameters outside what this client takes, whoever chose them: below the floor they let a server guess
 * the password cheaply, above the ceiling they exhaust the device. `E_KDF`; to be called before Argon2 is.
 */
export function checkKdf(kdf: Kdf): void {
  for (const name of ['m', 't', 'p'] as const) {
    const value = kdf[name];
    if (!(value >= KDF_FLOOR[name] && value <= KDF_CEILING[name])) {
      throw new SealchartError('E_KDF', {
        detail: `Argon2id with ${name} = ${value}, allowed are ${KDF_FLOOR[name]} to ${KDF_CEILING[name]}`,
      });
    }
  }
}

/**
 * Argon2id of the password in NFKC: 32 bytes that never leave the device. `E_KDF` before the password is touched, `E_DEVICE` where it
 * cannot run: it takes memory at once that small devices may not have.
 */
export async function stretchPassword(port: KdfPort, password: string, kdf: Kdf): Promise<Bytes> {
  checkKdf(kdf);
  const bytes = utf8(password.normalize('NFKC'));
  const stretch = await runOnce(port, { password: bytes, salt: fromB64u(kdf.salt), m: kdf.m, t: kdf.t, p: kdf.p });
  if (stretch.length !== STRETCH_OCTETS) throw new SealchartError('E_KDF', { detail: 'Argon2id gave another length' });
  return stretch;
}

async function runOnce(port: KdfPort, job: KdfJob): Promise<Bytes> {
  try {
    return await port.argon2id(job);
  } catch (cause) {
    throw new SealchartError('E_DEVICE', { detail: `Argon2id with ${job.m / 1024} MiB did not run`, cause });
  } finally {
    job.password.fill(0);
  }
}

/** What the server is shown instead of the password; bound to instance and realm, so that no other server can use it. */
export function loginSecretOf(stretch: Bytes, instanceId: string, realm: string): Promise<Bytes> {
  return hmacSha256(stretch, joinNul('login-password', VERSION, instanceId, realm));
}

/** The secret of a password slot. Never leaves the device, and does not follow from the login secret. */
export function unlockKeyOf(stretch: Bytes, instanceId: string): Promise<Bytes> {
  return hmacSha256(stretch, joinNul('private-key', VERSION, instanceId));
}
