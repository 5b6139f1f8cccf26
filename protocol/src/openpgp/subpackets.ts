import type { Bytes } from '../bytes.ts';
import { concatBytes, equalBytes, fromHex, utf8 } from '../bytes.ts';
import { SealchartError } from '../errors.ts';
import type { PublicKey } from './public-key.ts';

/** One signature subpacket (RFC 9580 section 5.2.3.7). */
export interface Subpacket {
  readonly type: number;
  readonly isCritical: boolean;
  readonly body: Bytes;
}

/** What a subpacket at one place of a signature must be. */
export interface SubpacketRule {
  readonly type: number;
  readonly isCritical: boolean;
  readonly isOptional?: true;
  /** Whether this is the one content allowed; absent where content says nothing that anybody acts on. */
  readonly accepts?: (body: Uint8Array) => boolean;
}

/** Reads a subpacket area. Every subpacket known here is shorter than 192 octets; `E_FORMAT` for longer ones. */
export function readSubpackets(area: Uint8Array): Subpacket[] {
  const subpackets: Subpacket[] = [];
  for (let offset = 0; offset < area.length;) {
    const length = area[offset] ?? 0;
    const end = offset + 1 + length;
    if (length === 0 || length >= 192 || end > area.length) throw new SealchartError('E_FORMAT', { detail: 'broken subpacket' });
    const type = area[offset + 1] ?? 0;
    subpackets.push({ type: type & 0x7f, isCritical: type >= 0x80, body: area.slice(offset + 2, end) });
    offset = end;
  }
  return subpackets;
}

/** Throws `E_FORMAT` unless the subpackets are those of the rules, in their order, each once and none besides. */
export function requireSubpackets(subpackets: readonly Subpacket[], rules: readonly SubpacketRule[]): void {
  let next = 0;
  for (const rule of rules) {
    const subpacket = subpackets[next];
    if (subpacket?.type === rule.type) {
      if (subpacket.isCritical !== rule.isCritical || rule.accepts?.(subpacket.body) === false) {
        throw new SealchartError('E_FORMAT', { detail: `subpacket ${rule.type} of another form` });
      }
      next += 1;
    } else if (rule.isOptional !== true) {
      throw new SealchartError('E_FORMAT', { detail: `subpacket ${rule.type} missing` });
    }
  }
  if (next !== subpackets.length) throw new SealchartError('E_FORMAT', { detail: 'a subpacket that does not belong here' });
}

/** openpgp.js makes v4 signatures unpredictable with this notation; v6 signatures have a salt field. */
const SALT_NOTATION = concatBytes(fromHex('00000000001c0020'), utf8('salt@notations.openpgpjs.org'));
const SALT_OCTETS = 32;

/** Subpacket 2, signature creation time: present, but never believed. */
export const CREATION_TIME: SubpacketRule = { type: 2, isCritical: true, accepts: (body) => body.length === 4 };

/** Subpackets 16 and 20 of signatures by v4 keys: key id, salt notation. None for v6. */
export function v4Rules({ version, packetFingerprint }: PublicKey): SubpacketRule[] {
  if (version === 6) return [];
  const keyId = fromHex(packetFingerprint.slice(-16));
  return [
    { type: 16, isCritical: false, accepts: (body) => equalBytes(body, keyId) },
    {
      type: 20,
      isCritical: false,
      accepts: (body) =>
        body.length === SALT_NOTATION.length + SALT_OCTETS && equalBytes(body.subarray(0, SALT_NOTATION.length), SALT_NOTATION),
    },
  ];
}

/** Subpacket 33, issuer fingerprint: that of the key. */
export function issuerRule({ version, packetFingerprint }: PublicKey): SubpacketRule {
  const issuer = concatBytes(Uint8Array.of(version), fromHex(packetFingerprint));
  return { type: 33, isCritical: version === 6, accepts: (body) => equalBytes(body, issuer) };
}

/** A subpacket with exactly these octets. */
export function fixedRule(type: number, isCritical: boolean, ...octets: readonly number[]): SubpacketRule {
  const expected = Uint8Array.from(octets);
  return { type, isCritical, accepts: (body) => equalBytes(body, expected) };
}
