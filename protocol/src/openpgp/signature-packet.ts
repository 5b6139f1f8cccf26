import type { Bytes } from '../bytes.ts';
import { concatBytes, equalBytes, readUint, uintBytes } from '../bytes.ts';
import { SealchartError } from '../errors.ts';
import type { KeyVersion } from './fingerprint.ts';
import { readMpi } from './mpi.ts';
import type { SigningKey } from './public-key.ts';
import { isEd25519Signed, isRsaSigned } from './raw-signature.ts';
import type { Subpacket } from './subpackets.ts';
import { readSubpackets } from './subpackets.ts';

/** A signature packet (RFC 9580 section 5.2.3): Ed25519 for version 6, RSA for version 4, SHA-512, nothing unhashed. */
export interface SignaturePacket {
  readonly version: KeyVersion;
  /** RFC 9580 section 5.2.1: 00 binary document, 13 certification, 18 subkey binding, 1F direct key. */
  readonly type: number;
  readonly subpackets: readonly Subpacket[];
  /** From the version to the end of the hashed subpackets: signed with the data. */
  readonly prefix: Bytes;
  /** First two octets of the hash. */
  readonly hashStart: Bytes;
  /** 32 bytes before the data for version 6, none for version 4. */
  readonly salt: Bytes;
  /** Ed25519: R and S; RSA: big-endian without leading zeros. */
  readonly value: Bytes;
}

/** RFC 9580 sections 9.1 and 9.5. */
const ED25519 = 27;
const RSA = 1;
const SHA_512 = 10;
/** RFC 9580 section 9.5: salt of version 6 signatures with SHA-512. */
const SALT_OCTETS = 32;

/** Reads the body of a signature packet; `E_FORMAT` when it is not of the one form above. */
export function readSignaturePacket(body: Uint8Array): SignaturePacket {
  const version = body[0] === 6 ? 6 : 4;
  const algorithm = version === 6 ? ED25519 : RSA;
  if (body[0] !== version || body[2] !== algorithm || body[3] !== SHA_512) {
    throw new SealchartError('E_FORMAT', { detail: 'not a v6 Ed25519 or v4 RSA signature with SHA-512' });
  }
  const width = version === 6 ? 4 : 2;
  const hashedStart = 4 + width;
  const hashedEnd = hashedStart + readUint(body, 4, width);
  if (readUint(body, hashedEnd, width) !== 0) throw new SealchartError('E_FORMAT', { detail: 'unhashed subpackets' });
  const hashStart = hashedEnd + width;
  const saltStart = hashStart + 2;
  if (version === 6 && body[saltStart] !== SALT_OCTETS) throw new SealchartError('E_FORMAT', { detail: 'another salt length' });
  const valueStart = version === 6 ? saltStart + 1 + SALT_OCTETS : saltStart;
  return {
    version,
    type: body[1] ?? 0,
    subpackets: readSubpackets(body.subarray(hashedStart, hashedEnd)),
    prefix: body.slice(0, hashedEnd),
    hashStart: body.slice(hashStart, saltStart),
    salt: version === 6 ? body.slice(saltStart + 1, valueStart) : new Uint8Array(),
    value: version === 6 ? body.slice(valueStart) : readOnlyMpi(body, valueStart),
  };
}

/**
 * Whether the key signed `parts`, in their order (RFC 9580 section 5.2.4). Never true for what implementations disagree on:
 * see `isEd25519Signed` and `isRsaSigned`.
 */
export async function isSignedBy(key: SigningKey, signature: SignaturePacket, ...parts: readonly Uint8Array[]): Promise<boolean> {
  const { version, prefix, salt, value } = signature;
  if (version !== key.version) return false;
  const trailer = concatBytes(Uint8Array.of(version, 0xff), uintBytes(prefix.length, 4));
  const message = concatBytes(salt, ...parts, prefix, trailer);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-512', message));
  if (!equalBytes(digest.subarray(0, 2), signature.hashStart)) return false;
  return version === 6 ? isEd25519Signed(key.key, value, digest) : isRsaSigned(key.key, key.publicKey, value, message);
}

function readOnlyMpi(body: Uint8Array, offset: number): Bytes {
  const { value, end } = readMpi(body, offset);
  if (end !== body.length) throw new SealchartError('E_FORMAT', { detail: 'bytes behind the signature' });
  return value;
}
