// Keys that are kept, and signatures made without the library, for make-openpgp.mjs.
import { createPrivateKey, sign } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as openpgp from 'openpgp';
import { b64u, bytes, cat, edit, fromB64u, fromBig, fromLittle, hex, little, seeded, sha512, text, uint } from './bytes.mjs';

export const folder = new URL('../', import.meta.url);
const { enums } = openpgp;
export const config = { aeadProtect: true, preferredAEADAlgorithm: enums.aead.gcm, preferredSymmetricAlgorithm: enums.symmetric.aes256 };
export const modernConfig = { ...config, v6Keys: true };
export const DATE = new Date('2026-01-01T00:00:00Z');
export const ACCOUNT = 'acc_AAECAwQFBgcICQoLDA0ODw';
export const OTHER_ACCOUNT = 'acc_Dw4NDAsKCQgHBgUEAwIBAA';

// ---- what is kept ------------------------------------------------------------------------------------------------

const keysFile = new URL('keys.json', folder);
export const sessionKey = sha512(text('session key of the vectors')).slice(0, 32);

const generate = async (options) => (await openpgp.generateKey(options)).privateKey;

/** Seals the session key until the packet has the wanted length: RSA values that begin with zero octets are shorter. */
const seal = async (key, octets) => {
  for (;;) {
    const options = { data: sessionKey, algorithm: 'aes256', aeadAlgorithm: 'gcm', encryptionKeys: key.toPublic(), date: null };
    const sealed = await openpgp.encryptSessionKey({ ...options, format: 'binary', config });
    if (sealed.length === octets) return b64u(sealed);
  }
};

/** Without AEAD openpgp.js falls back to version 3. */
const sealV3 = async (key) => {
  const options = { data: sessionKey, algorithm: 'aes256', encryptionKeys: key.toPublic(), date: null };
  return b64u(await openpgp.encryptSessionKey({ ...options, format: 'binary', config: { ...config, aeadProtect: false } }));
};

const makeKeys = async () => {
  const modern = { type: 'curve25519', userIDs: [], date: DATE, format: 'object', config: modernConfig };
  const rsa = { type: 'rsa', rsaBits: 4096, userIDs: [{ name: ACCOUNT }], date: DATE, format: 'object', config };
  const made = {
    modern: await generate(modern),
    stranger: await generate(modern),
    rsa: await generate(rsa),
    rsaStranger: await generate(rsa),
    rsa3072: await generate({ ...rsa, rsaBits: 3072 }),
    v4Curve: await generate({ ...rsa, type: 'ecc', curve: 'ed25519Legacy' }),
    v6Nist: await generate({ ...modern, type: 'ecc', curve: 'nistP256' }),
  };
  return {
    what: 'Keys of the vectors, for tests alone: transferable secret keys and packets that cannot be made twice, base64url.',
    sessionKey: b64u(sessionKey),
    accountId: ACCOUNT,
    secretKeys: Object.fromEntries(Object.entries(made).map(([name, key]) => [name, b64u(key.write())])),
    keyPackets: {
      modern: await seal(made.modern, 111),
      rsa: await seal(made.rsa, 541),
      rsaShort: await seal(made.rsa, 540),
      modernV3: await sealV3(made.modern),
      rsaV3: await sealV3(made.rsa),
    },
  };
};

if (!existsSync(keysFile)) writeFileSync(keysFile, `${JSON.stringify(await makeKeys(), null, 1)}\n`);
export const kept = JSON.parse(readFileSync(keysFile, 'utf8'));
export const keys = {};
for (const [name, secret] of Object.entries(kept.secretKeys)) keys[name] = await openpgp.readPrivateKey({ binaryKey: fromB64u(secret) });
globalThis.crypto.getRandomValues = (array) => {
  array.set(seeded(array.byteLength));
  return array;
};

// ---- signatures by hand ------------------------------------------------------------------------------------------

export const P = 2n ** 255n - 19n;
export const L = 2n ** 252n + 27742317777372353535851937790883648493n;

export const subpacket = (type, isCritical, body) => cat(bytes(body.length + 1, type + (isCritical ? 0x80 : 0)), body);
export const created = subpacket(2, true, uint(DATE.getTime() / 1000, 4));
export const issuer = (key) => subpacket(33, true, cat(bytes(6), key.keyPacket.getFingerprintBytes()));
export const flags = (octet) => subpacket(27, true, bytes(octet));
export const keyOctets = (body) =>
  body[0] === 6 ? cat(bytes(0x9b), uint(body.length, 4), body) : cat(bytes(0x99), uint(body.length, 2), body);
