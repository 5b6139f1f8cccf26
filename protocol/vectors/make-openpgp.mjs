// Makes vectors/openpgp/*.json: node protocol/vectors/make-openpgp.mjs   (Node 24, openpgp.js as installed)
//
// keys.json holds what cannot be repeated: secret keys (for tests alone) and the key packets sealed to them. It is kept
// when it exists; delete it for new ones. Everything else follows from it and from a seeded stream in place of random
// numbers, so that a second run writes the same bytes: a difference under version control is a change of meaning.
//
// Malformed packets carry genuine signatures wherever they can, so that a vector is refused for its form alone.
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as openpgp from 'openpgp';

const folder = new URL('./openpgp/', import.meta.url);
const { enums } = openpgp;
const config = { aeadProtect: true, preferredAEADAlgorithm: enums.aead.gcm, preferredSymmetricAlgorithm: enums.symmetric.aes256 };
const modernConfig = { ...config, v6Keys: true };
const DATE = new Date('2026-01-01T00:00:00Z');
const ACCOUNT = 'acc_AAECAwQFBgcICQoLDA0ODw';
const OTHER_ACCOUNT = 'acc_Dw4NDAsKCQgHBgUEAwIBAA';

// ---- bytes -------------------------------------------------------------------------------------------------------

const cat = (...parts) => new Uint8Array(Buffer.concat(parts));
const bytes = (...octets) => Uint8Array.from(octets);
const hex = (text) => new Uint8Array(Buffer.from(text, 'hex'));
const text = (value) => new TextEncoder().encode(value);
const b64u = (value) => Buffer.from(value).toString('base64url');
const fromB64u = (value) => new Uint8Array(Buffer.from(value, 'base64url'));
const sha512 = (...parts) => new Uint8Array(createHash('sha512').update(cat(...parts)).digest());
const uint = (value, octets) => Uint8Array.from({ length: octets }, (_, i) => Math.floor(value / 256 ** (octets - 1 - i)) % 256);
const little = (value) => Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
const fromLittle = (value) => value.reduceRight((sum, octet) => (sum << 8n) + BigInt(octet), 0n);
const fromBig = (value) => fromLittle(value.toReversed());
const edit = (value, offset, ...octets) => {
  const copy = Uint8Array.from(value);
  copy.set(octets, offset);
  return copy;
};
const length = (octets) =>
  octets < 192 ? bytes(octets) : octets < 8384 ? uint(octets - 192 + (192 << 8), 2) : cat(bytes(255), uint(octets, 4));
const packet = (first, body) => cat(bytes(first), length(body.length), body);
const longForm = (first, body) => cat(bytes(first, 255), uint(body.length, 4), body);
/** Splits well-formed packets: [{ first, body, whole }]. */
const split = (value) => {
  const packets = [];
  for (let offset = 0; offset < value.length; ) {
    const lead = value[offset + 1];
    const size = lead < 192 ? 1 : lead < 224 ? 2 : 5;
    const octets =
      size === 1 ? lead : size === 2 ? ((lead - 192) << 8) + value[offset + 2] + 192 : Buffer.from(value).readUInt32BE(offset + 2);
    const start = offset + 1 + size;
    packets.push({ first: value[offset], body: value.slice(start, start + octets), whole: value.slice(offset, start + octets) });
    offset = start + octets;
  }
  return packets;
};

// ---- randomness --------------------------------------------------------------------------------------------------

let counter = 0;
const seeded = (octets) => {
  const blocks = [];
  for (let have = 0; have < octets; have += 64) blocks.push(sha512(text(`sealchart openpgp vectors ${(counter += 1)}`)));
  return cat(...blocks).slice(0, octets);
};

// ---- what is kept ------------------------------------------------------------------------------------------------

const keysFile = new URL('keys.json', folder);
const sessionKey = sha512(text('session key of the vectors')).slice(0, 32);

const makeKeys = async () => {
  const modern = { type: 'curve25519', userIDs: [], date: DATE, format: 'object', config: modernConfig };
  const rsa = { type: 'rsa', rsaBits: 4096, userIDs: [{ name: ACCOUNT }], date: DATE, format: 'object', config };
  const make = async (options) => (await openpgp.generateKey(options)).privateKey;
  const made = {
    modern: await make(modern),
    stranger: await make(modern),
    rsa: await make(rsa),
    rsaStranger: await make(rsa),
    rsa3072: await make({ ...rsa, rsaBits: 3072 }),
    v4Curve: await make({ ...rsa, type: 'ecc', curve: 'ed25519Legacy' }),
    v6Nist: await make({ ...modern, type: 'ecc', curve: 'nistP256' }),
  };
  const seal = async (key) => {
    for (;;) {
      const options = { data: sessionKey, algorithm: 'aes256', aeadAlgorithm: 'gcm', encryptionKeys: key.toPublic() };
      const sealed = await openpgp.encryptSessionKey({ ...options, date: null, format: 'binary', config });
      if (sealed.length === 111 || sealed.length === 541) return b64u(sealed);
    }
  };
  const sealShort = async (key) => {
    for (;;) {
      const options = { data: sessionKey, algorithm: 'aes256', aeadAlgorithm: 'gcm', encryptionKeys: key.toPublic() };
      const sealed = await openpgp.encryptSessionKey({ ...options, date: null, format: 'binary', config });
      if (sealed.length === 540) return b64u(sealed);
    }
  };
  const sealV3 = async (key) =>
    b64u(await openpgp.encryptSessionKey({ data: sessionKey, algorithm: 'aes256', encryptionKeys: key.toPublic(), date: null, format: 'binary', config: { ...config, aeadProtect: false } }));
  return {
    what: 'Keys of the vectors, for tests alone: transferable secret keys and packets that cannot be made twice, base64url.',
    sessionKey: b64u(sessionKey),
    accountId: ACCOUNT,
    secretKeys: Object.fromEntries(Object.entries(made).map(([name, key]) => [name, b64u(key.write())])),
    keyPackets: {
      modern: await seal(made.modern),
      rsa: await seal(made.rsa),
      rsaShort: await sealShort(made.rsa),
      modernV3: await sealV3(made.modern),
      rsaV3: await sealV3(made.rsa),
    },
  };
};

