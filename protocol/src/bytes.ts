import { SealchartError } from './errors.ts';

/** Bytes that own their buffer: what Web Crypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of a text. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Text of UTF-8 bytes; throws `E_FORMAT` on invalid sequences. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch (cause) {
    throw new SealchartError('E_FORMAT', { detail: 'not UTF-8', cause });
  }
}

const ALPHABET = utf8('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
/** Value of each character of the alphabet by its code; 0xff for every other. */
const VALUES = new Uint8Array(128).fill(0xff);
ALPHABET.forEach((code, value) => {
  VALUES[code] = value;
});

/** base64url without padding (RFC 4648 section 5). By a table, because every packet passes here and `btoa` is ten times slower. */
export function toB64u(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] ?? 0, bytes[i + 1] ?? 0, bytes[i + 2] ?? 0];
    text[at] = ALPHABET[a >> 2] ?? 0;
    text[at + 1] = ALPHABET[((a & 3) << 4) | (b >> 4)] ?? 0;
    // Beyond the end of the text a write is ignored: the last group may be short.
    text[at + 2] = ALPHABET[((b & 15) << 2) | (c >> 6)] ?? 0;
    text[at + 3] = ALPHABET[c & 63] ?? 0;
    at += 4;
  }
  return strictDecoder.decode(text);
}

/**
 * Bytes of a base64url text without padding. Throws `E_FORMAT` unless encoding the result again gives the same
 * text: otherwise one id would have 16 spellings that decode alike.
 */
export function fromB64u(text: string): Bytes {
  const tail = text.length % 4;
  if (tail === 1) throw new SealchartError('E_FORMAT', { detail: 'not base64url' });
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [at, bits, held] = [0, 0, 0];
  for (let i = 0; i < text.length; i += 1) {
    const value = VALUES[text.charCodeAt(i)] ?? 0xff;
    if (value === 0xff) throw new SealchartError('E_FORMAT', { detail: 'not base64url' });
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = held >> bits;
    at += 1;
  }
  // What is left of the last character must be zero bits.
  if ((held & ((1 << bits) - 1)) !== 0) throw new SealchartError('E_FORMAT', { detail: 'not canonical base64url' });
  return bytes;
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** Bytes of a lower-case hexadecimal text; throws `E_FORMAT` otherwise. */
export function fromHex(text: string): Bytes {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new SealchartError('E_FORMAT', { detail: 'not lower-case hexadecimal' });
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** One array of all parts, in order. */
export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** The parts joined by one 0x00: how every derivation, MAC and context of the protocol separates its fields. */
export function joinNul(...parts: readonly (string | Uint8Array)[]): Bytes {
  const nul = new Uint8Array(1);
  const bytes = parts.map((part) => (typeof part === 'string' ? utf8(part) : part));
  return concatBytes(...bytes.flatMap((part, i) => (i === 0 ? [part] : [nul, part])));
}

/** Compares without leaving at the first difference; the lengths are not secret. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** A big-endian unsigned integer of 1 to 4 octets at `offset`; throws `E_FORMAT` beyond the end. */
export function readUint(bytes: Uint8Array, offset: number, octets: 1 | 2 | 4): number {
  if (offset < 0 || offset + octets > bytes.length) throw new SealchartError('E_FORMAT', { detail: 'truncated' });
  let value = 0;
  for (let i = 0; i < octets; i += 1) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
}

/** A big-endian unsigned integer in 1, 2 or 4 octets. */
export function uintBytes(value: number, octets: 1 | 2 | 4): Bytes {
  const bytes = new Uint8Array(octets);
  for (let i = octets - 1, rest = value; i >= 0; i -= 1, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  return bytes;
}