export const seedOf = (key) => key.keyPacket.privateParams.seed;
export const publicOf = (key) => key.keyPacket.publicParams.A;

export const ed25519 = (seed, publicKey, digest) => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: b64u(seed), x: b64u(publicKey) };
  return new Uint8Array(sign(null, digest, createPrivateKey({ key: jwk, format: 'jwk' })));
};
/** The secret scalar of a seed (RFC 8032 section 5.1.5). */
export const scalarOf = (seed) => {
  const half = sha512(seed).slice(0, 32);
  half[0] &= 248;
  half[31] = (half[31] & 127) | 64;
  return fromLittle(half) % L;
};

/** A v6 Ed25519 signature packet body; `make(digest)` signs, by default honestly with the key. */
export const signV6 = ({ key, type = 0x00, algorithm = 27, hash = 10, hashed, unhashed = bytes(), salt = seeded(32), parts, make }) => {
  const prefix = cat(bytes(6, type, algorithm, hash), uint(hashed.length, 4), hashed);
  const digest = sha512(salt, ...parts, prefix, bytes(6, 0xff), uint(prefix.length, 4));
  const value = make ? make(digest) : ed25519(seedOf(key), publicOf(key), digest);
  return cat(prefix, uint(unhashed.length, 4), unhashed, digest.slice(0, 2), bytes(salt.length), salt, value);
};

const big = (value) => b64u(Buffer.from(value.toString(16).padStart(512, '0'), 'hex'));

/** An RSA key as Node takes it: OpenPGP keeps the inverse of p modulo q, JWK that of q modulo p. */
const rsaJwk = ({ publicParams, privateParams }) => {
  const { n, e } = publicParams;
  const { d, p, q, u } = privateParams;
  const [dp, dq] = [q, p].map((prime) => big(fromBig(d) % (fromBig(prime) - 1n)));
  return { kty: 'RSA', n: b64u(n), e: b64u(e), d: b64u(d), p: b64u(q), q: b64u(p), dp, dq, qi: b64u(u) };
};
export const mpi = (value) => {
  const start = value.findIndex((octet) => octet !== 0);
  return cat(uint((value.length - start) * 8 - Math.clz32(value[start]) + 24, 2), value.slice(start));
};

/** A v4 RSA signature packet body. */
export const signV4 = ({ key, type = 0x00, version = 4, hashed, parts }) => {
  const prefix = cat(bytes(version, type, 1, 10), uint(hashed.length, 2), hashed);
  const message = cat(...parts, prefix, bytes(4, 0xff), uint(prefix.length, 4));
  const value = sign('sha512', message, createPrivateKey({ key: rsaJwk(key.keyPacket), format: 'jwk' }));
  return cat(prefix, uint(0, 2), sha512(message).slice(0, 2), mpi(new Uint8Array(value)));
};
/** Subpackets 16 and 20, and 33, of signatures by a v4 key. */
export const v4Subpackets = (key) => {
  const fingerprint = key.keyPacket.getFingerprintBytes();
  const notation = cat(bytes(0, 0, 0, 0, 0, 28, 0, 32), text('salt@notations.openpgpjs.org'), seeded(32));
  return {
    keyIdAndSalt: cat(subpacket(16, false, fingerprint.slice(-8)), subpacket(20, false, notation)),
    issuer: subpacket(33, false, cat(bytes(4), fingerprint)),
  };
};

// Points of small order, and a bit that is no part of the number.
export const IDENTITY = little(1n);
export const ORDER_8_Y = hex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
export const ORDER_8_Y_NEGATED = hex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa');
export const ORDER_8_U = [
  hex('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'),
  hex('5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157'),
];
export const setBit255 = (value) => edit(value, 31, value[31] | 0x80);

/** R = the identity: holds with S = k·a for whoever knows a, and under every other key of small order as well. */
export const withIdentityR = (key, encodedR) => (digest) => {
  const k = fromLittle(sha512(encodedR, publicOf(key), digest)) % L;
  return cat(encodedR, little((k * scalarOf(seedOf(key))) % L));
};

/** Under a public key that is the identity, R = r·B and S = r hold for every message. */
export const underIdentityKey = (key) => () => cat(publicOf(key), little(scalarOf(seedOf(key))));
