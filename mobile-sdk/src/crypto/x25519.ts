import type { Bytes } from '@sealchart/protocol';
import { concatBytes, fromB64u, fromHex } from '@sealchart/protocol';

/** PKCS #8 (RFC 8410 section 7) of an X25519 private key, up to its 32 bytes: the only form without the public key. */
const PKCS8_HEADER = fromHex('302e020100300506032b656e04220420');

/** An X25519 key pair (RFC 7748) made of 32 secret bytes. */
export interface X25519Pair {
  /** Not extractable; for `deriveBits`. */
  readonly privateKey: CryptoKey;
  readonly publicKey: Bytes;
}

/** The pair of these 32 secret bytes. */
export async function x25519Pair(secret: Bytes): Promise<X25519Pair> {
  const pkcs8 = concatBytes(PKCS8_HEADER, secret);
  const extractable = await crypto.subtle.importKey('pkcs8', pkcs8, 'X25519', true, ['deriveBits']);
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, 'X25519', false, ['deriveBits']);
  pkcs8.fill(0);
  const { x } = await crypto.subtle.exportKey('jwk', extractable);
  return { privateKey, publicKey: fromB64u(x ?? '') };
}

/** A public key for `deriveBits`. */
export function importX25519(publicKey: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', publicKey, 'X25519', true, []);
}
