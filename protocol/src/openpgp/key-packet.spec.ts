import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import * as openpgp from 'openpgp';
import type { Bytes } from '../bytes.ts';
import { concatBytes, fromB64u, toB64u, toHex, utf8 } from '../bytes.ts';
import { readCertificate } from './certificate.ts';
import { readKeyPacket, writeX25519KeyPacket } from './key-packet.ts';

interface Row {
  readonly name: string;
  readonly what: string;
  readonly packet: string;
  readonly algorithm?: string;
  readonly fingerprint?: string;
  readonly expect: string;
}
interface Keys {
  readonly sessionKey: string;
  readonly secretKeys: { readonly modern: string; readonly rsa: string };
  readonly keyPackets: { readonly modern: string; readonly rsa: string };
}
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../vectors/openpgp/${name}.json`, import.meta.url), 'utf8'));
const rows = read('key-packets') as Row[];
const { sessionKey, secretKeys, keyPackets } = read('keys') as Keys;

describe('readKeyPacket', () => {
  it.each(rows.filter((row) => row.expect === 'ok'))('$name: $what', ({ packet, algorithm, fingerprint }) => {
    expect(readKeyPacket(fromB64u(packet))).toMatchObject({ algorithm, fingerprint });
  });

  it.each(rows.filter((row) => row.expect !== 'ok'))('refuses $name: $what', ({ packet, expect: code }) => {
    expect(() => readKeyPacket(fromB64u(packet))).toThrow(expect.objectContaining({ code }));
  });

  it.each(['modern', 'rsa'] as const)('names the subkey of the %s certificate, and openpgp.js opens it', async (profile) => {
    const secretKey = await openpgp.readPrivateKey({ binaryKey: fromB64u(secretKeys[profile]) });
    const certificate = await readCertificate(secretKey.toPublic().write());
    const bytes = fromB64u(keyPackets[profile]);
    expect(readKeyPacket(bytes).fingerprint).toBe(certificate.encryption.packetFingerprint);
    const message = await openpgp.readMessage({ binaryMessage: bytes });
    const [opened] = await openpgp.decryptSessionKeys({ message, decryptionKeys: secretKey, date: null as unknown as Date });
    expect(toB64u(opened?.data ?? new Uint8Array())).toBe(sessionKey);
  });

  it('gives what Web Crypto needs to open an X25519 packet', async () => {
    const packet = readKeyPacket(fromB64u(keyPackets.modern));
    if (packet.algorithm !== 'x25519') throw new Error('not X25519');
    const secretKey = await openpgp.readPrivateKey({ binaryKey: fromB64u(secretKeys.modern) });
    const { publicKey } = (await readCertificate(secretKey.toPublic().write())).encryption;
    const [subkey] = secretKey.subkeys as unknown as readonly { readonly keyPacket: { readonly privateParams: { readonly k: Bytes } } }[];
    const secret = subkey?.keyPacket.privateParams.k ?? new Uint8Array();
    const opened = await unwrap(packet.ephemeral, packet.wrapped, { secret, publicKey });
    expect(toB64u(opened)).toBe(sessionKey);
  });

  it('reads other bytes only if they have the same fixed octets, and a one-time key whose top bit is clear', () => {
    const x25519 = fromB64u(keyPackets.modern);
    const change = fc.record({ length: fc.integer({ min: 100, max: 120 }), at: fc.nat(110), octet: fc.nat(255) });
    fc.assert(
      fc.property(change, ({ length, at, octet }) => {
        const bytes = concatBytes(x25519, new Uint8Array(40)).slice(0, length);
        if (at < length) bytes[at] = octet;
        const [algorithm, top = 0, octets] = [bytes[37], bytes[69], bytes[70]];
        const isOpened = length === 111 && toHex(bytes.subarray(0, 5)) === 'c16d062106';
        const isOfShape = isOpened && algorithm === 25 && top < 0x80 && octets === 40;
        expect(outcomeOf(bytes)).toBe(isOfShape ? 'x25519' : 'E_FORMAT');
      }),
      // What fell once by chance: a top bit that is set, and others of the same octet.
      { examples: [[{ length: 111, at: 69, octet: 0x80 }], [{ length: 111, at: 69, octet: 0x7e }]] },
    );
  });
});

function outcomeOf(bytes: Uint8Array): unknown {
  try {
    return readKeyPacket(bytes).algorithm;
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
}

/** RFC 9580 section 5.1.6. */
async function unwrap(ephemeral: Bytes, wrapped: Bytes, { secret, publicKey }: { secret: Bytes; publicKey: Bytes }): Promise<Bytes> {
  const jwk = { kty: 'OKP', crv: 'X25519', x: toB64u(publicKey), d: toB64u(secret) };
  const own = await crypto.subtle.importKey('jwk', jwk, 'X25519', false, ['deriveBits']);
  const theirs = await crypto.subtle.importKey('raw', ephemeral, 'X25519', false, []);
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: theirs }, own, 256));
  const ikm = await crypto.subtle.importKey('raw', concatBytes(ephemeral, publicKey, shared), 'HKDF', false, ['deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8('OpenPGP X25519') };
  const kek = await crypto.subtle.deriveKey(hkdf, ikm, { name: 'AES-KW', length: 128 }, false, ['unwrapKey']);
  const key = await crypto.subtle.unwrapKey('raw', wrapped, kek, 'AES-KW', { name: 'AES-GCM' }, true, ['decrypt']);
  return new Uint8Array(await crypto.subtle.exportKey('raw', key));
}

describe('writeX25519KeyPacket', () => {
  it.each(rows.filter((row) => row.expect === 'ok' && row.algorithm === 'x25519'))(
    'gives the packet that was read: $name',
    ({ packet }) => {
      const parts = readKeyPacket(fromB64u(packet));
      if (parts.algorithm !== 'x25519') throw new TypeError('not an X25519 packet');
      expect(toB64u(writeX25519KeyPacket(parts.fingerprint, parts.ephemeral, parts.wrapped))).toBe(packet);
    },
  );
});
