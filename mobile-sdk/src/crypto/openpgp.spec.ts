import { beforeAll, describe, expect, it } from '@jest/globals';
import { AccountId, accountIdOf, readCertificate, readKeyPacket, utf8, verifyDetached } from '@sealchart/protocol';
import * as openpgp from 'openpgp';
import { unwrapSessionKey, wrapSessionKey } from './key-packet.ts';
import type { Identity } from './openpgp.ts';
import { sealData } from './seipd.ts';
import {
  OPENPGP_CONFIG,
  armorCertificate,
  exportSecretKey,
  forgetIdentity,
  generateIdentity,
  importSecretKey,
  openToSelf,
  sealToSelf,
  signDetached,
} from './openpgp.ts';

const instanceId = 'ins_AAAAAAAAAAAAAAAAAAAAAA';
const at = Date.parse('2026-11-21T03:00:00Z');
const newKey = () => crypto.getRandomValues(new Uint8Array(32));
const idOf = ({ certificate }: Identity) => accountIdOf(instanceId, certificate.fingerprint);

let modern: Identity;
let rsa: Identity;
beforeAll(async () => {
  modern = await generateIdentity({ profile: 'modern', instanceId, at });
  rsa = await generateIdentity({ profile: 'rsa', instanceId, at });
});

describe('the configuration of the library', () => {
  it('is frozen as the threat model wants it', () => {
    expect(Object.isFrozen(OPENPGP_CONFIG)).toBe(true);
    expect(OPENPGP_CONFIG).toEqual({
      aeadProtect: true,
      preferredAEADAlgorithm: 3,
      preferredSymmetricAlgorithm: 9,
      preferredHashAlgorithm: 10,
      preferredCompressionAlgorithm: 0,
      aeadChunkSizeByte: 12,
      maxArgon2MemoryExponent: 17,
      maxDecompressedMessageSize: 33_554_432,
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
      nonDeterministicSignaturesViaNotation: true,
      knownNotations: [],
    });
  });

  it('names only settings that the library has', () => {
    for (const name of Object.keys(OPENPGP_CONFIG)) expect(openpgp.config).toHaveProperty(name);
  });
});

describe('an identity', () => {
  it('of profile modern has no user id', () => {
    expect(modern.certificate).toMatchObject({ profile: 'modern' });
    expect(modern.certificate.userId).toBeUndefined();
  });

  it('of profile rsa has its own account id as user id, and no other', async () => {
    expect(rsa.certificate).toMatchObject({ profile: 'rsa', userId: await idOf(rsa) });
    expect(AccountId.safeParse(rsa.certificate.userId).success).toBe(true);
  });

  it('shows no secret', () => {
    for (const identity of [modern, rsa]) {
      expect(Object.keys(identity)).toEqual(['certificate']);
      expect(Object.isFrozen(identity)).toBe(true);
    }
  });

  it.each(['modern', 'rsa'] as const)('of profile %s is the same after export and import', async (profile) => {
    const identity = profile === 'modern' ? modern : rsa;
    const copy = await importSecretKey(exportSecretKey(identity), await idOf(identity));
    expect(copy.certificate.hash).toBe(identity.certificate.hash);
    const data = utf8('statement');
    await verifyDetached(identity.certificate, await signDetached(copy, data, at), data);
  });

  it('is refused when a public half was exchanged', async () => {
    const bytes = exportSecretKey(modern);
    const other = await generateIdentity({ profile: 'modern', instanceId, at });
    for (const point of [other.certificate.signing.publicKey, other.certificate.encryption.publicKey]) {
      const own =
        point === other.certificate.signing.publicKey ? modern.certificate.signing.publicKey : modern.certificate.encryption.publicKey;
      const changed = bytes.slice();
      changed.set(point, Buffer.from(bytes).indexOf(own));
      await expect(importSecretKey(changed, await idOf(modern))).rejects.toMatchObject({ code: 'E_BUNDLE' });
    }
  });

  it('is refused when a secret half was exchanged, or is behind a passphrase', async () => {
    const bytes = exportSecretKey(modern);
    const privateKey = await openpgp.readPrivateKey({ binaryKey: bytes, config: OPENPGP_CONFIG });
    const packets = [privateKey.keyPacket, privateKey.subkeys[0]?.keyPacket] as openpgp.SecretKeyPacket[];
    for (const { privateParams } of packets) {
      const [secret] = Object.values(privateParams ?? {}) as Uint8Array[];
      const changed = bytes.slice();
      const place = Buffer.from(bytes).indexOf(secret ?? '') + 9;
      changed[place] = (changed[place] ?? 0) ^ 1;
      await expect(importSecretKey(changed, await idOf(modern))).rejects.toMatchObject({ code: 'E_BUNDLE' });
    }
    const locked = (await openpgp.encryptKey({ privateKey, passphrase: 'x', config: OPENPGP_CONFIG })).write();
    await expect(importSecretKey(locked, await idOf(modern))).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });

  it('of an rsa account is refused for another account', async () => {
    await expect(importSecretKey(exportSecretKey(rsa), 'acc_AAAAAAAAAAAAAAAAAAAAAA')).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });

  it('is of no use once forgotten', async () => {
    const gone = await importSecretKey(exportSecretKey(modern), await idOf(modern));
    const packet = await wrapSessionKey(gone.certificate, newKey());
    await unwrapSessionKey([gone], packet);
    forgetIdentity(gone);
    await expect(signDetached(gone, utf8('x'), at)).rejects.toMatchObject({ code: 'E_LOCKED' });
    await expect(unwrapSessionKey([gone], packet)).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(() => exportSecretKey(gone)).toThrow(expect.objectContaining({ code: 'E_LOCKED' }));
    await unwrapSessionKey([modern], packet);
  });
});