mkdirSync(folder, { recursive: true });
if (!existsSync(keysFile)) writeFileSync(keysFile, `${JSON.stringify(await makeKeys(), null, 1)}\n`);
const kept = JSON.parse(readFileSync(keysFile, 'utf8'));
const keys = {};
for (const [name, secret] of Object.entries(kept.secretKeys)) keys[name] = await openpgp.readPrivateKey({ binaryKey: fromB64u(secret) });
globalThis.crypto.getRandomValues = (array) => {
  array.set(seeded(array.byteLength));
  return array;
};

// ---- signatures by hand ------------------------------------------------------------------------------------------

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const subpacket = (type, isCritical, body) => cat(bytes(body.length + 1, type + (isCritical ? 0x80 : 0)), body);
const created = subpacket(2, true, uint(DATE.getTime() / 1000, 4));
const issuer = (key) => subpacket(33, true, cat(bytes(6), key.keyPacket.getFingerprintBytes()));
const flags = (octet) => subpacket(27, true, bytes(octet));
const keyOctets = (body) => (body[0] === 6 ? cat(bytes(0x9b), uint(body.length, 4), body) : cat(bytes(0x99), uint(body.length, 2), body));
const seedOf = (key) => key.keyPacket.privateParams.seed;
const publicOf = (key) => key.keyPacket.publicParams.A;

const ed25519 = (seed, publicKey, digest) => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: b64u(seed), x: b64u(publicKey) };
  return new Uint8Array(sign(null, digest, createPrivateKey({ key: jwk, format: 'jwk' })));
};
/** The secret scalar of a seed (RFC 8032 section 5.1.5). */
const scalarOf = (seed) => {
  const half = sha512(seed).slice(0, 32);
  half[0] &= 248;
  half[31] = (half[31] & 127) | 64;
  return fromLittle(half) % L;
};

/** A v6 Ed25519 signature packet body; `make(digest)` signs, by default honestly with the key. */
const signV6 = ({ key, type = 0x00, hashed, unhashed = bytes(), salt = seeded(32), parts, make }) => {
  const prefix = cat(bytes(6, type, 27, 10), uint(hashed.length, 4), hashed);
  const digest = sha512(salt, ...parts, prefix, bytes(6, 0xff), uint(prefix.length, 4));
  const value = make ? make(digest) : ed25519(seedOf(key), publicOf(key), digest);
  return cat(prefix, uint(unhashed.length, 4), unhashed, digest.slice(0, 2), bytes(salt.length), salt, value);
};

/** R = the identity: holds with S = k·a for whoever knows a, and under every other key of small order as well. */
const withIdentityR = (key, encodedR) => (digest) => {
  const k = fromLittle(sha512(encodedR, publicOf(key), digest)) % L;
  return cat(encodedR, little((k * scalarOf(seedOf(key))) % L));
};

/** Under a public key that is the identity, R = r·B and S = r hold for every message. */
const underIdentityKey = (key) => () => cat(publicOf(key), little(scalarOf(seedOf(key))));

// ---- certificates ------------------------------------------------------------------------------------------------

const certificateOf = (key) => key.toPublic().write();
const modernCertificate = certificateOf(keys.modern);
const rsaCertificate = certificateOf(keys.rsa);
const [primary, direct, subkey, binding] = split(modernCertificate);
const [rsaPrimary, rsaUser, rsaSelf, rsaSubkey, rsaBinding] = split(rsaCertificate);
const [strangerPrimary, , strangerSubkey, strangerBinding] = split(certificateOf(keys.stranger));
const rejoin = (...packets) => cat(...packets.map(({ whole }) => whole));
const reformat = async (privateKey, options) => {
  const base = { privateKey, userIDs: [], date: DATE, format: 'object', config: modernConfig };
  return certificateOf((await openpgp.reformatKey({ ...base, ...options })).privateKey);
};

/** Preferences and features as openpgp.js writes them. */
const prefs = (features = 0x09) => ({
  before: cat(subpacket(11, false, bytes(9, 7)), subpacket(21, false, bytes(10, 8, 12, 14)), subpacket(22, false, bytes(0, 1, 2))),
  after: subpacket(30, false, bytes(features)),
});
const directBy = (key, primaryBody, { hashed, unhashed, type = 0x1f, make } = {}) =>
  packet(0xc2, signV6({ key, type, unhashed, make, parts: [keyOctets(primaryBody)], hashed: hashed ?? cat(created, prefs().before, flags(3), prefs().after, issuer(key)) }));
const bindingBy = (key, subkeyBody, { hashed = cat(created, flags(0x0c), issuer(key)), unhashed, primaryBody = primary.body, type = 0x18, make } = {}) =>
  packet(0xc2, signV6({ key, type, hashed, unhashed, make, parts: [keyOctets(primaryBody), keyOctets(subkeyBody)] }));
const pointBody = (original, point) => cat(original.slice(0, 10), point);

