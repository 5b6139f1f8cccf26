import type { Bytes } from './bytes.ts';
import { toB64u } from './bytes.ts';

/** SHA-256 (FIPS 180-4), 32 bytes. */
export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Bytes));
}

/** SHA-256 as base64url: how every hash travels and is compared. */
export async function sha256B64u(bytes: Uint8Array): Promise<string> {
  return toB64u(await sha256(bytes));
}
