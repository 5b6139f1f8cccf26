// Rows of signatures.json.
import * as openpgp from 'openpgp';
import { b64u, bytes, cat, edit, fromBig, fromLittle, hex, little, longForm, packet, seeded, split, text, uint } from './bytes.mjs';
import {
  DATE,
  IDENTITY,
  L,
  ORDER_8_Y,
  P,
  config,
  created,
  issuer,
  keys,
  setBit255,
  signV4,
  signV6,
  subpacket,
  v4Subpackets,
  withIdentityR,
} from './forge.mjs';

const { enums } = openpgp;

const DATA = text('{"context":"sealchart/v1/vector","number":1}');
const detached = async (key, data = DATA, options = {}) =>
  openpgp.sign({
    message: await openpgp.createMessage({ binary: data, date: DATE }),
    signingKeys: key,
    detached: true,
    date: DATE,
    format: 'binary',
    config,
    ...options,
  });
const statement = cat(created, issuer(keys.modern));
const byHand = (options) => packet(0xc2, signV6({ key: keys.modern, hashed: statement, parts: [DATA], ...options }));
const rsaNamed = v4Subpackets(keys.rsa);
const rsaStatement = cat(created, rsaNamed.keyIdAndSalt, rsaNamed.issuer);
const rsaByHand = (options) => packet(0xc2, signV4({ key: keys.rsa, hashed: rsaStatement, parts: [DATA], ...options }));
const note = subpacket(20, false, cat(bytes(0x80, 0, 0, 0, 0, 3, 0, 1), text('a@b'), text('c')));
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
const badSignature = (name, what, certificate, signature, data = DATA) => ({
  name,
  what,
  certificate,
  signature,
  data,
  expect: 'E_SIGNATURE',
});
export const signatures = [
  goodSignature('modern', 'Ed25519 by openpgp.js', 'modern', modernSignature),
  goodSignature('modern, nothing', 'over no bytes', 'modern', await detached(keys.modern, bytes()), bytes()),
  goodSignature('modern by hand', 'Ed25519 made without the library', 'modern', byHand({})),
  goodSignature(
    'modern, later time',
    'a time in the far future: it is ignored',
    'modern',
    byHand({ hashed: cat(subpacket(2, true, uint(4_000_000_000, 4)), issuer(keys.modern)) }),
  ),
  goodSignature(
    'modern, time before the key',
    'a time before the key was made: it is ignored',
    'modern',
    byHand({ hashed: cat(subpacket(2, true, uint(1, 4)), issuer(keys.modern)) }),
  ),
  goodSignature('rsa', 'RSA-4096 by openpgp.js', 'rsa', rsaSignature),
  goodSignature('rsa, short', 'an RSA value that begins with a zero octet', 'rsa', shortRsa),
  goodSignature('rsa by hand', 'RSA-4096 made without the library', 'rsa', rsaByHand({})),
  badSignature(
    'wrong data',
    'the signature of other bytes',
    'modern',
    modernSignature,
    text('{"context":"sealchart/v1/vector","number":2}'),
  ),
  badSignature('rsa wrong data', 'the signature of other bytes', 'rsa', rsaSignature, text('{"context":"sealchart/v1/vector","number":2}')),
  badSignature('wrong key', "the stranger's signature", 'modern', await detached(keys.stranger)),
  badSignature(
    'wrong key in its name',
    "the stranger's signature with the victim named as issuer",
    'modern',
    byHand({ key: keys.stranger }),
  ),
  badSignature(
    'wrong issuer',
    'the right key, but the stranger named as issuer',
    'modern',
    byHand({ hashed: cat(created, issuer(keys.stranger)) }),
  ),
  badSignature('rsa wrong key', "another account's signature", 'rsa', await detached(keys.rsaStranger)),
  badSignature('other profile', 'an RSA signature for a modern certificate', 'modern', rsaSignature),
  badSignature('empty', 'no bytes', 'modern', bytes()),
  badSignature('two packets', 'two genuine signatures', 'modern', cat(modernSignature, modernSignature)),
  badSignature(
    'two packets, second bad',
    'a genuine signature and one of other bytes behind it',
    'modern',
    cat(modernSignature, await detached(keys.modern, text('other'))),
  ),
  badSignature('trailing byte', 'one byte behind the packet', 'modern', cat(modernSignature, bytes(0))),
  badSignature('trailing byte inside', 'one byte more inside the packet', 'modern', packet(0xc2, cat(modernBody, bytes(0)))),
  badSignature('rsa trailing byte inside', 'one byte more inside the packet', 'rsa', packet(0xc2, cat(rsaBody, bytes(0)))),
  badSignature('truncated', 'the last byte is missing', 'modern', modernSignature.slice(0, -1)),
  badSignature('old header', 'the same packet in old format', 'modern', cat(bytes(0x88, modernBody.length), modernBody)),
  badSignature('long length', 'a length that is not in shortest form', 'modern', longForm(0xc2, modernBody)),
  badSignature('armored', 'ASCII armor instead of binary', 'modern', text(await detached(keys.modern, DATA, { format: 'armored' }))),
  badSignature('one-pass message', 'an inline-signed message', 'modern', await detached(keys.modern, DATA, { detached: false })),
  badSignature('S + L', 'S in its second form', 'modern', plusL(modernSignature)),
  badSignature(
    'R of order 1',
    'R is the identity and the equation holds',
    'modern',
    byHand({ make: withIdentityR(keys.modern, IDENTITY) }),
  ),
  badSignature(
    'R of order 1, second form',
    'R is the identity, written as p + 1',
    'modern',
    byHand({ make: withIdentityR(keys.modern, little(P + 1n)) }),
  ),
  badSignature(
    'R of order 1, sign set',
    'R is the identity with the sign bit',
    'modern',
    byHand({ make: withIdentityR(keys.modern, setBit255(IDENTITY)) }),
  ),
  badSignature(
    'R of order 2',
    'R of order 2: holds where the equation is multiplied by 8',
    'modern',
    byHand({ make: withIdentityR(keys.modern, little(P - 1n)) }),
  ),
  badSignature(
    'R of order 4',
    'R of order 4: holds where the equation is multiplied by 8',
    'modern',
    byHand({ make: withIdentityR(keys.modern, little(0n)) }),
  ),
  badSignature(
    'R of order 8',
    'R of order 8: holds where the equation is multiplied by 8',
    'modern',
    byHand({ make: withIdentityR(keys.modern, ORDER_8_Y) }),
  ),
  badSignature('text', 'type 01, text document', 'modern', byHand({ type: 0x01 })),
  badSignature('certification', 'type 13', 'modern', byHand({ type: 0x13 })),
  badSignature(
    'SHA-256',
    'a weaker hash',
    'modern',
    await detached(keys.modern, DATA, { config: { ...config, preferredHashAlgorithm: enums.hash.sha256 } }),
  ),
  badSignature(
    'SHA3-512',
    'a hash that is not allowed',
    'modern',
    await detached(keys.modern, DATA, { config: { ...config, preferredHashAlgorithm: enums.hash.sha3_512 } }),
  ),
  badSignature('SHA-256 announced', 'a hash announced that was not used', 'modern', byHand({ hash: 8 })),
  badSignature('EdDSA of the old kind', 'algorithm 22 announced', 'modern', byHand({ algorithm: 22 })),
  badSignature('rsa version 3', 'version 3 announced, hashed as version 4', 'rsa', rsaByHand({ version: 3 })),
  badSignature('rsa version 5', 'version 5 announced, hashed as version 4', 'rsa', rsaByHand({ version: 5 })),
  badSignature(
    'rsa SHA-256',
    'a weaker hash',
    'rsa',
    await detached(keys.rsa, DATA, { config: { ...config, preferredHashAlgorithm: enums.hash.sha256 } }),
  ),
  badSignature('unhashed subpacket', 'something unsigned inside', 'modern', byHand({ unhashed: issuer(keys.modern) })),
  badSignature(
    'extra subpacket',
    'a notation',
    'modern',
    await detached(keys.modern, DATA, {
      signatureNotations: [{ name: 'a@example.org', value: text('b'), humanReadable: true, critical: false }],
    }),
  ),
  badSignature('extra subpacket behind', 'a notation behind the issuer', 'modern', byHand({ hashed: cat(statement, note) })),
  badSignature('rsa extra subpacket behind', 'a notation behind the issuer', 'rsa', rsaByHand({ hashed: cat(rsaStatement, note) })),
  badSignature(
    'expiration',
    'a signature expiration time',
    'modern',
    byHand({ hashed: cat(created, subpacket(3, true, uint(60, 4)), issuer(keys.modern)) }),
  ),
  badSignature('creation time missing', 'no subpacket 2', 'modern', byHand({ hashed: issuer(keys.modern) })),
  badSignature('issuer missing', 'no subpacket 33', 'modern', byHand({ hashed: created })),
  badSignature('subpackets exchanged', 'issuer before creation time', 'modern', byHand({ hashed: cat(issuer(keys.modern), created) })),
  badSignature('creation time twice', 'subpacket 2 twice', 'modern', byHand({ hashed: cat(created, created, issuer(keys.modern)) })),
  badSignature(
    'creation time not critical',
    'another criticality',
    'modern',
    byHand({ hashed: cat(subpacket(2, false, uint(0, 4)), issuer(keys.modern)) }),
  ),
  badSignature(
    'creation time of 5 octets',
    'subpacket 2 of another length',
    'modern',
    byHand({ hashed: cat(subpacket(2, true, uint(0, 5)), issuer(keys.modern)) }),
  ),
  badSignature('empty subpacket', 'a subpacket of length 0 behind the issuer', 'modern', byHand({ hashed: cat(statement, bytes(0)) })),
  badSignature('subpacket cut', 'a subpacket that ends behind the area', 'modern', byHand({ hashed: cat(statement, bytes(9, 0x80 + 16)) })),
  badSignature('salt of 16 bytes', 'another salt length', 'modern', byHand({ salt: seeded(16) })),
  badSignature('no subpackets', 'nothing hashed but the header', 'modern', byHand({ hashed: bytes() })),
  badSignature(
    'rsa without salt notation',
    'v4 without the notation',
    'rsa',
    await detached(keys.rsa, DATA, { config: { ...config, nonDeterministicSignaturesViaNotation: false } }),
  ),
  badSignature(
    'rsa extra notation',
    'v4 with a second notation',
    'rsa',
    await detached(keys.rsa, DATA, {
      signatureNotations: [{ name: 'a@example.org', value: text('b'), humanReadable: true, critical: false }],
    }),
  ),
  badSignature('rsa value not below n', 'the value plus the modulus', 'rsa', wrappedRsa),
  badSignature(
    'rsa value of 513 bytes',
    'a value longer than the modulus',
    'rsa',
    packet(0xc2, cat(rsaBody.slice(0, -514), bytes(16, 1, 1), rsaBody.slice(-512))),
  ),
  badSignature(
    'rsa value with zeros',
    'a short value with its leading zero octet',
    'rsa',
    packet(0xc2, cat(split(shortRsa)[0].body.slice(0, -513), bytes(16, 0, 0), split(shortRsa)[0].body.slice(-511))),
  ),
  badSignature(
    'rsa bit length',
    'the announced bit length is one too small',
    'rsa',
    edit(rsaSignature, rsaSignature.length - 513, rsaSignature.at(-513) ^ 1),
  ),
].map(({ signature, data, ...row }) => ({ ...row, signature: b64u(signature), data: b64u(data) }));