/** A certificate whose primary key is `point`, signed so that the equation holds where the point is the identity. */
const weakPrimary = (point) => {
  const body = pointBody(primary.body, point);
  const fingerprint = new Uint8Array(createHash('sha256').update(keyOctets(body)).digest());
  const named = subpacket(33, true, cat(bytes(6), fingerprint));
  const make = underIdentityKey(keys.stranger);
  return cat(
    packet(0xc6, body),
    directBy(undefined, body, { make, hashed: cat(created, flags(3), prefs().after, named) }),
    subkey.whole,
    bindingBy(undefined, subkey.body, { make, primaryBody: body, hashed: cat(created, flags(0x0c), named) }),
  );
};
const weakSubkey = (point) => {
  const body = pointBody(subkey.body, point);
  return cat(primary.whole, direct.whole, packet(0xce, body), bindingBy(keys.modern, body));
};

const IDENTITY = little(1n);
const ORDER_8_Y = hex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
const ORDER_8_Y_NEGATED = hex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa');
const ORDER_8_U = [
  hex('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'),
  hex('5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157'),
];
const setBit255 = (value) => edit(value, 31, value[31] | 0x80);

const good = (name, what, certificate, key, more = {}) => ({
  name,
  what,
  certificate,
  ...more,
  expect: 'ok',
  fingerprint: createHash('sha256').update(keyOctets(key.keyPacket.writePublicKey())).digest('hex'),
  packetFingerprint: key.getFingerprint(),
  encryptionFingerprint: createHash('sha256').update(keyOctets(key.subkeys[0].keyPacket.writePublicKey())).digest('hex'),
  encryptionPacketFingerprint: key.subkeys[0].getFingerprint(),
  hash: createHash('sha256').update(certificate).digest('base64url'),
});
const badCertificate = (name, what, certificate, more = {}) => ({ name, what, certificate, ...more, expect: 'E_CERT' });

