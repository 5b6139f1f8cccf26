import type { Bytes } from '../bytes.ts';
import { equalBytes } from '../bytes.ts';
import { SealchartError } from '../errors.ts';
import { joinPacket, PACKET, readOnlyPacket, writePacket } from './packets.ts';

/** Version 2, AES-256, GCM, chunks of 2^(12+6) bytes (RFC 9580 section 5.13.2). */
const HEADER = Uint8Array.of(0x02, 0x09, 0x03, 0x0c);
const SALT_OCTETS = 32;
const TAG_OCTETS = 16;
/** Bytes of plaintext in one chunk. */
export const CHUNK_OCTETS = 2 ** 18;

/** The one kind of ciphertext that an element has. */
export interface DataPacket {
  /** 32 bytes: salt of the HKDF that turns the session key into message key and nonce. */
  readonly salt: Bytes;
  /** A view: encrypted chunks with their tags, then the final tag. */
  readonly chunks: Bytes;
}

/**
 * Reads an element's ciphertext: exactly one SEIPDv2 packet (RFC 9580 section 5.13.2), AES-256-GCM, one definite
 * length in shortest form, nothing behind it. `E_FORMAT` otherwise. Nothing is decrypted.
 */
export function readDataPacket(bytes: Uint8Array): DataPacket {
  const body = readOnlyPacket(bytes, PACKET.sealedData);
  if (!equalBytes(body.subarray(0, HEADER.length), HEADER)) {
    throw new SealchartError('E_FORMAT', { detail: 'not SEIPDv2 with AES-256-GCM and chunks of 256 KiB' });
  }
  const start = HEADER.length + SALT_OCTETS;
  const chunks = body.subarray(start);
  // The last chunk has at least one byte and its tag, then comes the final tag.
  const lastChunk = (chunks.length - TAG_OCTETS) % (CHUNK_OCTETS + TAG_OCTETS);
  if (chunks.length <= 2 * TAG_OCTETS || (lastChunk !== 0 && lastChunk <= TAG_OCTETS)) {
    throw new SealchartError('E_FORMAT', { detail: 'no whole chunks' });
  }
  return { salt: body.slice(HEADER.length, start), chunks };
}

/** The packet that `readDataPacket` reads: `chunks` are encrypted chunks with their tags and the final tag, in their order. */
export function writeDataPacket(salt: Uint8Array, chunks: readonly Uint8Array[]): Bytes {
  return writePacket(PACKET.sealedData, HEADER, salt, ...chunks);
}

/** Format `b`, empty file name, date 0: no clock and no name leaks with the content (RFC 9580 section 5.9). */
const LITERAL_HEADER = Uint8Array.of(0x62, 0x00, 0x00, 0x00, 0x00, 0x00);

/**
 * The content of exactly one literal packet, a view: binary, without file name and date, nothing behind it, definite or
 * partial lengths. `E_FORMAT` otherwise; so a compressed, signed or padded message is refused as well.
 */
export function readLiteralPacket(bytes: Uint8Array): Bytes {
  const { first, body } = joinPacket(bytes);
  if (first !== PACKET.literal || !equalBytes(body.subarray(0, LITERAL_HEADER.length), LITERAL_HEADER)) {
    throw new SealchartError('E_FORMAT', { detail: 'not a bare literal packet' });
  }
  return body.subarray(LITERAL_HEADER.length);
}

/** The packet that `readLiteralPacket` reads. */
export function writeLiteralPacket(content: Uint8Array): Bytes {
  return writePacket(PACKET.literal, LITERAL_HEADER, content);
}
