import type { Bytes } from '@sealchart/protocol';
import { argon2id as argon2idOf, createSHA256 } from 'hash-wasm';
import type { KdfJob } from '../ports/kdf.ts';

/**
 * Argon2id (RFC 9106), 32 bytes, on the calling thread: hosts call it from a worker. Nothing is checked here; see
 * `checkKdf` for the parameters that a server may ask for.
 */
export async function argon2id({ password, salt, m, t, p }: KdfJob): Promise<Bytes> {
  const stretch = await argon2idOf({
    password,
    salt,
    memorySize: m,
    iterations: t,
    parallelism: p,
    hashLength: 32,
    outputType: 'binary',
  });
  return stretch as Bytes;
}

/** A SHA-256 (FIPS 180-4) over bytes that arrive in parts: Web Crypto takes only a whole, which a large file is not. */
export interface RunningSha256 {
  update(part: Uint8Array): void;
  /** 32 bytes; nothing may be added after it. */
  digest(): Bytes;
}

/** Starts a running SHA-256. */
export async function startSha256(): Promise<RunningSha256> {
  const hasher = await createSHA256();
  hasher.init();
  return {
    update: (part) => void hasher.update(part),
    digest: () => hasher.digest('binary') as Bytes,
  };
}
