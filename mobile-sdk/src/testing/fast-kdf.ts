import { concatBytes, joinNul, sha256 } from '@sealchart/protocol';
import type { Kdf } from '../ports/kdf.ts';

/** Takes the place of Argon2id where a test is not about it: as deterministic, and as little worth as it is quick. */
export function fastKdf(): Kdf {
  return { argon2id: ({ password, salt, m, t, p }) => sha256(concatBytes(joinNul('fast', `${m},${t},${p}`, salt), password)) };
}
