import type { Bytes, Certificate, KeyPacket, Profile } from '@sealchart/protocol';
import { SealchartError, accountIdOf, concatBytes, equalBytes, keyFingerprints, readCertificate, readKeyPacket } from '@sealchart/protocol';
import type { Key, PartialConfig, PrivateKey } from 'openpgp';
import * as openpgp from 'openpgp';
import { hkdfSha256 } from './hkdf.ts';

const { enums } = openpgp;

/**
 * What the library is allowed to do, in one place and frozen by a test. Contexts live inside the signed JCS bytes, not
 * in notations. [Note: RSA] `constantTimePKCS1Decryption` stays false because the library opens no v6 key packet for
 * RSA with it; instead an RSA key packet is opened only when its hash stands in a signed audience entry.
 */
export const OPENPGP_CONFIG = Object.freeze({
  aeadProtect: true,
  preferredAEADAlgorithm: enums.aead.gcm,
  preferredSymmetricAlgorithm: enums.symmetric.aes256,
  preferredHashAlgorithm: enums.hash.sha512,
  preferredCompressionAlgorithm: enums.compression.uncompressed,
  aeadChunkSizeByte: 12,
  // 128 MiB instead of 1 TiB: no bomb by key derivation.
  maxArgon2MemoryExponent: 17,
  maxDecompressedMessageSize: 32 * 2 ** 20,
  allowUnauthenticatedMessages: false,
  allowUnauthenticatedStream: false,
  enforceGrammar: true,
  ignoreMalformedPackets: false,
  ignoreUnsupportedPackets: false,
  enableParsingV5Entities: false,
  allowInsecureDecryptionWithSigningKeys: false,
  allowInsecureVerificationWithReformattedKeys: false,
  allowMissingKeyFlags: false,
  constantTimePKCS1Decryption: false,
  // The salt that makes v4 signatures differ; v6 signatures have one of their own.
  nonDeterministicSignaturesViaNotation: true,
  knownNotations: [],
} satisfies PartialConfig);
const config: PartialConfig = OPENPGP_CONFIG;

/**
 * The classic format (RFC 4880 with integrity protection), for who has to hand something to GnuPG, which reads nothing newer. It is
 * used for exports that a person asks for, and never for anything that is stored or sent: its integrity check is a bare SHA-1
 * under the cipher, so a tampered message is noticed only at its end and nothing ties it to where it belongs; its
 * iterated S2K costs whoever guesses at a passphrase no memory.
 */
export const CLASSIC_CONFIG = Object.freeze({
  ...OPENPGP_CONFIG,
  aeadProtect: false,
  s2kType: enums.s2k.iterated,
  // The most that the format has: 62 MiB are hashed for each guess.
  s2kIterationCountByte: 255,
} satisfies PartialConfig);

/** Secret keys that leave the device under a passphrase: Argon2id as for the password itself (64 MiB, 3 passes, 4 lanes), and AEAD. */
export const EXPORT_CONFIG = Object.freeze({
  ...OPENPGP_CONFIG,
  s2kType: enums.s2k.argon2,
  s2kArgon2Params: Object.freeze({ passes: 3, parallelism: 4, memoryExponent: 16 }),
} satisfies PartialConfig);

/** The types of the library know no `null`, which means: whatever the clock says. */
const ANY_TIME = null as unknown as Date;
const AES256_GCM = { algorithm: 'aes256', aeadAlgorithm: 'gcm' } as const;
/** An RSA ciphertext begins with a zero octet once in 256; twenty in a row do not happen. */
const WRAP_ATTEMPTS = 20;
const SESSION_KEY_OCTETS = 32;

/** One OpenPGP identity of the own account, unlocked. Its secret keys stay in this module. */
export interface Identity {
  readonly certificate: Certificate;
}

type SecretPacket = openpgp.SecretKeyPacket | openpgp.SecretSubkeyPacket;

const privateKeys = new WeakMap<Identity, PrivateKey>();

/** What `generateIdentity` needs to know. */
export interface NewIdentity {
  readonly profile: Profile;
  readonly instanceId: string;
  /** Absent for an account's first identity, from which the id follows. */
  readonly accountId?: string;
  /** Milliseconds since 1970; keys carry whole seconds. */
  readonly at: number;
}

