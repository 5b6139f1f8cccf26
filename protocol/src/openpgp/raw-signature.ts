import type { Bytes } from '../bytes.ts';
import { concatBytes } from '../bytes.ts';
import { isEd25519Point, isEd25519Scalar } from './curve25519.ts';

/** Octets of R, and of S. */
const HALF = 32;

/**
 * Whether an Ed25519 key made this signature (RFC 8032 section 5.1.7) over the message. False too for what Web Crypto might be asked
 * but implementations disagree on: R of small order or in another form, S from L on. The key's own point was checked when it was read.
 */
export async function isEd25519Signed(key: CryptoKey, signature: Bytes, message: Bytes): Promise<boolean> {
  if (!isEd25519Point(signature.subarray(0, HALF)) || !isEd25519Scalar(signature.subarray(HALF))) return false;
  return crypto.subtle.verify('Ed25519', key, signature, message);
}

/**
 * Whether an RSA key with this modulus made this signature (RFC 8017 section 8.2.2, SHA-512) over the message. `signature` comes
 * without leading zeros, as OpenPGP writes numbers. False too for values from the modulus on.
 */
export async function isRsaSigned(key: CryptoKey, modulus: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const padded = padTo(signature, modulus.length);
  return padded !== undefined && isLess(padded, modulus) && crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, padded, message);
}

/** Zeros in front up to `octets`; undefined for what is longer. */
function padTo(value: Uint8Array, octets: number): Bytes | undefined {
  return value.length > octets ? undefined : concatBytes(new Uint8Array(octets - value.length), value);
}

/** Compares big-endian numbers of equal length; public values, so time may tell. */
function isLess(a: Uint8Array, b: Uint8Array): boolean {
  const i = a.findIndex((octet, at) => octet !== b[at]);
  return i >= 0 && (a[i] ?? 0) < (b[i] ?? 0);
}
