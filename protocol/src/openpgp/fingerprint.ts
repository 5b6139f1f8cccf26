import type { Bytes } from '../bytes.ts';
import { concatBytes, toHex, uintBytes } from '../bytes.ts';
import { sha256 } from '../digest.ts';

/** The versions of OpenPGP keys and signatures: 6 in the profile `modern`, 4 in `rsa`. */
export type KeyVersion = 4 | 6;

export interface KeyFingerprints {
  /** Lower-case hex of SHA-256, 64 digits: in statements and audiences, for keys of both versions. */
  readonly fingerprint: string;
  /** The OpenPGP one in lower-case hex, as packets carry it: equal for v6, SHA-1 with 40 digits for v4. */
  readonly packetFingerprint: string;
}

/** Both fingerprints of a public key: `body` is that of its packet, without packet header (RFC 9580 section 5.5.4). */
export async function keyFingerprints(version: KeyVersion, body: Uint8Array): Promise<KeyFingerprints> {
  const octets = keyOctets(version, body);
  const fingerprint = toHex(await sha256(octets));
  if (version === 6) return { fingerprint, packetFingerprint: fingerprint };
  // SHA-1 names v4 keys inside OpenPGP; nothing of Sealchart trusts it.
  const sha1 = new Uint8Array(await crypto.subtle.digest('SHA-1', octets));
  return { fingerprint, packetFingerprint: toHex(sha1) };
}

/** A public key as fingerprints and key signatures hash it (RFC 9580 sections 5.2.4 and 5.5.4). */
export function keyOctets(version: KeyVersion, body: Uint8Array): Bytes {
  return version === 6
    ? concatBytes(Uint8Array.of(0x9b), uintBytes(body.length, 4), body)
    : concatBytes(Uint8Array.of(0x99), uintBytes(body.length, 2), body);
}
