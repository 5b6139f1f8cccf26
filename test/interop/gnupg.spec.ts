import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import { concatBytes } from '@sealchart/protocol';
import * as openpgp from 'openpgp';
import { madeUpBundle, textFile, textOf } from '../stories/support/bundles.ts';
import type { InProcessServer } from '../stories/support/in-process-server.ts';
import { startServer } from '../stories/support/in-process-server.ts';
import { person } from '../stories/support/people.ts';
import { GpgHome, gpgVersion } from './gpg-home.ts';

const PASSPHRASE = 'correct horse battery – staple';
let server: InProcessServer;
/** What a person with RSA keys exports. */
let bundle: string;
let message: Uint8Array;
let keys: string;
let certificate: string;
let fingerprint: string;

beforeAll(async () => {
  server = await startServer();
  const kim = await person(server, 'Kim', { profile: 'rsa' });
  await kim.client.importFhir(textFile(madeUpBundle(60, crypto.randomUUID())));
  await kim.client.create([{ schema: 'text/plain', title: 'A note', body: `Grüße ${'x'.repeat(200_000)}` }]);
  bundle = await textOf(kim.client.exportFhir());
  const chunks: Uint8Array[] = [];
  for await (const chunk of kim.client.exportGnupg()) chunks.push(chunk);
  message = concatBytes(...chunks);
  keys = await kim.client.exportSecretKeys({ password: kim.password, passphrase: PASSPHRASE, format: 'gnupg' });
  certificate = kim.client.certificate();
  fingerprint = (await openpgp.readKey({ armoredKey: certificate })).getFingerprint().toUpperCase();
}, 120_000);
afterAll(() => server.close());

/** The message with one bit changed in its middle. */
const tampered = (): Uint8Array => {
  const copy = message.slice();
  const middle = Math.floor(copy.length / 2);
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
};

/** As a program that knows only the exported key and certificate. */
const open = async (binaryMessage: Uint8Array, passphrase = PASSPHRASE) => {
  const privateKey = await openpgp.readPrivateKey({ armoredKey: keys });
  return openpgp.decrypt({
    message: await openpgp.readMessage({ binaryMessage }),
    decryptionKeys: await openpgp.decryptKey({ privateKey, passphrase }),
    verificationKeys: await openpgp.readKey({ armoredKey: certificate }),
    expectSigned: true,
  });
};

describe('what is exported for GnuPG, read by openpgp.js', () => {
  it('opens with the exported key, signed by it, and is the bundle', async () => {
    const { data, signatures } = await open(message);
    expect(data).toBe(bundle);
    await expect(signatures[0]?.verified).resolves.toBe(true);
  });

  it('is in the format that GnuPG reads: v3 key packet, integrity protected data, no AEAD', async () => {
    const { packets } = await openpgp.readMessage({ binaryMessage: message });
    expect(packets.map((packet) => (packet as unknown as { version: number }).version)).toEqual([3, 1]);
    const [key] = await openpgp.readPrivateKeys({ armoredKeys: keys });
    expect(key?.keyPacket.version).toBe(4);
  });

  it('is refused when it was changed, and does not open with another passphrase', async () => {
    await expect(open(tampered())).rejects.toThrow(/Modification detected/);
    await expect(open(message, 'another passphrase')).rejects.toThrow(/Incorrect key passphrase/);
  });
});

// Only where there is a gpg: the suite above reads the same bytes everywhere.
const version = gpgVersion();
if (version !== undefined) {
  describe(`what is exported for GnuPG, read by ${version}`, () => {
    let home: GpgHome;
    beforeEach(() => {
      home = new GpgHome();
    });
    afterEach(() => home.remove());

    const importKeys = () => home.run(['--import', home.file('keys.asc', keys)]);
    const decrypt = (bytes: Uint8Array, passphrase = PASSPHRASE) => home.run(['--decrypt', home.file('message.gpg', bytes)], passphrase);

    it('[gpg] its secret key can be imported', () => {
      const { code, messages } = importKeys();
      expect(messages).toContain(`IMPORT_OK 17 ${fingerprint}`);
      expect(code).toBe(0);
      expect(home.run(['--list-secret-keys', '--with-colons']).stdout.toString()).toContain(`fpr:::::::::${fingerprint}:`);
    });

    it('[gpg] it opens, is well signed, and is the bundle', () => {
      importKeys();
      const { code, stdout, messages } = decrypt(message);
      expect(messages).toMatch(/Good signature from "acc_/);
      expect(messages).toContain(`VALIDSIG ${fingerprint}`);
      expect(messages).toContain('DECRYPTION_OKAY');
      expect(messages).not.toMatch(/not integrity protected|BADMDC|DECRYPTION_FAILED/);
      expect(stdout.toString()).toBe(bundle);
      expect(code).toBe(0);
      printFigure('interop: an export for GnuPG', `opened and verified by ${version}`);
    });

    it('[gpg] it is refused when it was changed', () => {
      importKeys();
      const { code, messages } = decrypt(tampered());
      expect(code).not.toBe(0);
      expect(messages).not.toContain('DECRYPTION_OKAY');
      expect(messages).not.toContain('GOODSIG');
    });

    it('[gpg] it does not open with another passphrase, or without the key', () => {
      expect(decrypt(message).messages).toContain('NO_SECKEY');
      importKeys();
      const { code, messages } = decrypt(message, 'another passphrase');
      expect(code).not.toBe(0);
      expect(messages).not.toContain('DECRYPTION_OKAY');
    });

    it('[gpg] a file signed by it verifies with the exported certificate', () => {
      importKeys();
      const file = home.file('letter.txt', 'a letter');
      const signed = home.run(['--detach-sign', file], PASSPHRASE);
      expect(signed.code).toBe(0);
      const other = new GpgHome();
      try {
        other.run(['--import', other.file('certificate.asc', certificate)]);
        const { code, messages } = other.run(['--verify', `${file}.sig`, file]);
        expect(messages).toContain(`VALIDSIG ${fingerprint}`);
        expect(code).toBe(0);
      } finally {
        other.remove();
      }
    });
  });
}