describe('an armoured certificate', () => {
  it.each(['modern', 'rsa'] as const)('of kind %s is the certificate, with the checksum only where one belongs', async (kind) => {
    const { certificate } = kind === 'modern' ? modern : rsa;
    const armored = armorCertificate(certificate);
    const key = await openpgp.readKey({ armoredKey: armored });
    expect(key.write()).toEqual(certificate.bytes);
    expect(key.isPrivate()).toBe(false);
    expect(/^=[\w+/]{4}\r?$/m.test(armored)).toBe(kind === 'rsa');
    expect(armored).toMatch(/^[\x20-\x7e\r\n]+$/);
    expect(armored).not.toMatch(/Version|Comment/);
  });
});

describe('what an identity seals to itself', () => {
  const [purpose, nonce, secret] = [utf8('spec'), new Uint8Array(12).fill(1), new Uint8Array(32).fill(2)];

  it.each(['modern', 'rsa'] as const)('opens with the same identity of kind %s out of another bundle', async (kind) => {
    const identity = kind === 'modern' ? modern : rsa;
    const sealed = await sealToSelf(identity, purpose, nonce, secret);
    expect(sealed).toHaveLength(12 + 32 + 16);
    const again = await importSecretKey(exportSecretKey(identity), await idOf(identity));
    expect(await openToSelf(again, purpose, sealed)).toEqual(secret);
    // Deriving the key overwrites a copy, not the identity.
    expect(exportSecretKey(again)).toEqual(exportSecretKey(identity));
    await signDetached(again, new Uint8Array(), at);
  });

  it('opens with no other identity, for no other purpose, and not changed', async () => {
    const sealed = await sealToSelf(modern, purpose, nonce, secret);
    const refused = { name: 'OperationError' };
    const changed = sealed.map((byte, i) => (i === 20 ? byte ^ 1 : byte));
    await expect(openToSelf(rsa, purpose, sealed)).rejects.toMatchObject(refused);
    await expect(openToSelf(modern, utf8('other'), sealed)).rejects.toMatchObject(refused);
    await expect(openToSelf(modern, purpose, changed)).rejects.toMatchObject(refused);
  });
});

describe('a signature', () => {
  const data = utf8('{"a":1}');

  it.each(['modern', 'rsa'] as const)('of profile %s is what the verifier of the protocol takes', async (profile) => {
    const { certificate } = profile === 'modern' ? modern : rsa;
    const signature = await signDetached(profile === 'modern' ? modern : rsa, data, at);
    await verifyDetached(certificate, signature, data);
    await expect(verifyDetached(certificate, signature, utf8('{"a":2}'))).rejects.toMatchObject({ code: 'E_SIGNATURE' });
    await expect(verifyDetached(profile === 'modern' ? rsa.certificate : modern.certificate, signature, data)).rejects.toMatchObject({
      code: 'E_SIGNATURE',
    });
  });

  it('can be made with a clock behind the creation of the key', async () => {
    const signature = await signDetached(modern, data, at - 86_400_000);
    await expect(verifyDetached(modern.certificate, signature, data)).resolves.toBeUndefined();
  });
});

