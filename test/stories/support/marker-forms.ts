import { Buffer } from 'node:buffer';

/** A secret, under the name that a failure shows in its place. */
export interface Marker {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface MarkerForm {
  readonly name: string;
  /** What must not stand anywhere. */
  readonly needle: Uint8Array;
  /** The same in a place where it could stand: inside a longer text of that form. */
  readonly planted: Uint8Array;
}

/** Something before and behind it, so that base64 has no easy borders. */
const AROUND = Buffer.from('{"a":"');

const whole = (name: string, needle: Buffer): MarkerForm => ({ name, needle, planted: Buffer.concat([AROUND, needle, AROUND]) });

/** Every form that a leak could take: plain, hexadecimal, base64 in three alignments and two alphabets, UTF-16. */
export function formsOf({ bytes }: Marker): MarkerForm[] {
  const plain = Buffer.from(bytes);
  const text = plain.toString('utf8');
  const isText = Buffer.from(text).equals(plain);
  return [
    whole('plain', plain),
    whole('hex', Buffer.from(plain.toString('hex'))),
    whole('HEX', Buffer.from(plain.toString('hex').toUpperCase())),
    ...[0, 1, 2].flatMap((alignment) => base64Forms(plain, alignment)),
    ...(isText ? [whole('UTF-16LE', Buffer.from(text, 'utf16le')), whole('UTF-16BE', Buffer.from(text, 'utf16le').swap16())] : []),
  ];
}

/** The characters of base64 that depend on the marker alone when `alignment` bytes (modulo 3) stand before it. */
function base64Forms(plain: Buffer, alignment: number): MarkerForm[] {
  const shifted = Buffer.concat([Buffer.alloc(alignment), plain]);
  const from = Math.ceil((alignment * 8) / 6);
  const to = Math.floor((shifted.length * 8) / 6);
  const planted = Buffer.concat([Buffer.alloc(alignment, 'x'), plain, AROUND]);
  return (['base64', 'base64url'] as const).map((alphabet) => ({
    name: `${alphabet}+${alignment}`,
    needle: Buffer.from(shifted.toString(alphabet).slice(from, to)),
    planted: Buffer.from(planted.toString(alphabet)),
  }));
}
