import type { Bytes } from '../bytes.ts';
import { concatBytes, equalBytes, fromHex, toHex } from '../bytes.ts';
import { SealchartError } from '../errors.ts';
import { isX25519Point } from './curve25519.ts';
import { readMpi } from './mpi.ts';

/** One element's session key, wrapped for one encryption subkey. */
export type KeyPacket =
  | {
      readonly algorithm: 'x25519';
      /** OpenPGP fingerprint of the subkey it is for: 64 hex digits (v6). */
      readonly fingerprint: string;
      /** The sender's one-time X25519 public key, 32 bytes. */
      readonly ephemeral: Bytes;
      /** AES-KW of the 32-byte session key, 40 bytes (RFC 9580 section 5.1.6). */
      readonly wrapped: Bytes;
    }
  | {
      readonly algorithm: 'rsa';
      /** OpenPGP fingerprint of the subkey it is for: 40 hex digits (v4). */
      readonly fingerprint: string;
      /** PKCS #1 v1.5 ciphertext, 512 bytes (RFC 9580 section 5.1.3). */
      readonly ciphertext: Bytes;
    };

interface Shape {
  /** Packet header, version 6, length and version of the fingerprint. */
  readonly opening: Uint8Array;
  readonly fingerprintOctets: number;
  /** The public-key algorithm, behind the fingerprint (RFC 9580 section 9.1). */
  readonly algorithm: number;
  readonly octets: number;
}

const X25519: Shape = { opening: Uint8Array.of(0xc1, 0x6d, 0x06, 0x21, 0x06), fingerprintOctets: 32, algorithm: 25, octets: 111 };
const RSA_4096: Shape = { opening: Uint8Array.of(0xc1, 0xc1, 0x5a, 0x06, 0x15, 0x04), fingerprintOctets: 20, algorithm: 1, octets: 541 };

/**
 * Reads a key packet: exactly one v6 PKESK (RFC 9580 section 5.1.2) in one of two exact shapes, X25519 to a v6 subkey
 * or RSA-4096 to a v4 subkey. `E_FORMAT` otherwise. An RSA ciphertext that begins with a zero octet makes a shorter
 * packet (about one in 256) and is refused too: whoever seals wraps again.
 */
export function readKeyPacket(bytes: Uint8Array): KeyPacket {
  if (isOf(X25519, bytes)) {
    const start = X25519.opening.length + X25519.fingerprintOctets + 1;
    const ephemeral = bytes.slice(start, start + 32);
    if (!isX25519Point(ephemeral)) throw new SealchartError('E_FORMAT', { detail: 'one-time key of small order' });
    if (bytes[start + 32] !== 40) throw new SealchartError('E_FORMAT', { detail: 'not a wrapped 256-bit key' });
    return { algorithm: 'x25519', fingerprint: fingerprintIn(X25519, bytes), ephemeral, wrapped: bytes.slice(start + 33) };
  }
  if (isOf(RSA_4096, bytes)) {
    const { value, end } = readMpi(bytes, RSA_4096.opening.length + RSA_4096.fingerprintOctets + 1);
    if (end !== bytes.length) throw new SealchartError('E_FORMAT', { detail: 'bytes behind the ciphertext' });
    return { algorithm: 'rsa', fingerprint: fingerprintIn(RSA_4096, bytes), ciphertext: value };
  }
  throw new SealchartError('E_FORMAT', { detail: 'not a v6 key packet for X25519 or RSA-4096' });
}

/** The packet that `readKeyPacket` reads, for X25519. `fingerprint` is that of the v6 subkey in 64 hex digits. */
export function writeX25519KeyPacket(fingerprint: string, ephemeral: Uint8Array, wrapped: Uint8Array): Bytes {
  const { opening, algorithm } = X25519;
  return concatBytes(opening, fromHex(fingerprint), Uint8Array.of(algorithm), ephemeral, Uint8Array.of(wrapped.length), wrapped);
}

function isOf(shape: Shape, bytes: Uint8Array): boolean {
  const { opening, fingerprintOctets, algorithm, octets } = shape;
  return (
    bytes.length === octets &&
    equalBytes(bytes.subarray(0, opening.length), opening) &&
    bytes[opening.length + fingerprintOctets] === algorithm
  );
}

function fingerprintIn({ opening, fingerprintOctets }: Shape, bytes: Uint8Array): string {
  return toHex(bytes.subarray(opening.length, opening.length + fingerprintOctets));
}
