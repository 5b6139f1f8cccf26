import type { Bytes } from '@sealchart/protocol';
import {
  CHUNK_OCTETS,
  SealchartError,
  concatBytes,
  readDataPacket,
  readLiteralPacket,
  uintBytes,
  writeDataPacket,
  writeLiteralPacket,
} from '@sealchart/protocol';
import { hkdfSha256 } from './hkdf.ts';

/** Packet type 18 with its version, AES-256, GCM, chunk size: HKDF info and start of all associated data. */
const OPENING = Uint8Array.of(0xd2, 0x02, 0x09, 0x03, 0x0c);
const KEY_OCTETS = 32;
/** The nonce's fixed part; eight octets of chunk index follow. */
const PREFIX_OCTETS = 4;
const TAG_OCTETS = 16;

const SALT_OCTETS = 32;

/**
 * Seals a padded plaintext with Web Crypto (RFC 9580 section 5.13.2): one SEIPDv2 packet of definite length around one
 * literal packet, in the only shape that is stored. A fresh salt makes message key and nonces. `E_FORMAT` unless the
 * session key has 32 bytes. (The library does the same in twice the time; specs open what this seals with the library.)
 */
export async function sealData(sessionKey: Bytes, padded: Uint8Array): Promise<Bytes> {
  if (sessionKey.length !== KEY_OCTETS) throw new SealchartError('E_FORMAT', { detail: 'not a session key' });
  const salt = crypto.getRandomValues(new Uint8Array(SALT_OCTETS));
  const { key, nonceOf } = await messageKey(sessionKey, salt, 'encrypt');
  const seal = async (index: number, additionalData: Bytes, plain: Bytes) =>
    new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonceOf(index), additionalData }, key, plain));
  const literal = writeLiteralPacket(padded);
  const count = Math.ceil(literal.length / CHUNK_OCTETS);
  const chunks = Array.from({ length: count }, (_, i) => seal(i, OPENING, literal.subarray(i * CHUNK_OCTETS, (i + 1) * CHUNK_OCTETS)));
  const end = seal(count, concatBytes(OPENING, eightOctets(literal.length)), new Uint8Array());
  return writeDataPacket(salt, await Promise.all([...chunks, end]));
}

/**
 * Opens an element's data packet with Web Crypto (RFC 9580 section 5.13.2) and gives the content of its literal packet:
 * the padded plaintext. `E_FORMAT` for any other packet shape, `E_HASH` when a chunk or the end is not what was sealed
 * with this key. Nothing is given out before the last tag was checked. The caller has compared length and hash with the
 * verified manifest, and the key with its commitment.
 */
export async function openData(sessionKey: Bytes, dataPacket: Uint8Array): Promise<Bytes> {
  const { salt, chunks } = readDataPacket(dataPacket);
  const { key, nonceOf } = await messageKey(sessionKey, salt, 'decrypt');
  const open = async (index: number, additionalData: Bytes, sealed: Bytes) =>
    new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonceOf(index), additionalData }, key, sealed));
  const end = chunks.length - TAG_OCTETS;
  const stride = CHUNK_OCTETS + TAG_OCTETS;
  const count = Math.ceil(end / stride);
  try {
    const plain = await Promise.all(
      Array.from({ length: count }, (_, i) => open(i, OPENING, chunks.subarray(i * stride, Math.min((i + 1) * stride, end)))),
    );
    const whole = plain.length === 1 && plain[0] ? plain[0] : concatBytes(...plain);
    await open(count, concatBytes(OPENING, eightOctets(whole.length)), chunks.subarray(end));
    return readLiteralPacket(whole);
  } catch (cause) {
    if (cause instanceof SealchartError) throw cause;
    throw new SealchartError('E_HASH', { detail: 'the ciphertext does not open', cause });
  }
}

/** Message key and nonces that follow from a session key and a packet's salt. */
async function messageKey(sessionKey: Bytes, salt: Bytes, use: 'encrypt' | 'decrypt') {
  const derived = await hkdfSha256(sessionKey, OPENING, KEY_OCTETS + PREFIX_OCTETS, salt);
  const key = await crypto.subtle.importKey('raw', derived.subarray(0, KEY_OCTETS), 'AES-GCM', false, [use]);
  const prefix = derived.subarray(KEY_OCTETS);
  return { key, nonceOf: (index: number) => concatBytes(prefix, eightOctets(index)) };
}

/** A big-endian integer below 2^53 in eight octets. */
function eightOctets(value: number): Bytes {
  return concatBytes(uintBytes(Math.floor(value / 2 ** 32), 4), uintBytes(value % 2 ** 32, 4));
}