/** Makes an identity: v6 Ed25519 and X25519 without user id, or v4 RSA-4096 whose user id is the account id. */
export async function generateIdentity({ profile, instanceId, accountId, at }: NewIdentity): Promise<Identity> {
  const date = new Date(Math.floor(at / 1000) * 1000);
  const privateKey = profile === 'modern' ? await generateModern(date) : await generateRsa(date, instanceId, accountId);
  return toIdentity(privateKey, accountId);
}

async function generateModern(date: Date): Promise<PrivateKey> {
  const options = { type: 'curve25519', userIDs: [], date, format: 'object', config: { ...config, v6Keys: true } } as const;
  // The list of user ids is only read, but typed as one that could be written.
  const { privateKey } = await openpgp.generateKey({ ...options, userIDs: [] });
  return privateKey;
}

/** The first identity's account id follows from the fingerprint, which the user id does not touch: hence two steps. */
async function generateRsa(date: Date, instanceId: string, knownId: string | undefined): Promise<PrivateKey> {
  const options = { date, format: 'object', config: { ...config, v6Keys: false } } as const;
  const userIDs = { name: knownId ?? 'acc' };
  const { privateKey } = await openpgp.generateKey({ ...options, type: 'rsa', rsaBits: 4096, userIDs });
  if (knownId !== undefined) return privateKey;
  const { fingerprint } = await keyFingerprints(4, packetBody(privateKey));
  const name = await accountIdOf(instanceId, fingerprint);
  return (await openpgp.reformatKey({ ...options, privateKey, userIDs: { name } })).privateKey;
}

/** Body of the primary key's public packet, which the library's types do not show. */
function packetBody(privateKey: PrivateKey): Bytes {
  const packet = privateKey.keyPacket as unknown as { writePublicKey(): Bytes };
  return packet.writePublicKey();
}

async function toIdentity(privateKey: PrivateKey, accountId: string | undefined): Promise<Identity> {
  const certificate = await readCertificate(privateKey.toPublic().write(), { accountId });
  const identity: Identity = Object.freeze({ certificate });
  privateKeys.set(identity, privateKey);
  return identity;
}

/** The transferable secret key (RFC 9580 section 10.2), unprotected: to be sealed into the key bundle, for nothing else. */
export function exportSecretKey(identity: Identity): Bytes {
  return privateKeyOf(identity).write() as Bytes;
}

/**
 * The identity of a transferable secret key out of the opened key bundle. `E_BUNDLE` unless the bytes are exactly one
 * such key, of the one form that Sealchart makes, and its public halves follow from its secret ones.
 */
export async function importSecretKey(secretKey: Uint8Array, accountId: string): Promise<Identity> {
  try {
    const privateKey = await openpgp.readPrivateKey({ binaryKey: secretKey, config });
    if (!equalBytes(privateKey.write(), secretKey)) throw new TypeError('another form');
    await Promise.all(secretPackets(privateKey).map((packet) => packet.validate()));
    return await toIdentity(privateKey, accountId);
  } catch (cause) {
    throw new SealchartError('E_BUNDLE', { detail: 'a secret key that does not fit', cause });
  }
}

/** Overwrites what can be overwritten of the secret keys; the identity is of no use afterwards (`E_LOCKED`). */
export function forgetIdentity(identity: Identity): void {
  const privateKey = privateKeys.get(identity);
  privateKeys.delete(identity);
  if (!privateKey) return;
  for (const { privateParams } of secretPackets(privateKey)) {
    for (const value of Object.values(privateParams ?? {})) if (value instanceof Uint8Array) value.fill(0);
  }
}

/**
 * Detached signature of `bytes` by the primary key: one packet of type binary. Its time is the later of `at`
 * (milliseconds) and the key's creation, so that a slow clock does not stop anybody; verifiers ignore it.
 */
