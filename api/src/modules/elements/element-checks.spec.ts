import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AudienceEntry, Certificate, ElementManifest } from '@sealchart/protocol';
import { CLOCK_AHEAD_MS, readCertificate, sha256B64u } from '@sealchart/protocol';
import { randomBytes } from 'node:crypto';
import * as openpgp from 'openpgp';
import { keyPacketOf } from '../../testing/test-element.ts';
import { makeTestIdentity } from '../../testing/test-identity.ts';
import { checkAuthor, checkClock, checkKeyPacket } from './element-checks.ts';

const instanceId = `ins_${'A'.repeat(22)}`;
const RSA_PACKET_OCTETS = 541;

interface Recipient {
  readonly certificate: Certificate;
  readonly packet: Buffer;
}

async function modernRecipient(): Promise<Recipient> {
  const identity = await makeTestIdentity(instanceId);
  const { packet } = await keyPacketOf(identity, new Uint8Array(randomBytes(32)));
  return { certificate: identity.certificate, packet: Buffer.from(packet, 'base64url') };
}

async function rsaRecipient(): Promise<Recipient> {
  const name = `acc_${'A'.repeat(22)}`;
  const config = { aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.gcm };
  const { privateKey } = await openpgp.generateKey({ type: 'rsa', rsaBits: 4096, userIDs: [{ name }], format: 'object', config });
  const certificate = await readCertificate(privateKey.toPublic().write());
  for (;;) {
    const packet: unknown = await openpgp.encryptSessionKey({
      data: new Uint8Array(randomBytes(32)),
      algorithm: 'aes256',
      aeadAlgorithm: 'gcm',
      encryptionKeys: privateKey.toPublic(),
      format: 'binary',
      config,
    });
    // One in 256 begins with a zero octet and is shorter.
    if ((packet as Uint8Array).length === RSA_PACKET_OCTETS) return { certificate, packet: Buffer.from(packet as Uint8Array) };
  }
}

let modern: Recipient;
let rsa: Recipient;
beforeAll(async () => {
  [modern, rsa] = await Promise.all([modernRecipient(), rsaRecipient()]);
});

const entryFor = ({ certificate }: Recipient, more: Partial<AudienceEntry> = {}): AudienceEntry => ({
  principal: `acc_${'A'.repeat(22)}`,
  role: 'viewer',
  epoch: 0,
  fingerprint: certificate.encryption.fingerprint,
  ...more,
});

describe('the author', () => {
  const account = `acc_${'A'.repeat(22)}`;
  const by = (fingerprint: string, name = account) => ({ author: { account: name, fingerprint } }) as ElementManifest;
  const refused = expect.objectContaining({ code: 'E_AUTHOR' });

  it('is the account of the session, under the key that it has now', () => {
    const { certificate } = modern;
    expect(checkAuthor(by(certificate.fingerprint), account, certificate)).toBe(certificate);
    expect(() => checkAuthor(by(certificate.fingerprint, `acc_${'B'.repeat(21)}A`), account, certificate)).toThrow(refused);
    expect(() => checkAuthor(by(rsa.certificate.fingerprint), account, certificate)).toThrow(refused);
    expect(() => checkAuthor(by(certificate.fingerprint), account, undefined)).toThrow(refused);
  });
});

describe('the time of a version', () => {
  it('lies at most so far ahead', () => {
    const manifest = { authoredAt: '2026-01-02T03:04:05Z' } as ElementManifest;
    const at = Date.parse(manifest.authoredAt);
    expect(() => checkClock(manifest, at - CLOCK_AHEAD_MS)).not.toThrow();
    expect(() => checkClock(manifest, at - CLOCK_AHEAD_MS - 1)).toThrow(expect.objectContaining({ code: 'E_CLOCK' }));
  });
});

describe('a key packet', () => {
  it('for a modern key may be named by its hash', async () => {
    const packetHash = await sha256B64u(modern.packet);
    await expect(checkKeyPacket(modern.packet, entryFor(modern), modern.certificate)).resolves.toBeUndefined();
    await expect(checkKeyPacket(modern.packet, entryFor(modern, { packetHash }), modern.certificate)).resolves.toBeUndefined();
    const wrong = entryFor(modern, { packetHash: 'A'.repeat(43) });
    await expect(checkKeyPacket(modern.packet, wrong, modern.certificate)).rejects.toMatchObject({ code: 'E_HASH' });
  });

  it('for an RSA key must be named by its hash', async () => {
    const packetHash = await sha256B64u(rsa.packet);
    await expect(checkKeyPacket(rsa.packet, entryFor(rsa, { packetHash }), rsa.certificate)).resolves.toBeUndefined();
    await expect(checkKeyPacket(rsa.packet, entryFor(rsa), rsa.certificate)).rejects.toMatchObject({ code: 'E_FORMAT' });
    const wrong = entryFor(rsa, { packetHash: 'A'.repeat(43) });
    await expect(checkKeyPacket(rsa.packet, wrong, rsa.certificate)).rejects.toMatchObject({ code: 'E_HASH' });
  });

  it('is made to the key that the account has now', async () => {
    await expect(checkKeyPacket(modern.packet, entryFor(modern), rsa.certificate)).rejects.toMatchObject({ code: 'E_CERT' });
    await expect(checkKeyPacket(modern.packet, entryFor(rsa), rsa.certificate)).rejects.toMatchObject({ code: 'E_CERT' });
    await expect(checkKeyPacket(rsa.packet, entryFor(modern), modern.certificate)).rejects.toMatchObject({ code: 'E_CERT' });
    await expect(checkKeyPacket(modern.packet, entryFor(modern), undefined)).rejects.toMatchObject({ code: 'E_CERT' });
  });

  it('is one packet and nothing else', async () => {
    const others = [
      Buffer.concat([modern.packet, Buffer.of(0)]),
      modern.packet.subarray(1),
      Buffer.concat([modern.packet, modern.packet]),
      randomBytes(111),
    ];
    for (const other of others)
      await expect(checkKeyPacket(other, entryFor(modern), modern.certificate)).rejects.toMatchObject({ code: 'E_FORMAT' });
  });
});
