import { toB64u } from '@sealchart/protocol';
import type { Random } from '../ports/random.ts';

const KEY_OCTETS = 16;

/** A new `Idempotency-Key`: 16 random bytes in base64url. */
export function newIdempotencyKey(random: Random): string {
  return toB64u(random.bytes(KEY_OCTETS));
}