const certificates = [
  good('modern', 'v6, Ed25519 and X25519, no user id', modernCertificate, keys.modern),
  good('rsa', 'v4 RSA-4096 whose user id is the account', rsaCertificate, keys.rsa, { accountId: ACCOUNT }),
  good('rsa without expectation', 'the user id is some account, none was asked for', rsaCertificate, keys.rsa),
  good('stranger', 'another v6 identity', certificateOf(keys.stranger), keys.stranger),
  good('modern by hand', 'the same key with self-signatures made without the library', cat(primary.whole, directBy(keys.modern, primary.body), subkey.whole, bindingBy(keys.modern, subkey.body)), keys.modern),
  badCertificate('empty', 'no bytes', bytes()),
  badCertificate('armored', 'ASCII armor instead of binary', text(keys.modern.toPublic().armor())),
  badCertificate('secret key', 'a transferable secret key', keys.modern.write()),
  badCertificate('trailing byte', 'one byte behind the last packet', cat(modernCertificate, bytes(0))),
  badCertificate('rsa trailing byte', 'one byte behind the last packet', cat(rsaCertificate, bytes(0)), { accountId: ACCOUNT }),
  badCertificate('truncated', 'the last byte is missing', modernCertificate.slice(0, -1)),
  badCertificate('twice', 'two certificates behind each other', cat(modernCertificate, modernCertificate)),
  badCertificate('subkey injected', "a second subkey with its owner's binding behind the genuine one", cat(modernCertificate, strangerSubkey.whole, strangerBinding.whole)),
  badCertificate('subkey injected first', "a second subkey with its owner's binding before the genuine one", rejoin(primary, direct, strangerSubkey, strangerBinding, subkey, binding)),
  badCertificate('second subkey, bound', 'a second subkey, truly bound: whoever seals could choose', cat(modernCertificate, strangerSubkey.whole, bindingBy(keys.modern, strangerSubkey.body))),
  badCertificate('subkey stripped', 'no subkey', rejoin(primary, direct)),
  badCertificate('binding stripped', 'subkey without binding', rejoin(primary, direct, subkey)),
  badCertificate('self-signature stripped', 'no direct-key signature', rejoin(primary, subkey, binding)),
  badCertificate('primary alone', 'nothing but the primary key', rejoin(primary)),
  badCertificate('foreign binding', "the stranger's subkey with the stranger's binding instead of the genuine one", rejoin(primary, direct, strangerSubkey, strangerBinding)),
  badCertificate('foreign binding in its name', "the stranger's subkey, bound by the stranger with the victim named as issuer", cat(primary.whole, direct.whole, strangerSubkey.whole, bindingBy(keys.stranger, strangerSubkey.body, { hashed: cat(created, flags(0x0c), issuer(keys.modern)) }))),
  badCertificate('foreign subkey, genuine binding', "the stranger's subkey under the genuine binding", rejoin(primary, direct, strangerSubkey, binding)),
  badCertificate('foreign primary', "the stranger's primary key before genuine signatures", rejoin(strangerPrimary, direct, subkey, binding)),
  badCertificate('signatures exchanged', 'binding and direct-key signature in the wrong places', rejoin(primary, binding, subkey, direct)),
  badCertificate('broken self-signature', 'one bit of the direct-key signature flipped', cat(primary.whole, edit(direct.whole, direct.whole.length - 1, direct.whole.at(-1) ^ 1), subkey.whole, binding.whole)),
  badCertificate('broken binding', 'one bit of the binding signature flipped', edit(modernCertificate, modernCertificate.length - 40, modernCertificate.at(-40) ^ 1)),
  badCertificate('old header', 'primary key packet in old format', cat(bytes(0x98, primary.body.length), primary.body, direct.whole, subkey.whole, binding.whole)),
  badCertificate('long length', 'a length that is not in shortest form', cat(longForm(0xc6, primary.body), direct.whole, subkey.whole, binding.whole)),
  badCertificate('unhashed subpacket', 'something unsigned inside the binding signature', cat(primary.whole, direct.whole, subkey.whole, bindingBy(keys.modern, subkey.body, { unhashed: issuer(keys.modern) }))),
  badCertificate('key expiration', 'self-signature with a key expiration time', await reformat(keys.modern, { keyExpirationTime: 86_400 })),
  badCertificate('no SEIPDv2', 'features without SEIPDv2: messages to it would be SEIPDv1', await reformat(keys.modern, { config: { ...modernConfig, aeadProtect: false } })),
  badCertificate('signing subkey', 'the subkey may sign as well', cat(primary.whole, direct.whole, subkey.whole, bindingBy(keys.modern, subkey.body, { hashed: cat(created, flags(0x0e), issuer(keys.modern)) }))),
  badCertificate('no flags', 'the binding says nothing about encryption', cat(primary.whole, direct.whole, subkey.whole, bindingBy(keys.modern, subkey.body, { hashed: cat(created, issuer(keys.modern)) }))),
  badCertificate('primary encrypts', 'the primary key is marked for encryption', cat(primary.whole, directBy(keys.modern, primary.body, { hashed: cat(created, flags(0x0f), prefs().after, issuer(keys.modern)) }), subkey.whole, binding.whole)),
  badCertificate('issuer missing', 'the binding names no issuer', cat(primary.whole, direct.whole, subkey.whole, bindingBy(keys.modern, subkey.body, { hashed: cat(created, flags(0x0c)) }))),
  badCertificate('notation', 'a notation in the binding signature', cat(primary.whole, direct.whole, subkey.whole, bindingBy(keys.modern, subkey.body, { hashed: cat(created, subpacket(20, false, cat(bytes(0x80, 0, 0, 0, 0, 3, 0, 1), text('a@b'), text('c'))), flags(0x0c), issuer(keys.modern)) }))),
  badCertificate('revoked', 'a revocation signature inside: revocation is an event of the account chain', cat(primary.whole, packet(0xc2, signV6({ key: keys.modern, type: 0x20, hashed: cat(created, subpacket(29, true, bytes(0)), issuer(keys.modern)), parts: [keyOctets(primary.body)] })), direct.whole, subkey.whole, binding.whole)),
  badCertificate('user id in modern', 'a v6 certificate with a user id', await reformat(keys.modern, { userIDs: [{ name: ACCOUNT }] })),
  badCertificate('wrong user id', 'a v4 certificate of another account', rsaCertificate, { accountId: OTHER_ACCOUNT }),
  badCertificate('name as user id', 'a v4 certificate with a name and address', await reformat(keys.rsa, { userIDs: [{ name: 'Ada', email: 'ada@example.org' }], config })),
  badCertificate('two user ids', 'a v4 certificate with a second user id', await reformat(keys.rsa, { userIDs: [{ name: ACCOUNT }, { name: OTHER_ACCOUNT }], config }), { accountId: ACCOUNT }),
  badCertificate('user id not signed', 'the user id exchanged under the certification', cat(rsaPrimary.whole, packet(0xcd, text(OTHER_ACCOUNT)), rsaSelf.whole, rsaSubkey.whole, rsaBinding.whole), { accountId: OTHER_ACCOUNT }),
  badCertificate('user id stripped', 'a v4 certificate without user id', rejoin(rsaPrimary, rsaSelf, rsaSubkey, rsaBinding), { accountId: ACCOUNT }),
  badCertificate('rsa foreign binding', "another account's subkey and binding", cat(rejoin(rsaPrimary, rsaUser, rsaSelf), ...split(certificateOf(keys.rsaStranger)).slice(3).map(({ whole }) => whole)), { accountId: ACCOUNT }),
  badCertificate('rsa without salt notation', 'v4 self-signatures without the salt notation', await reformat(keys.rsa, { userIDs: [{ name: ACCOUNT }], config: { ...config, nonDeterministicSignaturesViaNotation: false } }), { accountId: ACCOUNT }),
  badCertificate('rsa-3072', 'a shorter RSA key', certificateOf(keys.rsa3072), { accountId: ACCOUNT }),
  badCertificate('v4 curve25519', 'EdDSA of the old kind', certificateOf(keys.v4Curve), { accountId: ACCOUNT }),
  badCertificate('v6 P-256', 'another curve', certificateOf(keys.v6Nist)),
  badCertificate('primary of order 1', 'the identity as Ed25519 key, under which every signature is easily made', weakPrimary(IDENTITY)),
  badCertificate('primary of order 1, second form', 'the identity written as p + 1', weakPrimary(little(P + 1n))),
  badCertificate('primary of order 1, sign set', 'the identity with the sign bit, which zero does not have', weakPrimary(setBit255(IDENTITY))),
  badCertificate('primary of order 2', 'an Ed25519 key of order 2', weakPrimary(little(P - 1n))),
  badCertificate('primary of order 4', 'an Ed25519 key of order 4', weakPrimary(little(0n))),
  badCertificate('primary of order 8', 'an Ed25519 key of order 8', weakPrimary(ORDER_8_Y)),
  badCertificate('primary of order 8, other', 'the other Ed25519 key of order 8, sign set', weakPrimary(ORDER_8_Y_NEGATED)),
  badCertificate('subkey zero', 'X25519 key 0, truly bound', weakSubkey(little(0n))),
  badCertificate('subkey one', 'X25519 key 1, truly bound', weakSubkey(little(1n))),
  badCertificate('subkey minus one', 'X25519 key p - 1, truly bound', weakSubkey(little(P - 1n))),
  badCertificate('subkey p', 'X25519 key 0 written as p, truly bound', weakSubkey(little(P))),
  badCertificate('subkey of order 8', 'X25519 key of order 8, truly bound', weakSubkey(ORDER_8_U[0])),
  badCertificate('subkey of order 8, other', 'the other X25519 key of order 8, truly bound', weakSubkey(ORDER_8_U[1])),
  badCertificate('subkey with top bit', 'a key whose top bit X25519 ignores, truly bound', weakSubkey(setBit255(subkey.body.slice(10)))),
].map(({ certificate, ...row }) => ({ ...row, certificate: b64u(certificate) }));

