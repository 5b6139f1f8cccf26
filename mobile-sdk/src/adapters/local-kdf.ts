import { argon2id } from '../crypto/kdf.ts';
import type { Kdf } from '../ports/kdf.ts';

/** Argon2id on the calling thread, for hosts whose SDK runs in a worker already. */
export function localKdf(): Kdf {
  return { argon2id };
}
