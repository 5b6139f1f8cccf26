import type { Random } from '../ports/random.ts';

/** `crypto.getRandomValues` (Web Crypto): the only source of randomness. */
export function secureRandom(): Random {
  return { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) };
}