// ---- detached signatures -----------------------------------------------------------------------------------------

const DATA = text('{"context":"sealchart/v1/vector","number":1}');
const detached = async (key, data = DATA, options = {}) =>
  openpgp.sign({ message: await openpgp.createMessage({ binary: data }), signingKeys: key, detached: true, date: DATE, format: 'binary', config, ...options });
const statement = cat(created, issuer(keys.modern));
const byHand = (options) => packet(0xc2, signV6({ key: keys.modern, hashed: statement, parts: [DATA], ...options }));
const modernSignature = await detached(keys.modern);
const rsaSignature = await detached(keys.rsa);
const modernBody = split(modernSignature)[0].body;
const rsaBody = split(rsaSignature)[0].body;
const plusL = (signature) => cat(signature.slice(0, -32), little(fromLittle(signature.slice(-32)) + L));

/** Signs with varying salts until `wanted` holds of the RSA value. */
const rsaUntil = async (wanted) => {
  for (;;) {
    const signature = await detached(keys.rsa);
    const found = wanted(signature);
    if (found) return found;
  }
};
const modulus = fromBig(keys.rsa.keyPacket.publicParams.n);
const shortRsa = await rsaUntil((signature) => signature.length === 635 && signature);
const wrappedRsa = await rsaUntil((signature) => {
  const larger = fromBig(signature.slice(-512)) + modulus;
  return signature.length === 636 && larger < 2n ** 4096n && cat(signature.slice(0, -514), bytes(16, 0), hex(larger.toString(16)));
});

