import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isEd25519Point, isEd25519Scalar, isX25519Point } from './curve25519.ts';

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const little = (value: bigint): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
const mod = (value: bigint): bigint => ((value % P) + P) % P;
const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  for (let [square, rest] = [mod(base), exponent]; rest > 0n; square = mod(square * square), rest >>= 1n) {
    if (rest & 1n) result = mod(result * square);
  }
  return result;
};
const invert = (value: bigint): bigint => power(value, P - 2n);
const D = mod(-121665n * invert(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const squareRoot = (value: bigint): bigint | undefined => {
  const candidate = power(value, (P + 3n) / 8n);
  return [candidate, mod(candidate * ROOT_OF_MINUS_ONE)].find((root) => mod(root * root) === mod(value));
};
const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

// A point of order 8 doubles to one with y = 0: y^2 = -x^2, with the curve's equation d y^4 + 2 y^2 - 1 = 0.
const orderEightY = [squareRoot(1n + D)]
  .filter(isDefined)
  .flatMap((root) => [mod((-1n + root) * invert(D)), mod((-1n - root) * invert(D))])
  .map(squareRoot)
  .filter(isDefined)
  .flatMap((y) => [y, P - y]);
const smallOrderY = [0n, 1n, P - 1n, ...orderEightY];
// The birational map of RFC 7748 section 4.1 takes points of order 8 to points of order 8.
const smallOrderU = [0n, 1n, P - 1n, ...orderEightY.map((y) => mod((1n + y) * invert(1n - y)))];

describe('points of small order', () => {
  it('are four of order 8, found from the equation', () => {
    expect(new Set(orderEightY).size).toBe(2);
    for (const y of orderEightY) expect(mod(D * y ** 4n + 2n * y * y - 1n)).toBe(0n);
  });

  it('are refused as Ed25519 keys, with either sign', () => {
    for (const y of smallOrderY) {
      expect(isEd25519Point(little(y))).toBe(false);
      expect(isEd25519Point(little(y + 2n ** 255n))).toBe(false);
    }
  });

  it('are refused as X25519 keys, with and without the top bit', () => {
    for (const u of smallOrderU) {
      expect(isX25519Point(little(u))).toBe(false);
      expect(isX25519Point(little(u + 2n ** 255n))).toBe(false);
    }
  });

  it('are those with which Web Crypto finds no X25519 secret', async () => {
    const own = await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
    for (const u of smallOrderU) {
      const key = await crypto.subtle.importKey('raw', little(u) as Uint8Array<ArrayBuffer>, 'X25519', false, []);
      const secret = crypto.subtle.deriveBits({ name: 'X25519', public: key }, own.privateKey, 256);
      await expect(secret).rejects.toMatchObject({ name: 'OperationError' });
    }
  });
});

describe('encodings', () => {
  it('of coordinates from p on are refused', () => {
    for (let y = P; y < 2n ** 255n; y += 1n) {
      expect(isEd25519Point(little(y))).toBe(false);
      expect(isX25519Point(little(y))).toBe(false);
    }
    expect(isEd25519Point(little(P - 2n))).toBe(true);
    expect(isX25519Point(little(P - 2n))).toBe(true);
  });

  it('of S are accepted below L and refused from L on', () => {
    expect(isEd25519Scalar(little(0n))).toBe(true);
    expect(isEd25519Scalar(little(L - 1n))).toBe(true);
    expect(isEd25519Scalar(little(L))).toBe(false);
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (s) => isEd25519Scalar(little(s)) === s < L));
  });

  it('of another length are refused', () => {
    for (const length of [0, 31, 33]) {
      const bytes = new Uint8Array(length).fill(2);
      expect([isEd25519Point(bytes), isEd25519Scalar(bytes), isX25519Point(bytes)]).toEqual([false, false, false]);
    }
  });

  it('that generated keys have are accepted', async () => {
    for (let i = 0; i < 20; i += 1) {
      const signing = await crypto.subtle.generateKey('Ed25519', true, ['sign']);
      const agreeing = await crypto.subtle.generateKey('X25519', true, ['deriveBits']);
      expect(isEd25519Point(new Uint8Array(await crypto.subtle.exportKey('raw', signing.publicKey)))).toBe(true);
      expect(isX25519Point(new Uint8Array(await crypto.subtle.exportKey('raw', agreeing.publicKey)))).toBe(true);
    }
  });
});
