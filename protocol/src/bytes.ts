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
/** What stands for a character outside the alphabet: more than six bits. */
const NO_VALUE = 0xff;
/** Value of each character of the alphabet by its code. */
const VALUES = new Uint8Array(256).fill(NO_VALUE);
ALPHABET.forEach((code, value) => {
  VALUES[code] = value;
});

/** base64url without padding (RFC 4648 section 5). By a table, because every packet passes here and `btoa` is ten times slower. */
export function toB64u(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  const whole = bytes.length - (bytes.length % 3);
  let at = 0;
  for (let i = 0; i < whole; i += 3) {
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number);
    text[at] = ALPHABET[group >> 18] as number;
    text[at + 1] = ALPHABET[(group >> 12) & 63] as number;
    text[at + 2] = ALPHABET[(group >> 6) & 63] as number;
    text[at + 3] = ALPHABET[group & 63] as number;
    at += 4;
  }
  if (whole < bytes.length) {
    const group = ((bytes[whole] as number) << 16) | ((bytes[whole + 1] ?? 0) << 8);
    text[at] = ALPHABET[group >> 18] as number;
    text[at + 1] = ALPHABET[(group >> 12) & 63] as number;
    // Beyond the end of the text a write is ignored: the last group may have two characters.
    text[at + 2] = ALPHABET[(group >> 6) & 63] as number;
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
  // A character of more than one byte is none of the alphabet, and all its bytes have no value.
  const codes = new Uint8Array(text.length);
  encoder.encodeInto(text, codes);
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  const whole = text.length - tail;
  let [at, seen] = [0, 0];
  for (let i = 0; i < whole; i += 4) {
    const a = VALUES[codes[i] as number] as number;
    const b = VALUES[codes[i + 1] as number] as number;
    const c = VALUES[codes[i + 2] as number] as number;
    const d = VALUES[codes[i + 3] as number] as number;
    seen |= a | b | c | d;
    bytes[at] = (a << 2) | (b >> 4);
    bytes[at + 1] = (b << 4) | (c >> 2);
    bytes[at + 2] = (c << 6) | d;
    at += 3;
  }
  let rest = 0;
  if (tail > 0) {
    const a = VALUES[codes[whole] as number] as number;
    const b = VALUES[codes[whole + 1] as number] as number;
    const c = tail === 3 ? (VALUES[codes[whole + 2] as number] as number) : 0;
    seen |= a | b | c;
    bytes[at] = (a << 2) | (b >> 4);
    // Beyond the end of the bytes a write is ignored.
    bytes[at + 1] = (b << 4) | (c >> 2);
    rest = tail === 2 ? b & 15 : c & 3;
  }
  if (seen > 63) throw new SealchartError('E_FORMAT', { detail: 'not base64url' });
  if (rest !== 0) throw new SealchartError('E_FORMAT', { detail: 'not canonical base64url' });
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