const goodSignature = (name, what, certificate, signature, data = DATA) => ({ name, what, certificate, signature, data, expect: 'ok' });
const badSignature = (name, what, certificate, signature, data = DATA) => ({ name, what, certificate, signature, data, expect: 'E_SIGNATURE' });
const signatures = [
  goodSignature('modern', 'Ed25519 by openpgp.js', 'modern', modernSignature),
  goodSignature('modern, nothing', 'over no bytes', 'modern', await detached(keys.modern, bytes()), bytes()),
  goodSignature('modern by hand', 'Ed25519 made without the library', 'modern', byHand({})),
  goodSignature('modern, other time', 'a time before the key: it is ignored', 'modern', byHand({ hashed: cat(subpacket(2, true, uint(1, 4)), issuer(keys.modern)) })),
  goodSignature('rsa', 'RSA-4096 by openpgp.js', 'rsa', rsaSignature),
  goodSignature('rsa, short', 'an RSA value that begins with a zero octet', 'rsa', shortRsa),
  badSignature('wrong data', 'the signature of other bytes', 'modern', modernSignature, text('{"context":"sealchart/v1/vector","number":2}')),
  badSignature('rsa wrong data', 'the signature of other bytes', 'rsa', rsaSignature, text('{"context":"sealchart/v1/vector","number":2}')),
  badSignature('wrong key', "the stranger's signature", 'modern', await detached(keys.stranger)),
  badSignature('wrong key in its name', "the stranger's signature with the victim named as issuer", 'modern', byHand({ key: keys.stranger })),
  badSignature('wrong issuer', 'the right key, but the stranger named as issuer', 'modern', byHand({ hashed: cat(created, issuer(keys.stranger)) })),
  badSignature('rsa wrong key', "another account's signature", 'rsa', await detached(keys.rsaStranger)),
  badSignature('other profile', 'an RSA signature for a modern certificate', 'modern', rsaSignature),
  badSignature('empty', 'no bytes', 'modern', bytes()),
  badSignature('two packets', 'two genuine signatures', 'modern', cat(modernSignature, modernSignature)),
  badSignature('two packets, second bad', 'a genuine signature and one of other bytes behind it', 'modern', cat(modernSignature, await detached(keys.modern, text('other')))),
  badSignature('trailing byte', 'one byte behind the packet', 'modern', cat(modernSignature, bytes(0))),
  badSignature('trailing byte inside', 'one byte more inside the packet', 'modern', packet(0xc2, cat(modernBody, bytes(0)))),
  badSignature('rsa trailing byte inside', 'one byte more inside the packet', 'rsa', packet(0xc2, cat(rsaBody, bytes(0)))),
  badSignature('truncated', 'the last byte is missing', 'modern', modernSignature.slice(0, -1)),
  badSignature('old header', 'the same packet in old format', 'modern', cat(bytes(0x88, modernBody.length), modernBody)),
  badSignature('long length', 'a length that is not in shortest form', 'modern', longForm(0xc2, modernBody)),
  badSignature('armored', 'ASCII armor instead of binary', 'modern', text(await detached(keys.modern, DATA, { format: 'armored' }))),
  badSignature('one-pass message', 'an inline-signed message', 'modern', await detached(keys.modern, DATA, { detached: false })),
  badSignature('S + L', 'S in its second form', 'modern', plusL(modernSignature)),
  badSignature('R of order 1', 'R is the identity and the equation holds', 'modern', byHand({ make: withIdentityR(keys.modern, IDENTITY) })),
  badSignature('R of order 1, second form', 'R is the identity, written as p + 1', 'modern', byHand({ make: withIdentityR(keys.modern, little(P + 1n)) })),
  badSignature('R of order 1, sign set', 'R is the identity with the sign bit', 'modern', byHand({ make: withIdentityR(keys.modern, setBit255(IDENTITY)) })),
  badSignature('R of order 2', 'R of order 2: holds where the equation is multiplied by 8', 'modern', byHand({ make: withIdentityR(keys.modern, little(P - 1n)) })),
  badSignature('R of order 4', 'R of order 4: holds where the equation is multiplied by 8', 'modern', byHand({ make: withIdentityR(keys.modern, little(0n)) })),
  badSignature('R of order 8', 'R of order 8: holds where the equation is multiplied by 8', 'modern', byHand({ make: withIdentityR(keys.modern, ORDER_8_Y) })),
  badSignature('text', 'type 01, text document', 'modern', byHand({ type: 0x01 })),
  badSignature('certification', 'type 13', 'modern', byHand({ type: 0x13 })),
  badSignature('SHA-256', 'a weaker hash', 'modern', await detached(keys.modern, DATA, { config: { ...config, preferredHashAlgorithm: enums.hash.sha256 } })),
  badSignature('SHA3-512', 'a hash that is not allowed', 'modern', await detached(keys.modern, DATA, { config: { ...config, preferredHashAlgorithm: enums.hash.sha3_512 } })),
  badSignature('rsa SHA-256', 'a weaker hash', 'rsa', await detached(keys.rsa, DATA, { config: { ...config, preferredHashAlgorithm: enums.hash.sha256 } })),
  badSignature('unhashed subpacket', 'something unsigned inside', 'modern', byHand({ unhashed: issuer(keys.modern) })),
  badSignature('extra subpacket', 'a notation', 'modern', await detached(keys.modern, DATA, { signatureNotations: [{ name: 'a@example.org', value: text('b'), humanReadable: true, critical: false }] })),
  badSignature('expiration', 'a signature expiration time', 'modern', byHand({ hashed: cat(created, subpacket(3, true, uint(60, 4)), issuer(keys.modern)) })),
  badSignature('creation time missing', 'no subpacket 2', 'modern', byHand({ hashed: issuer(keys.modern) })),
  badSignature('issuer missing', 'no subpacket 33', 'modern', byHand({ hashed: created })),
  badSignature('subpackets exchanged', 'issuer before creation time', 'modern', byHand({ hashed: cat(issuer(keys.modern), created) })),
  badSignature('creation time twice', 'subpacket 2 twice', 'modern', byHand({ hashed: cat(created, created, issuer(keys.modern)) })),
  badSignature('creation time not critical', 'another criticality', 'modern', byHand({ hashed: cat(subpacket(2, false, uint(0, 4)), issuer(keys.modern)) })),
  badSignature('salt of 16 bytes', 'another salt length', 'modern', byHand({ salt: seeded(16) })),
  badSignature('no subpackets', 'nothing hashed but the header', 'modern', byHand({ hashed: bytes() })),
  badSignature('rsa without salt notation', 'v4 without the notation', 'rsa', await detached(keys.rsa, DATA, { config: { ...config, nonDeterministicSignaturesViaNotation: false } })),
  badSignature('rsa extra notation', 'v4 with a second notation', 'rsa', await detached(keys.rsa, DATA, { signatureNotations: [{ name: 'a@example.org', value: text('b'), humanReadable: true, critical: false }] })),
  badSignature('rsa value not below n', 'the value plus the modulus', 'rsa', wrappedRsa),
  badSignature('rsa value with zeros', 'a short value with its leading zero octet', 'rsa', packet(0xc2, cat(split(shortRsa)[0].body.slice(0, -513), bytes(16, 0, 0), split(shortRsa)[0].body.slice(-511)))),
  badSignature('rsa bit length', 'the announced bit length is one too small', 'rsa', edit(rsaSignature, rsaSignature.length - 513, rsaSignature.at(-513) ^ 1)),
].map(({ signature, data, ...row }) => ({ ...row, signature: b64u(signature), data: b64u(data) }));

// ---- data packets ------------------------------------------------------------------------------------------------

const sealWith = async (plaintext, { aeadAlgorithm = 'gcm', algorithm = 'aes256', ...more } = {}) =>
  openpgp.encrypt({ message: await openpgp.createMessage({ binary: plaintext, date: new Date(0) }), sessionKey: { data: sessionKey.slice(0, algorithm === 'aes256' ? 32 : 16), algorithm, aeadAlgorithm }, date: DATE, format: 'binary', config: { ...config, ...more } });
