// Rows of certificates.json.
import { createHash } from 'node:crypto';
import * as openpgp from 'openpgp';
import { b64u, bytes, cat, edit, little, longForm, packet, split, text, uint } from './bytes.mjs';
import {
  ACCOUNT,
  DATE,
  IDENTITY,
  ORDER_8_U,
  ORDER_8_Y,
  ORDER_8_Y_NEGATED,
  OTHER_ACCOUNT,
  P,
  config,
  created,
  flags,
  issuer,
  keyOctets,
  keys,
  modernConfig,
  publicOf,
  setBit255,
  signV4,
  signV6,
  subpacket,
  underIdentityKey,
  v4Subpackets,
} from './forge.mjs';

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
  packet(
    0xc2,
    signV6({
      key,
      type,
      unhashed,
      make,
      parts: [keyOctets(primaryBody)],
      hashed: hashed ?? cat(created, prefs().before, flags(3), prefs().after, issuer(key)),
    }),
  );
const bindingBy = (
  key,
  subkeyBody,
  { hashed = cat(created, flags(0x0c), issuer(key)), unhashed, primaryBody = primary.body, type = 0x18, make } = {},
) => packet(0xc2, signV6({ key, type, hashed, unhashed, make, parts: [keyOctets(primaryBody), keyOctets(subkeyBody)] }));
/** The modern certificate with another subkey, truly bound. */
const withSubkey = (body, octets = keyOctets(body)) =>
  cat(
    primary.whole,
    direct.whole,
    packet(0xce, body),
    packet(
      0xc2,
      signV6({
        key: keys.modern,
        type: 0x18,
        hashed: cat(created, flags(0x0c), issuer(keys.modern)),
        parts: [keyOctets(primary.body), octets],
      }),
    ),
  );
/** The rsa certificate with another subkey, truly bound. */
const withRsaSubkey = (body, type = 0x18) => {
  const { keyIdAndSalt, issuer: named } = v4Subpackets(keys.rsa);
  const bound = signV4({
    key: keys.rsa,
    type,
    hashed: cat(created, keyIdAndSalt, flags(0x0c), named),
    parts: [keyOctets(rsaPrimary.body), keyOctets(body)],
  });
  return cat(rsaPrimary.whole, rsaUser.whole, rsaSelf.whole, packet(0xce, body), packet(0xc2, bound));
};
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
  return withSubkey(body);
};

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

