import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { concatBytes, fromB64u, fromHex, toHex } from '../bytes.ts';
import { definitePacket, joinPacket, PACKET, readOnlyPacket, readPacket } from './packets.ts';

interface Row {
  readonly name: string;
  readonly what: string;
  readonly packet: string;
  readonly output?: string;
  readonly expect: string;
}
const file = new URL('../../vectors/openpgp/definite-packets.json', import.meta.url);
const rows = JSON.parse(readFileSync(file, 'utf8')) as Row[];

const isGood = (row: Row): boolean => row.expect === 'ok';
const refusal = expect.objectContaining({ code: 'E_FORMAT' });

describe('definitePacket', () => {
  it.each(rows.filter(isGood))('$name: $what', ({ packet, output }) => {
    expect(toHex(definitePacket(fromB64u(packet)))).toBe(toHex(fromB64u(output ?? '')));
  });

  it.each(rows.filter((row) => !isGood(row)))('refuses $name: $what', ({ packet }) => {
    expect(() => definitePacket(fromB64u(packet))).toThrow(refusal);
  });

  it('joins any cut into partial lengths, and what it writes is read', () => {
    const cut = fc.record({
      body: fc.uint8Array({ minLength: 512, maxLength: 20_000 }),
      powers: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(cut, ({ body, powers }) => {
        const packet = concatBytes(...partialPacket(body, powers));
        const definite = definitePacket(packet);
        expect(toHex(readOnlyPacket(definite, PACKET.sealedData))).toBe(toHex(body));
        expect(toHex(joinPacket(packet).body)).toBe(toHex(body));
        expect(definitePacket(definite)).toEqual(definite);
      }),
    );
  });

  it('refuses many tiny partial lengths without an end', () => {
    const endless = concatBytes(Uint8Array.of(0xd2, 0xe9), new Uint8Array(512), new Uint8Array(200_000).fill(0xe0));
    expect(() => definitePacket(endless)).toThrow(refusal);
  });
});

describe('readPacket', () => {
  it.each([
    [0, '00'],
    [191, 'bf'],
    [192, 'c000'],
    [8383, 'dfff'],
    [8384, 'ff000020c0'],
  ])('reads %i octets under the length %s', (octets, length) => {
    const packet = definitePacket(concatBytes(Uint8Array.of(0xd2, 0xff), be32(octets), new Uint8Array(octets)));
    expect(toHex(packet.subarray(1, packet.length - octets))).toBe(length);
    expect(readPacket(packet)).toMatchObject({ first: 0xd2, end: packet.length });
  });

  it.each([
    [0, 'ff00000000'],
    [191, 'ff000000bf'],
    [192, 'ff000000c0'],
    [8383, 'ff000020bf'],
    [1, 'e0'],
    [128, 'e7'],
    [512, 'e9'],
  ])('refuses %i octets under the length %s', (octets, length) => {
    const packet = concatBytes(Uint8Array.of(0xd2), fromHex(length), new Uint8Array(octets), Uint8Array.of(0));
    expect(() => readPacket(packet)).toThrow(refusal);
  });

  it('reads at an offset and tells where the packet ends', () => {
    const bytes = Uint8Array.of(0xc2, 1, 7, 0xcd, 2, 8, 9);
    expect(readPacket(bytes, 3)).toEqual({ first: 0xcd, body: Uint8Array.of(8, 9), end: 7 });
  });

  it('never throws anything but E_FORMAT and never reads beyond the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        for (const read of [readPacket, joinPacket, definitePacket]) expect(['read', 'E_FORMAT']).toContain(outcomeOf(() => read(bytes)));
      }),
    );
  });
});

describe('readPacket and joinPacket', () => {
  it.each([
    ['old format', '880107'],
    ['no packet', '7f0107'],
    ['truncated body', 'c2020a'],
    ['truncated length', 'c2c1'],
    ['truncated long length', 'c2ff000000'],
    ['nothing', ''],
  ])('refuse %s', (_, hex) => {
    expect(() => readPacket(fromHex(hex))).toThrow(refusal);
    expect(() => joinPacket(fromHex(hex))).toThrow(refusal);
  });
});

describe('readOnlyPacket', () => {
  it('refuses another type and bytes behind', () => {
    const packet = Uint8Array.of(0xd2, 1, 7);
    expect(readOnlyPacket(packet, 0xd2)).toEqual(Uint8Array.of(7));
    expect(() => readOnlyPacket(packet, 0xc2)).toThrow(refusal);
    expect(() => readOnlyPacket(concatBytes(packet, packet), 0xd2)).toThrow(refusal);
  });
});

function outcomeOf(read: () => unknown): unknown {
  try {
    read();
    return 'read';
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
}

function be32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** The body behind partial lengths of these powers of two as far as it goes, the first one 512. */
function partialPacket(body: Uint8Array, powers: readonly number[]): Uint8Array[] {
  const parts: Uint8Array[] = [Uint8Array.of(0xd2)];
  let offset = 0;
  for (const power of [9, ...powers]) {
    if (offset + 2 ** power > body.length) continue;
    parts.push(Uint8Array.of(224 + power), body.subarray(offset, offset + 2 ** power));
    offset += 2 ** power;
  }
  return [...parts, Uint8Array.of(0xff), be32(body.length - offset), body.subarray(offset)];
}
