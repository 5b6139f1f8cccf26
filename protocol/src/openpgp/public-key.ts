import type { Bytes } from '../bytes.ts';
import { equalBytes, readUint, toB64u } from '../bytes.ts';
import { SealchartError } from '../errors.ts';
import { isEd25519Point, isX25519Point } from './curve25519.ts';
import type { KeyFingerprints, KeyVersion } from './fingerprint.ts';
import { keyFingerprints } from './fingerprint.ts';
import { readMpi } from './mpi.ts';

/** A public key of a certificate. */
export interface PublicKey extends KeyFingerprints {
  readonly version: KeyVersion;
  /** v6: the 32 bytes of Ed25519 or X25519; v4: the 512 bytes of the RSA modulus, big-endian. */
  readonly publicKey: Bytes;
}

/** The key that signs: primary key of a certificate, imported once. */
export interface SigningKey extends PublicKey {
  /** Public, for `verify` alone. */
  readonly key: CryptoKey;
}

/** RFC 9580 section 9.1. */
const ALGORITHM = { sign: 27, encrypt: 25, rsa: 1 } as const;
const RSA_OCTETS = 512;
/** 65537, the only exponent. */
const RSA_EXPONENT = Uint8Array.of(0x01, 0x00, 0x01);

/**
 * Reads the body of a public key packet: v6 Ed25519 (to sign) or X25519 (to encrypt), or v4 RSA-4096. `E_FORMAT` for
 * anything else, and for points that are not canonical or of small order. The creation time is not judged.
 */
export async function readPublicKey(body: Uint8Array, version: KeyVersion, use: 'sign' | 'encrypt'): Promise<PublicKey> {
  if (body[0] !== version) throw new SealchartError('E_FORMAT', { detail: 'another key version' });
  const publicKey = version === 6 ? readPoint(body, use) : readModulus(body);
  return { version, publicKey, ...(await keyFingerprints(version, body)) };
}

/** Gives a primary key to Web Crypto; `E_FORMAT` when it does not take it. */
export async function importSigningKey(publicKey: PublicKey): Promise<SigningKey> {
  try {
    const key =
      publicKey.version === 6
        ? await crypto.subtle.importKey('raw', publicKey.publicKey, 'Ed25519', false, ['verify'])
        : await crypto.subtle.importKey(
            'jwk',
            { kty: 'RSA', n: toB64u(publicKey.publicKey), e: toB64u(RSA_EXPONENT) },
            { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
            false,
            ['verify'],
          );
    return { ...publicKey, key };
  } catch (cause) {
    throw new SealchartError('E_FORMAT', { detail: 'not a public key', cause });
  }
}

function readPoint(body: Uint8Array, use: 'sign' | 'encrypt'): Bytes {
  // Version, creation time, algorithm, length of the key material (v6 only), key material.
  if (body.length !== 42 || body[5] !== ALGORITHM[use] || readUint(body, 6, 4) !== 32) {
    throw new SealchartError('E_FORMAT', { detail: 'not a key of curve25519' });
  }
  const point = body.slice(10);
  const isUsable = use === 'sign' ? isEd25519Point(point) : isX25519Point(point);
  if (!isUsable) throw new SealchartError('E_FORMAT', { detail: 'a key of small order or in another form' });
  return point;
}

function readModulus(body: Uint8Array): Bytes {
  if (body[5] !== ALGORITHM.rsa) throw new SealchartError('E_FORMAT', { detail: 'not an RSA key' });
  const modulus = readMpi(body, 6);
  const exponent = readMpi(body, modulus.end);
  const isOf4096Bits = modulus.value.length === RSA_OCTETS && (modulus.value[0] ?? 0) >= 0x80;
  const isOdd = ((modulus.value.at(-1) ?? 0) & 1) === 1;
  if (!isOf4096Bits || !isOdd || !equalBytes(exponent.value, RSA_EXPONENT) || exponent.end !== body.length) {
    throw new SealchartError('E_FORMAT', { detail: 'not an RSA-4096 key with exponent 65537' });
  }
  return modulus.value;
}
