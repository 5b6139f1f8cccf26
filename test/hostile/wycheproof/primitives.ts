import type { Bytes } from '@sealchart/protocol';
import { concatBytes, equalBytes, fromHex, isEd25519Point, isEd25519Signed, isRsaSigned, isX25519Point, toB64u } from '@sealchart/protocol';
import { hkdfSha256, hmacSha256, importX25519, x25519Pair } from '@sealchart/sdk/testing';
import type { Vector, VectorGroup } from './vector-file.ts';

/** What came of one vector: what it says came out, it was refused, or something else came out. */
type Outcome = 'as said' | 'refused' | 'something else';

/** A primitive as this project reaches it. */
export interface Primitive {
  /** Files of Project Wycheproof. */
  readonly files: readonly string[];
  /** Whether sizes are those that are used here; others are counted as not applicable. */
  readonly applies: (group: VectorGroup, vector: Vector) => boolean;
  /** Throws where the platform refuses. */
  readonly run: (group: VectorGroup, vector: Vector) => Promise<Outcome>;
}

type Fields<Name extends string> = Readonly<Record<Name, string>>;
const hex = (vector: object, name: string): Bytes => fromHex((vector as Fields<string>)[name] ?? '');
const sizes = (group: VectorGroup): Readonly<Record<'keySize' | 'ivSize' | 'tagSize', number>> =>
  group as unknown as ReturnType<typeof sizes>;
const compared = (bytes: Uint8Array, expected: Uint8Array): Outcome => (equalBytes(bytes, expected) ? 'as said' : 'something else');
const verified = (isRight: boolean): Outcome => (isRight ? 'as said' : 'refused');

/** Key, carried as session keys are: as an HMAC key, which has any length. */
const CARRIER = { name: 'HMAC', hash: 'SHA-256' } as const;

const ed25519: Primitive = {
  files: ['ed25519_test.json'],
  applies: () => true,
  async run(group, vector) {
    const point = hex((group as unknown as { publicKey: object }).publicKey, 'pk');
    if (!isEd25519Point(point)) return 'refused';
    const key = await crypto.subtle.importKey('raw', point, 'Ed25519', false, ['verify']);
    return verified(await isEd25519Signed(key, hex(vector, 'sig'), hex(vector, 'msg')));
  },
};

const x25519: Primitive = {
  files: ['x25519_test.json'],
  applies: () => true,
  async run(_, vector) {
    const [point, secret] = [hex(vector, 'public'), hex(vector, 'private')];
    // As every packet and certificate is read: no point of small order, none in a second form.
    if (!isX25519Point(point)) return 'refused';
    const { privateKey } = await x25519Pair(secret);
    const shared = await crypto.subtle.deriveBits({ name: 'X25519', public: await importX25519(point) }, privateKey, 256);
    return compared(new Uint8Array(shared), hex(vector, 'shared'));
  },
};

/** AES-256-GCM with the sizes that sealed content and JWE have; no wrapper takes a nonce from outside, so the platform is asked. */
const aesGcm: Primitive = {
  files: ['aes_gcm_test.json'],
  applies: (group) => sizes(group).keySize === 256 && sizes(group).ivSize === 96 && sizes(group).tagSize === 128,
  async run(_, vector) {
    const key = await crypto.subtle.importKey('raw', hex(vector, 'key'), 'AES-GCM', false, ['encrypt', 'decrypt']);
    const algorithm = { name: 'AES-GCM', iv: hex(vector, 'iv'), additionalData: hex(vector, 'aad') };
    const [message, sealed] = [hex(vector, 'msg'), concatBytes(hex(vector, 'ct'), hex(vector, 'tag'))];
    const opened = new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed));
    const again = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, message));
    return equalBytes(again, sealed) ? compared(opened, message) : 'something else';
  },
};

/** AES key wrap for keys of 128 bits (OpenPGP) and 256 bits (JWE). */
const aesKw: Primitive = {
  files: ['aes_wrap_test.json'],
  applies: (group, vector) => sizes(group).keySize !== 192 && hex(vector, 'msg').length > 0,
  async run(_, vector) {
    const wrapping = await crypto.subtle.importKey('raw', hex(vector, 'key'), 'AES-KW', false, ['wrapKey', 'unwrapKey']);
    const unwrapped = await crypto.subtle.unwrapKey('raw', hex(vector, 'ct'), wrapping, 'AES-KW', CARRIER, true, ['sign']);
    return compared(new Uint8Array(await crypto.subtle.exportKey('raw', unwrapped)), hex(vector, 'msg'));
  },
};

const hkdf: Primitive = {
  files: ['hkdf_sha256_test.json'],
  applies: () => true,
  async run(_, vector) {
    const { size } = vector as unknown as { size: number };
    return compared(await hkdfSha256(hex(vector, 'ikm'), hex(vector, 'info'), size, hex(vector, 'salt')), hex(vector, 'okm'));
  },
};

const hmac: Primitive = {
  files: ['hmac_sha256_test.json'],
  applies: (group) => sizes(group).tagSize === 256,
  async run(_, vector) {
    return verified(equalBytes(await hmacSha256(hex(vector, 'key'), hex(vector, 'msg')), hex(vector, 'tag')));
  },
};

const rsa: Primitive = {
  files: ['rsa_signature_4096_sha512_test.json'],
  applies: () => true,
  async run(group, vector) {
    const { modulus } = (group as unknown as { publicKey: Fields<'modulus'> }).publicKey;
    const n = fromHex(modulus.replace(/^00/, ''));
    const jwk = { kty: 'RSA', n: toB64u(n), e: 'AQAB' };
    const key = await crypto.subtle.importKey('jwk', jwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }, false, ['verify']);
    const signature = hex(vector, 'sig');
    // OpenPGP writes numbers without zeros in front, and no other length comes here.
    if (signature.length !== n.length) return 'refused';
    return verified(await isRsaSigned(key, n, signature, hex(vector, 'msg')));
  },
};

/** Every primitive that is reached through Web Crypto. */
export const PRIMITIVES: Readonly<Record<string, Primitive>> = {
  Ed25519: ed25519,
  X25519: x25519,
  'AES-256-GCM': aesGcm,
  'AES-KW': aesKw,
  'HKDF-SHA-256': hkdf,
  'HMAC-SHA-256': hmac,
  'RSA PKCS #1 v1.5, SHA-512': rsa,
};
