import type { Bytes } from '@sealchart/protocol';

const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const;

/** HMAC-SHA-256 (RFC 2104), 32 bytes. */
export async function hmacSha256(key: Bytes, message: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, HMAC, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign(HMAC, imported, message));
}
