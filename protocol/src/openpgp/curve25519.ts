// Checks that come before Web Crypto is asked: implementations disagree on points of small order and on encodings
// that are not the only one of their point, and a signature must not be valid here and invalid there.
import { fromHex, toHex } from '../bytes.ts';

/** p = 2^255 - 19, little-endian like all numbers here. */
const PRIME = fromHex('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f');
/** L, the order of the base point (RFC 8032 section 5.1). */
const ORDER = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');

const ZERO = '0000000000000000000000000000000000000000000000000000000000000000';
const ONE = '0100000000000000000000000000000000000000000000000000000000000000';
const MINUS_ONE = 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f';

/** The y coordinates of the eight points of order 1, 2, 4 and 8 of edwards25519. */
const SMALL_ORDER_Y: ReadonlySet<string> = new Set([
  ZERO,
  ONE,
  MINUS_ONE,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

/** The u coordinates of the points of small order of curve25519 and of its twist. */
const SMALL_ORDER_U: ReadonlySet<string> = new Set([
  ZERO,
  ONE,
  MINUS_ONE,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
]);

/** Whether 32 bytes can be an Ed25519 public key or R: canonical (y < p) and not of small order. */
export function isEd25519Point(bytes: Uint8Array): boolean {
  // Not slice(): that of Node's Buffer is a view, and the caller's bytes would change.
  const y = Uint8Array.from(bytes);
  y[31] = (y[31] ?? 0) & 0x7f; // the top bit is the sign of x
  return bytes.length === 32 && isBelow(y, PRIME) && !SMALL_ORDER_Y.has(toHex(y));
}

/** Whether 32 bytes are an Ed25519 S: below L, so that no signature has a second form. */
export function isEd25519Scalar(bytes: Uint8Array): boolean {
  return bytes.length === 32 && isBelow(bytes, ORDER);
}

/** Whether 32 bytes can be an X25519 public key: canonical (u < p, top bit clear) and not of small order. */
export function isX25519Point(bytes: Uint8Array): boolean {
  return bytes.length === 32 && isBelow(bytes, PRIME) && !SMALL_ORDER_U.has(toHex(bytes));
}

/** Compares little-endian numbers of 32 bytes; public values, so time may tell. */
function isBelow(number: Uint8Array, bound: Uint8Array): boolean {
  for (let i = 31; i >= 0; i -= 1) {
    const [a, b] = [number[i] ?? 0, bound[i] ?? 0];
    if (a !== b) return a < b;
  }
  return false;
}
