// Rows of key-packets.json.
import { b64u, bytes, cat, edit, fromB64u, little, longForm, packet, split, text } from './bytes.mjs';
import { ORDER_8_U, P, keys, kept } from './forge.mjs';
import { sealed } from './packets.mjs';

const x25519Packet = fromB64u(kept.keyPackets.modern);
const rsaPacket = fromB64u(kept.keyPackets.rsa);
const rsaShort = fromB64u(kept.keyPackets.rsaShort);
const x25519Body = split(x25519Packet)[0].body;
const rsaKeyBody = split(rsaPacket)[0].body;
const EPHEMERAL_AT = 38;
const key = (name, what, data) => ({ name, what, packet: data, expect: 'E_FORMAT' });
export const keyPackets = [
  {
    name: 'x25519',
    what: 'to the v6 subkey of the certificate `modern`',
    packet: x25519Packet,
    expect: 'ok',
    algorithm: 'x25519',
    fingerprint: keys.modern.subkeys[0].getFingerprint(),
  },
  {
    name: 'rsa',
    what: 'v6 packet to the v4 subkey of the certificate `rsa`',
    packet: rsaPacket,
    expect: 'ok',
    algorithm: 'rsa',
    fingerprint: keys.rsa.subkeys[0].getFingerprint(),
  },
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
  key('anonymous', 'no recipient named', packet(0xc1, cat(bytes(6, 0), x25519Body.slice(35)))),
  key(
    'x25519 to v4',
    'a v4 fingerprint before an X25519 key',
    packet(0xc1, cat(bytes(6, 21, 4), x25519Body.slice(3, 23), x25519Body.slice(35))),
  ),
  key('rsa to v6', 'a v6 fingerprint before an RSA value', packet(0xc1, cat(bytes(6, 33, 6), new Uint8Array(32), rsaKeyBody.slice(23)))),
  key('other algorithm', 'X448 announced', edit(x25519Packet, 37, 26)),
  key('wrapped length', 'a wrapped 128-bit key announced', edit(x25519Packet, 70, 24)),
  key('wrapped 128 bits', 'a wrapped 128-bit key', packet(0xc1, cat(x25519Body.slice(0, 68), bytes(24), x25519Body.slice(69, 93)))),
  key('ephemeral zero', 'a one-time key of small order', edit(x25519Packet, EPHEMERAL_AT, ...little(0n))),
  key('ephemeral of order 8', 'a one-time key of small order', edit(x25519Packet, EPHEMERAL_AT, ...ORDER_8_U[0])),
  key('ephemeral p', 'a one-time key in a second form', edit(x25519Packet, EPHEMERAL_AT, ...little(P))),
  key('rsa short', 'the value begins with a zero octet and was shortened', rsaShort),
  key(
    'rsa short, padded',
    'the value begins with a zero octet',
    packet(0xc1, cat(split(rsaShort)[0].body.slice(0, 24), bytes(16, 0, 0), split(rsaShort)[0].body.slice(26))),
  ),
  key('rsa bit length', 'the announced bit length is wrong', edit(rsaPacket, 28, rsaPacket[28] ^ 1)),
  key(
    'rsa trailing byte inside',
    'a shorter value and one byte behind it',
    packet(0xc1, cat(rsaKeyBody.slice(0, 24), bytes(15, 0xf8, 0x80 | rsaKeyBody[26]), rsaKeyBody.slice(27))),
  ),
  key('plain text', 'something unsealed where a packet belongs', text('{"sessionKey":"..."}')),
].map(({ packet: data, ...row }) => ({ ...row, packet: b64u(data) }));
