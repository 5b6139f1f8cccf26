import type { Bytes } from '../bytes.ts';
import { fromUtf8, uintBytes } from '../bytes.ts';
import { sha256B64u } from '../digest.ts';
import { SealchartError } from '../errors.ts';
import { AccountId } from '../ids.ts';
import { keyOctets } from './fingerprint.ts';
import { PACKET, readPacket } from './packets.ts';
import type { PublicKey, SigningKey } from './public-key.ts';
import { importSigningKey, readPublicKey } from './public-key.ts';
import { isSignedBy, readSignaturePacket } from './signature-packet.ts';
import type { SubpacketRule } from './subpackets.ts';
import { CREATION_TIME, fixedRule, issuerRule, requireSubpackets, v4Rules } from './subpackets.ts';

/** An account's public identity, read whole and with its own signatures verified. */
export interface Certificate {
  /** `modern`: v6, Ed25519 and X25519; `rsa`: v4, RSA-4096. */
  readonly profile: 'modern' | 'rsa';
  readonly bytes: Bytes;
  /** `certificateHash` of statements: SHA-256 of the bytes, base64url. */
  readonly hash: string;
  /** SHA-256 fingerprint of the primary key, 64 lower-case hex digits: the one that names the identity. */
  readonly fingerprint: string;
  /** The account id in a v4 certificate's user id; v6 certificates have none. */
  readonly userId?: string;
  /** The primary key, which signs statements. */
  readonly signing: SigningKey;
  /** The subkey that elements are sealed to; `fingerprint` as in audiences, `packetFingerprint` as in key packets. */
  readonly encryption: PublicKey;
}

/** RFC 9580 section 5.2.1. */
const TYPE = { certification: 0x13, subkeyBinding: 0x18, directKey: 0x1f } as const;
/** RFC 9580 section 5.2.3.29: certify and sign; encrypt communications and storage. */
const FLAGS = { primary: 0x03, subkey: 0x0c } as const;
/** RFC 9580 section 5.2.3.32: reads SEIPDv1 and SEIPDv2, so that every message to it is SEIPDv2. */
const FEATURES = 0x09;

/**
 * Reads a certificate: exactly the packets of its profile, nothing behind them, self-signature and subkey binding valid
 * and of the one form that Sealchart writes. `E_CERT` otherwise. With `accountId` a v4 certificate's user id must be
 * that account. Times are not judged: expiry and revocation are matters of the account chain.
 */
export async function readCertificate(bytes: Uint8Array, options: { readonly accountId?: string | undefined } = {}): Promise<Certificate> {
  try {
    return await readParts(Uint8Array.from(bytes), options.accountId);
  } catch (cause) {
    const detail = cause instanceof SealchartError ? cause.detail : undefined;
    throw new SealchartError('E_CERT', { ...(detail === undefined ? {} : { detail }), cause });
  }
}

async function readParts(bytes: Bytes, accountId: string | undefined): Promise<Certificate> {
  const packets = new PacketSequence(bytes);
  const primaryBody = packets.take(PACKET.publicKey);
  const version = primaryBody[0] === 6 ? 6 : 4;
  const userIdBody = version === 6 ? undefined : packets.take(PACKET.userId);
  const selfSignature = packets.take(PACKET.signature);
  const subkeyBody = packets.take(PACKET.publicSubkey);
  const subkeyBinding = packets.take(PACKET.signature);
  packets.end();

  const signing = await importSigningKey(await readPublicKey(primaryBody, version, 'sign'));
  const encryption = await readPublicKey(subkeyBody, version, 'encrypt');
  const userId = userIdBody && readUserId(userIdBody, accountId);
  const primaryOctets = keyOctets(version, primaryBody);
  const self = requireSigned(signing, selfSignature, {
    type: version === 6 ? TYPE.directKey : TYPE.certification,
    rules: selfRules(signing),
    parts: userIdBody ? [primaryOctets, Uint8Array.of(0xb4), uintBytes(userIdBody.length, 4), userIdBody] : [primaryOctets],
  });
  const bound = requireSigned(signing, subkeyBinding, {
    type: TYPE.subkeyBinding,
    rules: [CREATION_TIME, ...v4Rules(signing), fixedRule(27, true, FLAGS.subkey), issuerRule(signing)],
    parts: [primaryOctets, keyOctets(version, subkeyBody)],
  });
  const [hash] = await Promise.all([sha256B64u(bytes), self, bound]);
  return {
    profile: version === 6 ? 'modern' : 'rsa',
    bytes,
    hash,
    fingerprint: signing.fingerprint,
    ...(userId === undefined ? {} : { userId }),
    signing,
    encryption,
  };
}

/** Packets behind one another, taken in the only order that they may have. */
class PacketSequence {
  readonly #bytes: Bytes;
  #offset = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** The body of the next packet, which begins with `first`. */
  take(first: number): Bytes {
    const packet = readPacket(this.#bytes, this.#offset);
    if (packet.first !== first) throw new SealchartError('E_FORMAT', { detail: 'other packets than a certificate has' });
    this.#offset = packet.end;
    return packet.body;
  }

  end(): void {
    if (this.#offset !== this.#bytes.length) throw new SealchartError('E_FORMAT', { detail: 'bytes behind the certificate' });
  }
}

function readUserId(body: Bytes, accountId: string | undefined): string {
  const userId = fromUtf8(body);
  const isRight = accountId === undefined ? AccountId.safeParse(userId).success : userId === accountId;
  if (!isRight) throw new SealchartError('E_FORMAT', { detail: 'the user id is not the account' });
  return userId;
}

/**
 * Subpackets of a self-signature in the order they are written. Preferences (11, 21, 22, 39) may say what they like:
 * Sealchart's own choice of algorithms is not negotiated. No expiry, no revocation keys, no notations but the salt.
 */
function selfRules(key: PublicKey): SubpacketRule[] {
  const primaryUserId = key.version === 6 ? [] : [fixedRule(25, false, 1)];
  return [
    CREATION_TIME,
    preference(11),
    ...v4Rules(key),
    preference(21),
    preference(22),
    ...primaryUserId,
    fixedRule(27, true, FLAGS.primary),
    fixedRule(30, false, FEATURES),
    issuerRule(key),
    preference(39),
  ];
}

function preference(type: number): SubpacketRule {
  return { type, isCritical: false, isOptional: true };
}

interface Expected {
  readonly type: number;
  readonly rules: readonly SubpacketRule[];
  readonly parts: readonly Uint8Array[];
}

async function requireSigned(key: SigningKey, body: Bytes, { type, rules, parts }: Expected): Promise<void> {
  const signature = readSignaturePacket(body);
  if (signature.type !== type) throw new SealchartError('E_FORMAT', { detail: 'another type of signature' });
  requireSubpackets(signature.subpackets, rules);
  if (!(await isSignedBy(key, signature, ...parts))) {
    throw new SealchartError('E_SIGNATURE', { detail: 'a signature inside the certificate' });
  }
}