/** Joins partial lengths; of a definite packet the body. */
const join = (value) => {
  const parts = [];
  for (let offset = 1; ; ) {
    const lead = value[offset];
    const isPartial = lead >= 224 && lead < 255;
    const size = lead < 192 || isPartial ? 1 : lead < 224 ? 2 : 5;
    const octets = isPartial ? 2 ** (lead & 31) : size === 1 ? lead : size === 2 ? ((lead - 192) << 8) + value[offset + 1] + 192 : Buffer.from(value).readUInt32BE(offset + 1);
    parts.push(value.slice(offset + size, offset + size + octets));
    offset += size + octets;
    if (!isPartial) return cat(...parts);
  }
};
const plaintext = new Uint8Array(1024).fill(0x20);
const partial = await sealWith(plaintext);
const body = join(partial);
const sealed = packet(0xd2, body);
const large = packet(0xd2, join(await sealWith(new Uint8Array(9_000).fill(0x20))));
const small = await sealWith(text('short'));
const inner = (value) => packet(0xd2, value);
const goodData = (name, what, data, content) => ({ name, what, packet: data, content, expect: 'ok' });
const badData = (name, what, data) => ({ name, what, packet: data, expect: 'E_FORMAT' });
const dataPackets = [
  goodData('one octet of length', 'a short message', small, text('short')),
  goodData('two octets of length', '1,024 spaces', sealed, plaintext),
  goodData('five octets of length', '9,000 spaces', large, new Uint8Array(9_000).fill(0x20)),
  badData('empty', 'no bytes', bytes()),
  badData('partial lengths', 'as openpgp.js writes it', partial),
  badData('long length', 'a length that is not in shortest form', longForm(0xd2, body)),
  badData('long length of a short one', 'five octets of length for less than 192', longForm(0xd2, join(small))),
  badData('old header', 'old format has no type 18', cat(bytes(0x9a), uint(body.length, 4), body)),
  badData('SEIPDv1', 'without AEAD', packet(0xd2, join(await sealWith(plaintext, { aeadAlgorithm: undefined, aeadProtect: false })))),
  badData('OCB', 'another AEAD mode', inner(join(await sealWith(plaintext, { aeadAlgorithm: 'ocb' })))),
  badData('EAX', 'another AEAD mode', inner(join(await sealWith(plaintext, { aeadAlgorithm: 'eax' })))),
  badData('AES-128', 'another cipher', inner(join(await sealWith(plaintext, { algorithm: 'aes128' })))),
  badData('chunk octet', 'chunks of 4 MiB', inner(join(await sealWith(plaintext, { aeadChunkSizeByte: 16 })))),
  badData('version 3', 'an unknown version', inner(edit(body, 0, 3))),
  badData('tag 9', 'the tag of a packet without integrity', packet(0xc9, body)),
  badData('tag 20', 'the AEAD packet of a draft', packet(0xd4, body)),
  badData('key packet in front', 'a whole message', cat(fromB64u(kept.keyPackets.modern), sealed)),
  badData('trailing byte', 'one byte behind the packet', cat(sealed, bytes(0))),
  badData('trailing packet', 'a marker packet behind it', cat(sealed, packet(0xca, text('PGP')))),
  badData('two packets', 'two data packets', cat(sealed, sealed)),
  badData('truncated', 'the last byte is missing', sealed.slice(0, -1)),
  badData('header alone', 'nothing but the beginning', sealed.slice(0, 4)),
  badData('no chunks', 'salt and nothing behind it', inner(body.slice(0, 36))),
  badData('final tag alone', 'no chunk with content', inner(body.slice(0, 36 + 32))),
  badData('half a tag', 'a last chunk shorter than its tag', inner(cat(body.slice(0, 36), new Uint8Array(2 ** 18 + 16 + 7 + 16)))),
  badData('plain text', 'something unsealed where a packet belongs', text('{"resourceType":"Patient"}')),
].map(({ packet: data, content, ...row }) => ({ ...row, packet: b64u(data), ...(content ? { content: b64u(content) } : {}) }));

const BODY = cat(bytes(0x62, 0, 0, 0, 0, 0), plaintext);
const pieces = (...sizes) => {
  const parts = [bytes(0xcb)];
  let offset = 0;
  for (const size of sizes) {
    parts.push(bytes(224 + size), BODY.slice(offset, offset + 2 ** size));
    offset += 2 ** size;
  }
  const rest = BODY.slice(offset);
  return cat(...parts, length(rest.length), rest);
};
const compressed = async () => {
  const message = await openpgp.createMessage({ binary: plaintext, date: new Date(0) });
  return message.compress(enums.compression.zlib).write();
};
const literalPackets = [
  { name: 'definite', what: 'as openpgp.js writes it', packet: (await openpgp.createMessage({ binary: plaintext, date: new Date(0) })).write(), content: plaintext },
  { name: 'five octets', what: 'a longer definite length', packet: longForm(0xcb, BODY), content: plaintext },
  { name: 'partial', what: 'partial lengths', packet: pieces(9, 3, 0, 2), content: plaintext },
  { name: 'partial, empty end', what: 'partial lengths that end with none', packet: pieces(10, 2, 1), content: plaintext },
  { name: 'no content', what: 'an empty body', packet: packet(0xcb, BODY.slice(0, 6)), content: bytes() },
  { name: 'first partial too short', what: 'below 512', packet: pieces(8, 9) },
  { name: 'partial without end', what: 'no definite length at the end', packet: cat(bytes(0xcb, 224 + 9), BODY.slice(0, 512)) },
  { name: 'text', what: 'format u', packet: packet(0xcb, edit(BODY, 0, 0x75)) },
  { name: 'file name', what: 'a name leaks', packet: packet(0xcb, cat(bytes(0x62, 1, 0x61, 0, 0, 0, 0), plaintext)) },
  { name: 'date', what: 'a clock leaks', packet: (await openpgp.createMessage({ binary: plaintext, date: DATE })).write() },
  { name: 'compressed', what: 'a compressed packet', packet: await compressed() },
  { name: 'trailing byte', what: 'one byte behind the packet', packet: cat(packet(0xcb, BODY), bytes(0)) },
  { name: 'padding behind', what: 'a padding packet behind it', packet: cat(packet(0xcb, BODY), packet(0xd5, bytes(1, 2, 3))) },
  { name: 'old header', what: 'old format', packet: cat(bytes(0xae), uint(BODY.length, 4), BODY) },
  { name: 'truncated', what: 'the last byte is missing', packet: packet(0xcb, BODY).slice(0, -1) },
  { name: 'header cut', what: 'the date is cut', packet: packet(0xcb, BODY.slice(0, 5)) },
].map(({ packet: data, content, ...row }) => ({ ...row, packet: b64u(data), ...(content ? { content: b64u(content), expect: 'ok' } : { expect: 'E_FORMAT' }) }));

