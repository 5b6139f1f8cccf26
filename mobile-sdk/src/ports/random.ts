import type { Bytes } from '@sealchart/protocol';

/** Cryptographically secure random bytes: `crypto.getRandomValues` in every host. */
export interface Random {
  bytes(count: number): Bytes;
}
