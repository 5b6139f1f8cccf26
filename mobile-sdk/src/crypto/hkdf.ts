import type { Bytes } from '@sealchart/protocol';

/** HKDF-SHA-256 (RFC 5869) with empty salt unless one is given. */
export async function hkdfSha256(ikm: Bytes, info: Bytes, octets: number, salt: Bytes = new Uint8Array()): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', ikm, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, octets * 8));
}
