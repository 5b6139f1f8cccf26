import type { Bytes } from '../bytes.ts';
import { concatBytes, readUint, uintBytes } from '../bytes.ts';
import { SealchartError } from '../errors.ts';

/** First octets of the packets that Sealchart knows: new format (RFC 9580 section 4.2) with their type (section 5). */
export const PACKET = {
  keyPacket: 0xc1,
  signature: 0xc2,
  publicKey: 0xc6,
  literal: 0xcb,
  userId: 0xcd,
  publicSubkey: 0xce,
  sealedData: 0xd2,
} as const;

/** One packet inside a longer byte string; `body` is a view on it. */
export interface Packet {
  /** The first octet, one of `PACKET` where it is known. */
  readonly first: number;
  readonly body: Bytes;
  /** Offset of the octet behind the packet. */
  readonly end: number;
}

interface Length {
  readonly octets: number;
  /** Octets that the length itself takes. */
  readonly size: number;
  /** RFC 9580 section 4.2.1.4: another length follows behind these octets. */
  readonly isPartial: boolean;
}

/** RFC 9580 section 4.2.1.4: "The first partial length MUST be at least 512 octets long". */
const FIRST_PARTIAL = 512;

/**
 * The packet at `offset`: new format, one definite length in its shortest form (so that no two byte strings are the
 * same packet). Throws `E_FORMAT` otherwise, and when the bytes end before the packet does.
 */
export function readPacket(bytes: Uint8Array, offset = 0): Packet {
  const first = readFirst(bytes, offset);
  const length = readLength(bytes, offset + 1);
  if (length.isPartial) throw refusal('partial length');
  if (length.size !== lengthBytes(length.octets).length) throw refusal('length not in shortest form');
  const start = offset + 1 + length.size;
  return { first, body: view(bytes, start, start + length.octets), end: start + length.octets };
}

/** The body of the only packet in `bytes`, which begins with `first`; `E_FORMAT` otherwise, as in `readPacket`. */
export function readOnlyPacket(bytes: Uint8Array, first: number): Bytes {
  const packet = readPacket(bytes);
  if (packet.first !== first) throw refusal('another packet type');
  if (packet.end !== bytes.length) throw refusal('bytes behind the packet');
  return packet.body;
}

/**
 * The body of the only packet in `bytes`, its length in any new form, partial lengths joined. `E_FORMAT` for old
 * format packets, for lengths that do not end with the bytes, and for a first partial length below 512.
 */
export function joinPacket(bytes: Uint8Array): { readonly first: number; readonly body: Bytes } {
  const first = readFirst(bytes, 0);
  const opening = readLength(bytes, 1);
  if (!opening.isPartial) {
    const start = 1 + opening.size;
    if (start + opening.octets !== bytes.length) throw refusal('bytes behind the packet');
    return { first, body: view(bytes, start, bytes.length) };
  }
  if (opening.octets < FIRST_PARTIAL) throw refusal('first partial length too short');
  const joined = new Uint8Array(bytes.length);
  let filled = 0;
  let offset = 1;
  for (let isPartial = true; isPartial;) {
    const length = readLength(bytes, offset);
    const start = offset + length.size;
    joined.set(view(bytes, start, start + length.octets), filled);
    filled += length.octets;
    offset = start + length.octets;
    isPartial = length.isPartial;
  }
  if (offset !== bytes.length) throw refusal('bytes behind the packet');
  return { first, body: joined.subarray(0, filled) };
}

/**
 * The same packet with one definite length in shortest form: what openpgp.js writes with partial lengths becomes what
 * is hashed, stored and served. `E_FORMAT` unless `bytes` are exactly one new-format packet.
 */
export function definitePacket(bytes: Uint8Array): Bytes {
  const { first, body } = joinPacket(bytes);
  return writePacket(first, body);
}

/** A packet of one definite length in shortest form; `body` in its parts. */
export function writePacket(first: number, ...body: readonly Uint8Array[]): Bytes {
  const octets = body.reduce((sum, part) => sum + part.length, 0);
  return concatBytes(Uint8Array.of(first), lengthBytes(octets), ...body);
}

/** A packet length in shortest form (RFC 9580 section 4.2.1). */
function lengthBytes(octets: number): Bytes {
  if (octets < 192) return uintBytes(octets, 1);
  if (octets < 8384) return uintBytes(octets - 192 + (192 << 8), 2);
  return concatBytes(Uint8Array.of(0xff), uintBytes(octets, 4));
}

function readLength(bytes: Uint8Array, offset: number): Length {
  const lead = readUint(bytes, offset, 1);
  if (lead < 192) return { octets: lead, size: 1, isPartial: false };
  if (lead < 224) return { octets: ((lead - 192) << 8) + readUint(bytes, offset + 1, 1) + 192, size: 2, isPartial: false };
  if (lead === 255) return { octets: readUint(bytes, offset + 1, 4), size: 5, isPartial: false };
  return { octets: 2 ** (lead & 0x1f), size: 1, isPartial: true };
}

function readFirst(bytes: Uint8Array, offset: number): number {
  const first = readUint(bytes, offset, 1);
  if (first < 0xc0) throw refusal('not a new-format packet');
  return first;
}

function view(bytes: Uint8Array, start: number, end: number): Bytes {
  if (end > bytes.length) throw refusal('truncated');
  return bytes.subarray(start, end) as Bytes;
}

function refusal(detail: string): SealchartError {
  return new SealchartError('E_FORMAT', { detail });
}
