import type { Bytes } from '@sealchart/protocol';

export interface KdfJob {
  /** UTF-8 bytes of the password in NFKC. */
  readonly password: Bytes;
  readonly salt: Bytes;
  /** KiB. */
  readonly m: number;
  readonly t: number;
  readonly p: number;
}

/** Argon2id (RFC 9106) with a 32-byte result, off the calling thread. Rejects where the device cannot run it, such as for want of memory. */
export interface Kdf {
  argon2id(job: KdfJob): Promise<Bytes>;
}