export async function signDetached(identity: Identity, bytes: Uint8Array, at: number): Promise<Bytes> {
  const privateKey = privateKeyOf(identity);
  const date = new Date(Math.max(at, privateKey.getCreationTime().getTime()));
  const message = await openpgp.createMessage({ binary: bytes });
  const signature = await openpgp.sign({ message, signingKeys: privateKey, detached: true, format: 'binary', date, config });
  return signature as Bytes;
}

const publicKeys = new WeakMap<Certificate, Promise<Key>>();

/** The library's copy of a verified certificate, parsed once. */
function publicKeyOf(certificate: Certificate): Promise<Key> {
  const known = publicKeys.get(certificate) ?? openpgp.readKey({ binaryKey: certificate.bytes, config });
  publicKeys.set(certificate, known);
  return known;
}

/**
 * Wraps a 32-byte session key for the RSA subkey of a verified certificate: one v6 key packet in the stored shape. The
 * library strips a leading zero of the ciphertext, once in 256, and then it is wrapped again.
 */
export async function wrapRsa(certificate: Certificate, sessionKey: Bytes): Promise<Bytes> {
  const encryptionKeys = await publicKeyOf(certificate);
  for (let attempt = 0; attempt < WRAP_ATTEMPTS; attempt += 1) {
    const options = { data: sessionKey, ...AES256_GCM, encryptionKeys, date: ANY_TIME, format: 'binary', config } as const;
    const packet = (await openpgp.encryptSessionKey(options)) as Bytes;
    if (tryReadKeyPacket(packet)?.fingerprint === certificate.encryption.packetFingerprint) return packet;
  }
  throw new SealchartError('E_FORMAT', { detail: 'the session key was not wrapped in the stored form' });
}

/** Undefined for the short RSA packet that is not stored. */
function tryReadKeyPacket(packet: Bytes): KeyPacket | undefined {
  try {
    return readKeyPacket(packet);
  } catch {
    return undefined;
  }
}

/** Opens an RSA key packet that was read and found in a signed list before. Throws whatever the library throws. */
export async function unwrapRsa(identity: Identity, keyPacket: Uint8Array): Promise<Bytes> {
  const message = await openpgp.readMessage({ binaryMessage: keyPacket, config });
  const options = { message, decryptionKeys: privateKeyOf(identity), date: ANY_TIME, config } as const;
  const [sessionKey] = await openpgp.decryptSessionKeys(options);
  return sessionKey?.data as Bytes;
}

/** Secret scalar of the X25519 subkey of a `modern` identity, a copy that the caller overwrites. */
export function encryptionScalar(identity: Identity): Bytes {
  const [, subkey] = secretPackets(privateKeyOf(identity));
  const params: { readonly k?: Uint8Array } | null | undefined = subkey?.privateParams;
  if (!(params?.k instanceof Uint8Array)) throw new SealchartError('E_KEY_PACKET', { detail: 'no X25519 key' });
  return params.k.slice();
}

const SELF_NONCE_OCTETS = 12;

/**
 * Seals a few bytes so that nobody but this identity opens them, for this device's own use: AES-256-GCM under
 * HKDF(body of the primary key's secret packet, `purpose`), nonce in front of ciphertext and tag. `nonce` has 12 random
 * bytes. Of a `modern` primary key no bit can be changed unnoticed; of an X25519 subkey those that clamping ignores can.
 */
export async function sealToSelf(identity: Identity, purpose: Bytes, nonce: Bytes, plaintext: Bytes): Promise<Bytes> {
  const key = await selfKeyOf(identity, purpose);
  return concatBytes(nonce, new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, plaintext)));
}

/** Opens what `sealToSelf` made. Throws whatever Web Crypto throws when it was another identity or purpose. */
export async function openToSelf(identity: Identity, purpose: Bytes, sealed: Uint8Array): Promise<Bytes> {
  const [iv, rest] = [sealed.slice(0, SELF_NONCE_OCTETS), sealed.slice(SELF_NONCE_OCTETS)];
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await selfKeyOf(identity, purpose), rest));
}