export const certificates = [
  good('modern', 'v6, Ed25519 and X25519, no user id', modernCertificate, keys.modern),
  good('rsa', 'v4 RSA-4096 whose user id is the account', rsaCertificate, keys.rsa, { accountId: ACCOUNT }),
  good('rsa without expectation', 'the user id is some account, none was asked for', rsaCertificate, keys.rsa),
  good('stranger', 'another v6 identity', certificateOf(keys.stranger), keys.stranger),
  good(
    'modern by hand',
    'the same key with self-signatures made without the library',
    cat(primary.whole, directBy(keys.modern, primary.body), subkey.whole, bindingBy(keys.modern, subkey.body)),
    keys.modern,
  ),
  good('rsa by hand', 'the same key with a binding made without the library', withRsaSubkey(rsaSubkey.body), keys.rsa),
  badCertificate('empty', 'no bytes', bytes()),
  badCertificate('armored', 'ASCII armor instead of binary', text(keys.modern.toPublic().armor())),
  badCertificate('secret key', 'a transferable secret key', keys.modern.write()),
  badCertificate('trailing byte', 'one byte behind the last packet', cat(modernCertificate, bytes(0))),
  badCertificate('rsa trailing byte', 'one byte behind the last packet', cat(rsaCertificate, bytes(0)), { accountId: ACCOUNT }),
  badCertificate('truncated', 'the last byte is missing', modernCertificate.slice(0, -1)),
  badCertificate('twice', 'two certificates behind each other', cat(modernCertificate, modernCertificate)),
  badCertificate(
    'subkey injected',
    "a second subkey with its owner's binding behind the genuine one",
    cat(modernCertificate, strangerSubkey.whole, strangerBinding.whole),
  ),
  badCertificate(
    'subkey injected first',
    "a second subkey with its owner's binding before the genuine one",
    rejoin(primary, direct, strangerSubkey, strangerBinding, subkey, binding),
  ),
  badCertificate(
    'second subkey, bound',
    'a second subkey, truly bound: whoever seals could choose',
    cat(modernCertificate, strangerSubkey.whole, bindingBy(keys.modern, strangerSubkey.body)),
  ),
  badCertificate('subkey stripped', 'no subkey', rejoin(primary, direct)),
  badCertificate('binding stripped', 'subkey without binding', rejoin(primary, direct, subkey)),
  badCertificate('self-signature stripped', 'no direct-key signature', rejoin(primary, subkey, binding)),
  badCertificate('primary alone', 'nothing but the primary key', rejoin(primary)),
  badCertificate(
    'foreign binding',
    "the stranger's subkey with the stranger's binding instead of the genuine one",
    rejoin(primary, direct, strangerSubkey, strangerBinding),
  ),
  badCertificate(
    'foreign binding in its name',
    "the stranger's subkey, bound by the stranger with the victim named as issuer",
    cat(
      primary.whole,
      direct.whole,
      strangerSubkey.whole,
      bindingBy(keys.stranger, strangerSubkey.body, { hashed: cat(created, flags(0x0c), issuer(keys.modern)) }),
    ),
  ),
  badCertificate(
    'foreign subkey, genuine binding',
    "the stranger's subkey under the genuine binding",
    rejoin(primary, direct, strangerSubkey, binding),
  ),
  badCertificate(
    'foreign primary',
    "the stranger's primary key before genuine signatures",
    rejoin(strangerPrimary, direct, subkey, binding),
  ),
  badCertificate('signatures exchanged', 'binding and direct-key signature in the wrong places', rejoin(primary, binding, subkey, direct)),
  badCertificate(
    'broken self-signature',
    'one bit of the direct-key signature flipped',
    cat(primary.whole, edit(direct.whole, direct.whole.length - 1, direct.whole.at(-1) ^ 1), subkey.whole, binding.whole),
  ),
  badCertificate(
    'broken binding',
    'one bit of the binding signature flipped',
    edit(modernCertificate, modernCertificate.length - 40, modernCertificate.at(-40) ^ 1),
  ),
  badCertificate(
    'old header',
    'primary key packet in old format',
    cat(bytes(0x98, primary.body.length), primary.body, direct.whole, subkey.whole, binding.whole),
  ),
  badCertificate(
    'long length',
    'a length that is not in shortest form',
    cat(longForm(0xc6, primary.body), direct.whole, subkey.whole, binding.whole),
  ),
  badCertificate(
    'unhashed subpacket',
    'something unsigned inside the binding signature',
    cat(primary.whole, direct.whole, subkey.whole, bindingBy(keys.modern, subkey.body, { unhashed: issuer(keys.modern) })),
  ),
  badCertificate('key expiration', 'self-signature with a key expiration time', await reformat(keys.modern, { keyExpirationTime: 86_400 })),
  badCertificate(
    'no SEIPDv2',
    'features without SEIPDv2: messages to it would be SEIPDv1',
    await reformat(keys.modern, { config: { ...modernConfig, aeadProtect: false } }),
  ),
  badCertificate(
    'signing subkey',
    'the subkey may sign as well',
    cat(
      primary.whole,
      direct.whole,
      subkey.whole,
      bindingBy(keys.modern, subkey.body, { hashed: cat(created, flags(0x0e), issuer(keys.modern)) }),
    ),
  ),
  badCertificate(
    'no flags',
    'the binding says nothing about encryption',
    cat(primary.whole, direct.whole, subkey.whole, bindingBy(keys.modern, subkey.body, { hashed: cat(created, issuer(keys.modern)) })),
  ),
  badCertificate(
    'primary encrypts',
    'the primary key is marked for encryption',
    cat(
      primary.whole,
      directBy(keys.modern, primary.body, { hashed: cat(created, flags(0x0f), prefs().after, issuer(keys.modern)) }),
      subkey.whole,
      binding.whole,
    ),
  ),
  badCertificate(
    'issuer missing',
    'the binding names no issuer',
    cat(primary.whole, direct.whole, subkey.whole, bindingBy(keys.modern, subkey.body, { hashed: cat(created, flags(0x0c)) })),
  ),
  badCertificate(
    'notation',
    'a notation in the binding signature',
    cat(
      primary.whole,
      direct.whole,
      subkey.whole,
      bindingBy(keys.modern, subkey.body, {
        hashed: cat(
          created,
          subpacket(20, false, cat(bytes(0x80, 0, 0, 0, 0, 3, 0, 1), text('a@b'), text('c'))),
          flags(0x0c),
          issuer(keys.modern),
        ),
      }),
    ),
  ),
  badCertificate(
    'revoked',
    'a revocation signature inside: revocation is an event of the account chain',
    cat(
      primary.whole,
      packet(
        0xc2,
        signV6({
          key: keys.modern,
          type: 0x20,
          hashed: cat(created, subpacket(29, true, bytes(0)), issuer(keys.modern)),
          parts: [keyOctets(primary.body)],
        }),
      ),
      direct.whole,
      subkey.whole,
      binding.whole,
    ),
  ),
  badCertificate('user id in modern', 'a v6 certificate with a user id', await reformat(keys.modern, { userIDs: [{ name: ACCOUNT }] })),
  badCertificate('wrong user id', 'a v4 certificate of another account', rsaCertificate, { accountId: OTHER_ACCOUNT }),
  badCertificate(
    'name as user id',
    'a v4 certificate with a name and address',
    await reformat(keys.rsa, { userIDs: [{ name: 'Ada', email: 'ada@example.org' }], config }),
  ),
  badCertificate(
    'two user ids',
    'a v4 certificate with a second user id',
    await reformat(keys.rsa, { userIDs: [{ name: ACCOUNT }, { name: OTHER_ACCOUNT }], config }),
    { accountId: ACCOUNT },
  ),
  badCertificate(
    'user id not signed',
    'the user id exchanged under the certification',
    cat(rsaPrimary.whole, packet(0xcd, text(OTHER_ACCOUNT)), rsaSelf.whole, rsaSubkey.whole, rsaBinding.whole),
    { accountId: OTHER_ACCOUNT },
  ),
  badCertificate('user id stripped', 'a v4 certificate without user id', rejoin(rsaPrimary, rsaSelf, rsaSubkey, rsaBinding), {
    accountId: ACCOUNT,
  }),
  badCertificate(
    'rsa foreign binding',
    "another account's subkey and binding",
    cat(
      rejoin(rsaPrimary, rsaUser, rsaSelf),
      ...split(certificateOf(keys.rsaStranger))
        .slice(3)
        .map(({ whole }) => whole),
    ),
    { accountId: ACCOUNT },
  ),
  badCertificate(
    'rsa without salt notation',
    'v4 self-signatures without the salt notation',
    await reformat(keys.rsa, { userIDs: [{ name: ACCOUNT }], config: { ...config, nonDeterministicSignaturesViaNotation: false } }),
    { accountId: ACCOUNT },
  ),
  badCertificate('rsa-3072', 'a shorter RSA key', certificateOf(keys.rsa3072), { accountId: ACCOUNT }),
  badCertificate('v4 curve25519', 'EdDSA of the old kind', certificateOf(keys.v4Curve), { accountId: ACCOUNT }),
  badCertificate('v6 P-256', 'another curve', certificateOf(keys.v6Nist)),
  badCertificate(
    'subkey of another version',
    'version 4 in a v6 key packet, truly bound',
    withSubkey(edit(subkey.body, 0, 4), cat(bytes(0x9b), uint(42, 4), edit(subkey.body, 0, 4))),
  ),
  badCertificate(
    'Ed25519 subkey',
    'a key that cannot be sealed to, truly bound',
    withSubkey(cat(subkey.body.slice(0, 5), bytes(27), subkey.body.slice(6, 10), publicOf(keys.stranger))),
  ),
  badCertificate('subkey length inside', 'another length of the key material announced, truly bound', withSubkey(edit(subkey.body, 9, 33))),
  badCertificate('byte inside the subkey', 'one byte more in the subkey, truly bound', withSubkey(cat(subkey.body, bytes(0)))),
  badCertificate(
    'binding of another type',
    'a subkey revocation instead of the binding',
    cat(primary.whole, direct.whole, subkey.whole, bindingBy(keys.modern, subkey.body, { type: 0x28 })),
  ),
  badCertificate(
    'self-signature of another type',
    'a key revocation instead of the direct-key signature',
    cat(primary.whole, directBy(keys.modern, primary.body, { type: 0x20 }), subkey.whole, binding.whole),
  ),
  badCertificate('rsa binding of another type', 'a subkey revocation instead of the binding', withRsaSubkey(rsaSubkey.body, 0x28)),
  badCertificate('rsa subkey for signatures', 'algorithm 3, truly bound', withRsaSubkey(edit(rsaSubkey.body, 5, 3))),
  badCertificate('rsa subkey of 4095 bits', 'a shorter modulus, truly bound', withRsaSubkey(edit(rsaSubkey.body, 6, 0x0f, 0xff, 0x7f))),
  badCertificate('rsa subkey, even', 'an even modulus, truly bound', withRsaSubkey(edit(rsaSubkey.body, 519, rsaSubkey.body[519] ^ 1))),
  badCertificate(
    'rsa subkey, exponent 3',
    'another exponent, truly bound',
    withRsaSubkey(cat(rsaSubkey.body.slice(0, 520), bytes(0, 2, 3))),
  ),
  badCertificate('byte inside the rsa subkey', 'one byte more in the subkey, truly bound', withRsaSubkey(cat(rsaSubkey.body, bytes(0)))),
  badCertificate('primary of order 1', 'the identity as Ed25519 key, under which every signature is easily made', weakPrimary(IDENTITY)),
  badCertificate('primary of order 1, second form', 'the identity written as p + 1', weakPrimary(little(P + 1n))),
  badCertificate(
    'primary of order 1, sign set',
    'the identity with the sign bit, which zero does not have',
    weakPrimary(setBit255(IDENTITY)),
  ),
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
