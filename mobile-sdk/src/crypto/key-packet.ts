import type { Bytes, Certificate } from '@sealchart/protocol';
import { SealchartError, concatBytes, readKeyPacket, utf8, writeX25519KeyPacket } from '@sealchart/protocol';
import { hkdfSha256 } from './hkdf.ts';
import type { Identity } from './openpgp.ts';
import { encryptionScalar, unwrapRsa, wrapRsa } from './openpgp.ts';
import { importX25519, x25519Pair } from './x25519.ts';

const SESSION_KEY_OCTETS = 32;
const INFO = utf8('OpenPGP X25519');
/** What carries a session key through Web Crypto's key wrapping: HMAC takes keys of all lengths. */
const CARRIER = { name: 'HMAC', hash: 'SHA-256' };

/**
 * The session key, 32 bytes, out of a key packet for one of the own identities. `E_KEY_PACKET` when it is for none of
 * them, not of a stored form, or does not open. What comes out is nobody's key until its commitment was compared. An
 * RSA packet is to be given only after its SHA-256 was found in the signed audience entry: the client must not become
 * an oracle.
 */
export async function unwrapSessionKey(identities: readonly Identity[], keyPacket: Uint8Array): Promise<Bytes> {
  try {
    const packet = readKeyPacket(keyPacket);
    const identity = identities.find(({ certificate }) => certificate.encryption.packetFingerprint === packet.fingerprint);
    if (!identity) throw new SealchartError('E_KEY_PACKET', { detail: 'for another key' });
    const sessionKey =
      packet.algorithm === 'rsa' ? await unwrapRsa(identity, keyPacket) : await unwrapX25519(identity, packet.ephemeral, packet.wrapped);
    if (sessionKey.length !== SESSION_KEY_OCTETS) throw new SealchartError('E_KEY_PACKET', { detail: 'not a session key' });
    return sessionKey;
  } catch (cause) {
    if (cause instanceof SealchartError && (cause.code === 'E_LOCKED' || cause.code === 'E_KEY_PACKET')) throw cause;
    throw new SealchartError('E_KEY_PACKET', { cause });
  }
}

const agreements = new WeakMap<Identity, Promise<CryptoKey>>();

/** The identity's X25519 key for Web Crypto, imported once; not extractable. */
function agreementKey(identity: Identity): Promise<CryptoKey> {
  const scalar = encryptionScalar(identity);
  const known = agreements.get(identity) ?? x25519Pair(scalar).then(({ privateKey }) => privateKey);
  agreements.set(identity, known);
  return known.finally(() => scalar.fill(0));
}

/** RFC 9580 section 5.1.6: X25519, HKDF-SHA-256 to a 128-bit key, AES key wrap. */
async function unwrapX25519(identity: Identity, ephemeral: Bytes, wrapped: Bytes): Promise<Bytes> {
  const own = await agreementKey(identity);
  const shared = await crypto.subtle.deriveBits({ name: 'X25519', public: await importX25519(ephemeral) }, own, 256);
  const wrappingKey = await wrappingKeyOf(ephemeral, identity.certificate.encryption.publicKey, shared);
  const unwrapped = await crypto.subtle.unwrapKey('raw', wrapped, wrappingKey, 'AES-KW', CARRIER, true, ['sign']);
  return new Uint8Array(await crypto.subtle.exportKey('raw', unwrapped));
}

/**
 * Wraps a session key for the certificate's encryption subkey: one v6 key packet in one of the two stored shapes, read
 * again before it is given out. `E_FORMAT` unless the session key has 32 bytes. The caller has verified the certificate
 * and compared the key with its commitment.
 */
export async function wrapSessionKey(certificate: Certificate, sessionKey: Bytes): Promise<Bytes> {
  if (sessionKey.length !== SESSION_KEY_OCTETS) throw new SealchartError('E_FORMAT', { detail: 'not a session key' });
  const packet = certificate.profile === 'rsa' ? await wrapRsa(certificate, sessionKey) : await wrapX25519(certificate, sessionKey);
  const { fingerprint } = readKeyPacket(packet);
  if (fingerprint !== certificate.encryption.packetFingerprint) throw new SealchartError('E_FORMAT', { detail: 'for another key' });
  return packet;
}

const recipients = new WeakMap<Certificate, Promise<CryptoKey>>();

/** The certificate's X25519 key for Web Crypto, imported once. */
function recipientKey(certificate: Certificate): Promise<CryptoKey> {
  const known = recipients.get(certificate) ?? importX25519(certificate.encryption.publicKey);
  recipients.set(certificate, known);
  return known;
}

/** RFC 9580 section 5.1.6 in the other direction, with a one-time key of its own. */
async function wrapX25519(certificate: Certificate, sessionKey: Bytes): Promise<Bytes> {
  const { publicKey, packetFingerprint } = certificate.encryption;
  const oneTime = await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey('raw', oneTime.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: 'X25519', public: await recipientKey(certificate) }, oneTime.privateKey, 256);
  const wrappingKey = await wrappingKeyOf(ephemeral, publicKey, shared);
  const carried = await crypto.subtle.importKey('raw', sessionKey, CARRIER, true, ['sign']);
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', carried, wrappingKey, 'AES-KW'));
  return writeX25519KeyPacket(packetFingerprint, ephemeral, wrapped);
}

async function wrappingKeyOf(ephemeral: Bytes, recipient: Bytes, shared: ArrayBuffer): Promise<CryptoKey> {
  const ikm = concatBytes(ephemeral, recipient, new Uint8Array(shared));
  return crypto.subtle.importKey('raw', await hkdfSha256(ikm, INFO, 16), 'AES-KW', false, ['wrapKey', 'unwrapKey']);
}