async function selfKeyOf(identity: Identity, purpose: Bytes): Promise<CryptoKey> {
  const [primary] = secretPackets(privateKeyOf(identity));
  const secret = primary?.write() as Bytes;
  const derived = await hkdfSha256(secret, purpose, 32);
  secret.fill(0);
  const key = await crypto.subtle.importKey('raw', derived, 'AES-GCM', false, ['encrypt', 'decrypt']);
  derived.fill(0);
  return key;
}

/** The certificate as ASCII armour (RFC 9580 section 6); a v6 one without the checksum that other programs warn about. */
export function armorCertificate(certificate: Certificate): string {
  return armorCertificates([certificate]);
}

/** Certificates of one account as one block of ASCII armour. */
export function armorCertificates(certificates: readonly Certificate[]): string {
  const bytes = concatBytes(...certificates.map((certificate) => certificate.bytes));
  return openpgp.armor(enums.armor.publicKey, bytes, undefined, undefined, undefined, certificates.every(isClassic));
}

const isClassic = ({ profile }: Certificate): boolean => profile === 'rsa';

/** How secret keys leave the device: `rfc9580` under Argon2id and AEAD; `gnupg` under iterated S2K, identities of profile `rsa` only. */
export type SecretKeyFormat = 'rfc9580' | 'gnupg';

/** The transferable secret keys of identities under a passphrase, in their order, as one block of ASCII armour. */
export async function armorSecretKeys(identities: readonly Identity[], passphrase: string, format: SecretKeyFormat): Promise<string> {
  const settings: PartialConfig = format === 'gnupg' ? CLASSIC_CONFIG : EXPORT_CONFIG;
  const locked: Bytes[] = [];
  // One after another: each takes the memory of Argon2id.
  for (const identity of identities) {
    const key = await openpgp.encryptKey({ privateKey: privateKeyOf(identity), passphrase, config: settings });
    locked.push(key.write() as Bytes);
  }
  const needsChecksum = identities.every(({ certificate }) => isClassic(certificate));
  return openpgp.armor(enums.armor.privateKey, concatBytes(...locked), undefined, undefined, undefined, needsChecksum);
}

/**
 * Seals a stream to an identity of profile `rsa` and signs it with the same, as one message of the classic format: v3 PKESK, SEIPD v1, inside
 * a one-pass signature. Holds a chunk in memory. A source that fails makes the stream fail: a message that ends is whole. `E_USAGE`
 * for another profile.
 */
export async function* sealClassic(
  identity: Identity,
  source: AsyncIterable<Uint8Array>,
  at: number,
): AsyncGenerator<Uint8Array, void, void> {
  if (!isClassic(identity.certificate)) throw new SealchartError('E_USAGE', { detail: 'keys of another profile' });
  const privateKey = privateKeyOf(identity);
  const date = new Date(Math.max(at, privateKey.getCreationTime().getTime()));
  const sessionKey = { data: crypto.getRandomValues(new Uint8Array(SESSION_KEY_OCTETS)), algorithm: 'aes256' } as const;
  try {
    const message = await openpgp.createMessage({ binary: toStream(source), date });
    // The key's own preferences ask for the newer format; a session key without AEAD is how the library is told otherwise.
    const keys = { encryptionKeys: privateKey, signingKeys: privateKey, sessionKey } as const;
    yield* chunksOf(await openpgp.encrypt({ message, ...keys, format: 'binary', date, config: CLASSIC_CONFIG }));
  } finally {
    sessionKey.data.fill(0);
  }
}

/** Not every browser lets a stream be iterated. */
async function* chunksOf(stream: openpgp.WebStream<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); next.value !== undefined; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

/** A stream that asks for a chunk when one is wanted, and fails with its source. */
function toStream(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

function privateKeyOf(identity: Identity): PrivateKey {
  const privateKey = privateKeys.get(identity);
  if (!privateKey) throw new SealchartError('E_LOCKED');
  return privateKey;
}

/** The primary key, then the subkeys. */
function secretPackets(privateKey: PrivateKey): SecretPacket[] {
  return [
    privateKey.keyPacket as openpgp.SecretKeyPacket,
    ...privateKey.subkeys.map((subkey) => subkey.keyPacket as openpgp.SecretSubkeyPacket),
  ];
}