describe('a key packet', () => {
  it.each(['modern', 'rsa'] as const)('for profile %s opens to the session key', async (profile) => {
    const identity = profile === 'modern' ? modern : rsa;
    const sessionKey = newKey();
    const packet = await wrapSessionKey(identity.certificate, sessionKey);
    expect(readKeyPacket(packet).fingerprint).toBe(identity.certificate.encryption.packetFingerprint);
    expect(await unwrapSessionKey([modern, rsa], packet)).toEqual(sessionKey);
  });

  it('opens to what the library opens it to', async () => {
    const sessionKey = newKey();
    const packet = await wrapSessionKey(modern.certificate, sessionKey);
    const decryptionKeys = await openpgp.readPrivateKey({ binaryKey: exportSecretKey(modern), config: OPENPGP_CONFIG });
    const message = await openpgp.readMessage({ binaryMessage: packet, config: OPENPGP_CONFIG });
    const [opened] = await openpgp.decryptSessionKeys({ message, decryptionKeys, config: OPENPGP_CONFIG });
    expect(opened?.data).toEqual(sessionKey);
  });

  it('of the library opens here too', async () => {
    const sessionKey = newKey();
    const encryptionKeys = await openpgp.readKey({ binaryKey: modern.certificate.bytes, config: OPENPGP_CONFIG });
    const options = { data: sessionKey, algorithm: 'aes256', aeadAlgorithm: 'gcm', format: 'binary', config: OPENPGP_CONFIG } as const;
    const packet = await openpgp.encryptSessionKey({ ...options, encryptionKeys, date: new Date(at + 1000) });
    expect(await unwrapSessionKey([modern], packet)).toEqual(sessionKey);
  });

  it('can be made for a certificate of the future', async () => {
    const future = await generateIdentity({ profile: 'modern', instanceId, at: Date.now() + 86_400_000 });
    const sessionKey = newKey();
    expect(await unwrapSessionKey([future], await wrapSessionKey(future.certificate, sessionKey))).toEqual(sessionKey);
  });

  it('for RSA has its 541 octets however often it is made', async () => {
    // One in 256 is shorter as the library makes it: 700 without a short one would be a matter of 6 %.
    const lengths = new Set<number>();
    for (let i = 0; i < 700; i += 1) lengths.add((await wrapSessionKey(rsa.certificate, newKey())).length);
    expect(Array.from(lengths)).toEqual([541]);
  });

  it('for somebody else is refused', async () => {
    const other = await generateIdentity({ profile: 'modern', instanceId, at });
    const packet = await wrapSessionKey(other.certificate, newKey());
    await expect(unwrapSessionKey([modern, rsa], packet)).rejects.toMatchObject({ code: 'E_KEY_PACKET' });
    await expect(unwrapSessionKey([], packet)).rejects.toMatchObject({ code: 'E_KEY_PACKET' });
  });

  it('with one bit flipped is refused, at every bit', async () => {
    const packet = await wrapSessionKey(modern.certificate, newKey());
    for (let bit = 0; bit < packet.length * 8; bit += 1) {
      const flipped = packet.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(unwrapSessionKey([modern], flipped)).rejects.toMatchObject({ code: 'E_KEY_PACKET' });
    }
  });
});

describe('sealing', () => {
  it('takes session keys of 32 bytes only', async () => {
    for (const length of [0, 16, 31, 33]) {
      await expect(sealData(new Uint8Array(length), new Uint8Array(1024))).rejects.toMatchObject({ code: 'E_FORMAT' });
      await expect(wrapSessionKey(modern.certificate, new Uint8Array(length))).rejects.toMatchObject({ code: 'E_FORMAT' });
    }
  });

  it('never gives the same packet twice', async () => {
    const [key, plaintext] = [newKey(), new Uint8Array(1024)];
    expect(await sealData(key, plaintext)).not.toEqual(await sealData(key, plaintext));
  });

  it('works with a certificate as the directory serves it', async () => {
    const certificate = await readCertificate(modern.certificate.bytes);
    const sessionKey = newKey();
    expect(await unwrapSessionKey([modern], await wrapSessionKey(certificate, sessionKey))).toEqual(sessionKey);
  });
});