const definitePackets = [
  { name: 'partial data packet', what: 'as openpgp.js writes it', input: partial, output: sealed },
  { name: 'definite data packet', what: 'nothing to do', input: sealed, output: sealed },
  { name: 'long length', what: 'a longer definite length', input: longForm(0xd2, body), output: sealed },
  { name: 'short', what: 'one octet of length', input: small, output: small },
  { name: 'large', what: 'five octets of length', input: await sealWith(new Uint8Array(9_000).fill(0x20)), output: undefined },
  { name: 'trailing byte', what: 'one byte behind the packet', input: cat(partial, bytes(0)) },
  { name: 'truncated', what: 'the last byte is missing', input: partial.slice(0, -1) },
  { name: 'old header', what: 'old format', input: cat(bytes(0xae), uint(body.length, 4), body) },
  { name: 'empty', what: 'no bytes', input: bytes() },
].map(({ input, ...row }) => {
  const output = 'output' in row ? (row.output ?? packet(0xd2, join(input))) : undefined;
  const { name, what } = row;
  return { name, what, packet: b64u(input), ...(output ? { output: b64u(output), expect: 'ok' } : { expect: 'E_FORMAT' }) };
});

// ---- key packets -------------------------------------------------------------------------------------------------

const x25519Packet = fromB64u(kept.keyPackets.modern);
const rsaPacket = fromB64u(kept.keyPackets.rsa);
const rsaShort = fromB64u(kept.keyPackets.rsaShort);
const x25519Body = split(x25519Packet)[0].body;
const rsaKeyBody = split(rsaPacket)[0].body;
const ephemeralAt = 39;
const key = (name, what, data) => ({ name, what, packet: data, expect: 'E_FORMAT' });
const keyPackets = [
  { name: 'x25519', what: 'to the v6 subkey of the certificate `modern`', packet: x25519Packet, expect: 'ok', algorithm: 'x25519', fingerprint: keys.modern.subkeys[0].getFingerprint() },
  { name: 'rsa', what: 'v6 packet to the v4 subkey of the certificate `rsa`', packet: rsaPacket, expect: 'ok', algorithm: 'rsa', fingerprint: keys.rsa.subkeys[0].getFingerprint() },
  key('empty', 'no bytes', bytes()),
  key('x25519 v3', 'an old packet version', fromB64u(kept.keyPackets.modernV3)),
  key('rsa v3', 'an old packet version', fromB64u(kept.keyPackets.rsaV3)),
  key('x25519 trailing byte', 'one byte behind the packet', cat(x25519Packet, bytes(0))),
  key('rsa trailing byte', 'one byte behind the packet', cat(rsaPacket, bytes(0))),
  key('two packets', 'two key packets', cat(x25519Packet, x25519Packet)),
  key('with data', 'a whole message', cat(x25519Packet, sealed)),
  key('x25519 truncated', 'the last byte is missing', x25519Packet.slice(0, -1)),
  key('rsa truncated', 'the last byte is missing', rsaPacket.slice(0, -1)),
  key('x25519 long length', 'a length that is not in shortest form', longForm(0xc1, x25519Body)),
  key('rsa long length', 'a length that is not in shortest form', longForm(0xc1, rsaKeyBody)),
  key('old header', 'old format', cat(bytes(0x84, x25519Body.length), x25519Body)),
  key('anonymous', 'no recipient named', packet(0xc1, cat(bytes(6, 0), x25519Body.slice(34)))),
  key('x25519 to v4', 'a v4 fingerprint before an X25519 key', packet(0xc1, cat(bytes(6, 21, 4), x25519Body.slice(3, 23), x25519Body.slice(35)))),
  key('rsa to v6', 'a v6 fingerprint before an RSA value', packet(0xc1, cat(bytes(6, 33, 6), new Uint8Array(32), rsaKeyBody.slice(23)))),
  key('other algorithm', 'X448 announced', edit(x25519Packet, 38, 26)),
  key('wrapped length', 'a wrapped 128-bit key announced', edit(x25519Packet, 71, 24)),
  key('wrapped 128 bits', 'a wrapped 128-bit key', packet(0xc1, cat(x25519Body.slice(0, 69), bytes(24), x25519Body.slice(70, 94)))),
  key('ephemeral zero', 'a one-time key of small order', edit(x25519Packet, ephemeralAt, ...little(0n))),
  key('ephemeral of order 8', 'a one-time key of small order', edit(x25519Packet, ephemeralAt, ...ORDER_8_U[0])),
  key('ephemeral p', 'a one-time key in a second form', edit(x25519Packet, ephemeralAt, ...little(P))),
  key('rsa short', 'the value begins with a zero octet and was shortened', rsaShort),
  key('rsa short, padded', 'the value begins with a zero octet', packet(0xc1, cat(split(rsaShort)[0].body.slice(0, 24), bytes(16, 0, 0), split(rsaShort)[0].body.slice(26)))),
  key('rsa bit length', 'the announced bit length is wrong', edit(rsaPacket, 28, rsaPacket[28] ^ 1)),
  key('plain text', 'something unsealed where a packet belongs', text('{"sessionKey":"..."}')),
].map(({ packet: data, ...row }) => ({ ...row, packet: b64u(data) }));

// ---- files -------------------------------------------------------------------------------------------------------

const files = { certificates, signatures, 'data-packets': dataPackets, 'literal-packets': literalPackets, 'definite-packets': definitePackets, 'key-packets': keyPackets };
for (const [name, rows] of Object.entries(files)) {
  writeFileSync(new URL(`${name}.json`, folder), `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
  process.stdout.write(`${name}: ${rows.length} (${rows.filter(({ expect }) => expect === 'ok').length} good)\n`);
}
