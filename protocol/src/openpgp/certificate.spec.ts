import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import * as openpgp from 'openpgp';
import type { Bytes } from '../bytes.ts';
import { fromB64u, toHex } from '../bytes.ts';
import { readCertificate } from './certificate.ts';
import { keyFingerprints } from './fingerprint.ts';

interface Row {
  readonly name: string;
  readonly what: string;
  readonly certificate: string;
  readonly accountId?: string;
  readonly expect: string;
  readonly fingerprint?: string;
  readonly packetFingerprint?: string;
  readonly encryptionFingerprint?: string;
  readonly encryptionPacketFingerprint?: string;
  readonly hash?: string;
}
const file = new URL('../../vectors/openpgp/certificates.json', import.meta.url);
const rows = JSON.parse(readFileSync(file, 'utf8')) as Row[];
const good = rows.filter((row) => row.expect === 'ok');
const bytesOf = (name: string): Bytes => fromB64u(rows.find((row) => row.name === name)?.certificate ?? '');

describe('readCertificate', () => {
  it.each(good)('$name: $what', async (row) => {
    const certificate = await readCertificate(fromB64u(row.certificate), { accountId: row.accountId });
    expect(certificate).toMatchObject({
      profile: row.name.startsWith('rsa') ? 'rsa' : 'modern',
      bytes: fromB64u(row.certificate),
      hash: row.hash,
      fingerprint: row.fingerprint,
      signing: { fingerprint: row.fingerprint, packetFingerprint: row.packetFingerprint },
      encryption: { fingerprint: row.encryptionFingerprint, packetFingerprint: row.encryptionPacketFingerprint },
    });
    expect(certificate.userId).toBe(row.name.startsWith('rsa') ? 'acc_AAECAwQFBgcICQoLDA0ODw' : undefined);
  });

  it.each(rows.filter((row) => row.expect !== 'ok'))('refuses $name: $what', async ({ certificate, accountId, expect: code }) => {
    await expect(readCertificate(fromB64u(certificate), { accountId })).rejects.toMatchObject({ code });
  });

  it.each(good)('sees in $name what openpgp.js sees', async (row) => {
    const key = await openpgp.readKey({ binaryKey: fromB64u(row.certificate) });
    const certificate = await readCertificate(fromB64u(row.certificate));
    const { keyPacket } = await key.getEncryptionKey(undefined, null);
    expect(certificate.signing.packetFingerprint).toBe(key.getFingerprint());
    expect(certificate.encryption.packetFingerprint).toBe(toHex(keyPacket.getFingerprintBytes() ?? new Uint8Array()));
    const params = keyPacket.publicParams as { readonly A?: Uint8Array; readonly n?: Uint8Array };
    expect(toHex(certificate.encryption.publicKey)).toBe(toHex(params.A ?? params.n ?? new Uint8Array()));
  });

  it('asks Web Crypto nothing about Ed25519 keys on which implementations disagree', async () => {
    const importKey = jest.spyOn(crypto.subtle, 'importKey');
    try {
      for (const { name, certificate } of rows.filter((row) => row.name.startsWith('primary of order'))) {
        await expect(readCertificate(fromB64u(certificate))).rejects.toMatchObject({ code: 'E_CERT' });
        expect([name, importKey.mock.calls.length]).toEqual([name, 0]);
      }
    } finally {
      importKey.mockRestore();
    }
  });

  it('keeps its own copy of the bytes', async () => {
    const bytes = bytesOf('modern');
    const certificate = await readCertificate(bytes);
    bytes.fill(0);
    expect(certificate.bytes).toEqual(bytesOf('modern'));
    expect(certificate.encryption.publicKey.some((octet) => octet !== 0)).toBe(true);
  });

  it('refuses every flip of one bit of a modern certificate', async () => {
    const bytes = bytesOf('modern');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) expect([bit, await outcomeOfFlip(bytes, bit)]).toEqual([bit, 'E_CERT']);
  });

  it('refuses flips of single bits of an rsa certificate', async () => {
    const bytes = bytesOf('rsa');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        expect(await outcomeOfFlip(bytes, bit)).toBe('E_CERT');
      }),
      { numRuns: 300 },
    );
  });
});

describe('keyFingerprints', () => {
  it('gives SHA-256 for both versions and SHA-1 for v4 packets', async () => {
    for (const row of good) {
      const { keyPacket } = await openpgp.readKey({ binaryKey: fromB64u(row.certificate) });
      const body = (keyPacket as unknown as { writePublicKey(): Uint8Array }).writePublicKey();
      expect(await keyFingerprints(row.name.startsWith('rsa') ? 4 : 6, body)).toEqual({
        fingerprint: row.fingerprint,
        packetFingerprint: row.packetFingerprint,
      });
    }
  });
});

/** What becomes of a certificate with one bit flipped. */
async function outcomeOfFlip(bytes: Bytes, bit: number): Promise<unknown> {
  const flipped = bytes.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return readCertificate(flipped).then(
    () => 'accepted',
    (error: unknown) => (error as { readonly code?: unknown }).code,
  );
}
