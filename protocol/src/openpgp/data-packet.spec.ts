import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as openpgp from 'openpgp';
import type { Bytes } from '../bytes.ts';
import { concatBytes, fromB64u, toHex, uintBytes } from '../bytes.ts';
import { CHUNK_OCTETS, readDataPacket, readLiteralPacket, writeDataPacket, writeLiteralPacket } from './data-packet.ts';
import { definitePacket } from './packets.ts';

interface Row {
  readonly name: string;
  readonly what: string;
  readonly packet: string;
  readonly content?: string;
  readonly expect: string;
}
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../vectors/openpgp/${name}.json`, import.meta.url), 'utf8'));
const rows = read('data-packets') as Row[];
const literals = read('literal-packets') as Row[];
const { sessionKey } = read('keys') as { readonly sessionKey: string };
const isGood = (row: Row): boolean => row.expect === 'ok';
const refusal = expect.objectContaining({ code: 'E_FORMAT' });

describe('readDataPacket', () => {
  it.each(rows.filter((row) => !isGood(row)))('refuses $name: $what', ({ packet }) => {
    expect(() => readDataPacket(fromB64u(packet))).toThrow(refusal);
  });

  it.each(rows.filter(isGood))('$name: $what', async ({ packet, content }) => {
    const bytes = fromB64u(packet);
    const { salt, chunks } = readDataPacket(bytes);
    expect(toHex(concatBytes(salt, chunks))).toBe(toHex(bytes.subarray(-32 - chunks.length)));
    expect(toHex(await openChunks(fromB64u(sessionKey), salt, chunks))).toBe(toHex(fromB64u(content ?? '')));
  });

  it('gives what openpgp.js sealed in several chunks', async () => {
    const plaintext = new Uint8Array(CHUNK_OCTETS * 2 + 5).map((_, i) => i % 251);
    const bytes = definitePacket(await seal(plaintext));
    const { salt, chunks } = readDataPacket(bytes);
    expect(toHex(await openChunks(fromB64u(sessionKey), salt, chunks))).toBe(toHex(plaintext));
  });

  it('accepts only lengths that chunks and tags can have', () => {
    const chunk = CHUNK_OCTETS + 16;
    for (const octets of [33, chunk + 16, chunk + 33, 2 * chunk + 16]) expect(readDataPacket(packetOf(octets)).chunks).toHaveLength(octets);
    for (const octets of [0, 16, 32, chunk + 17, chunk + 32]) expect(() => readDataPacket(packetOf(octets))).toThrow(refusal);
  });
});

describe('readLiteralPacket', () => {
  it.each(literals.filter(isGood))('$name: $what', ({ packet, content }) => {
    expect(toHex(readLiteralPacket(fromB64u(packet)))).toBe(toHex(fromB64u(content ?? '')));
  });

  it.each(literals.filter((row) => !isGood(row)))('refuses $name: $what', ({ packet }) => {
    expect(() => readLiteralPacket(fromB64u(packet))).toThrow(refusal);
  });
});

/** A data packet with so many octets behind the salt. */
function packetOf(octets: number): Uint8Array {
  const body = concatBytes(Uint8Array.of(2, 9, 3, 12), new Uint8Array(32 + octets));
  return definitePacket(concatBytes(Uint8Array.of(0xd2, 0xff), uintBytes(body.length, 4), body));
}

async function seal(plaintext: Uint8Array): Promise<Uint8Array> {
  const message = await openpgp.createMessage({ binary: plaintext, date: new Date(0) });
  const key = { data: fromB64u(sessionKey), algorithm: 'aes256', aeadAlgorithm: 'gcm' } as const;
  const sealed: unknown = await openpgp.encrypt({ message, sessionKey: key, format: 'binary' });
  return sealed as Uint8Array;
}

/** RFC 9580 section 5.13.2 with Web Crypto alone: what a reader does with salt and chunks. */
async function openChunks(secret: Bytes, salt: Bytes, chunks: Bytes): Promise<Bytes> {
  const header = Uint8Array.of(0xd2, 2, 9, 3, 12);
  const ikm = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const derived = new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info: header }, ikm, 288));
  const key = await crypto.subtle.importKey('raw', derived.subarray(0, 32), 'AES-GCM', false, ['decrypt']);
  const decrypt = async (index: number, bytes: Bytes, additionalData: Bytes) => {
    const iv = concatBytes(derived.subarray(32), uintBytes(0, 4), uintBytes(index, 4));
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes));
  };
  const parts: Bytes[] = [];
  const end = chunks.length - 16;
  for (let offset = 0; offset < end; offset += CHUNK_OCTETS + 16) {
    parts.push(await decrypt(parts.length, chunks.subarray(offset, Math.min(offset + CHUNK_OCTETS + 16, end)), header));
  }
  const plaintext = concatBytes(...parts);
  await decrypt(parts.length, chunks.subarray(end), concatBytes(header, uintBytes(0, 4), uintBytes(plaintext.length, 4)));
  return readLiteralPacket(plaintext).slice();
}

describe('writing packets', () => {
  it.each(rows.filter(isGood))('gives the packet that was read: $name', ({ packet }) => {
    const { salt, chunks } = readDataPacket(fromB64u(packet));
    expect(toHex(writeDataPacket(salt, [chunks.subarray(0, 7), chunks.subarray(7)]))).toBe(toHex(fromB64u(packet)));
  });

  it.each([0, 1, 185, 186, 8_377, 8_378, 70_000])('gives a literal packet that reads as its content: %d bytes', (length) => {
    const content = new Uint8Array(length).fill(0x41);
    expect(readLiteralPacket(writeLiteralPacket(content))).toEqual(content);
  });
});
