import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import type { TestCertificate } from '../../testing/test-certificate.ts';
import { makeTestCertificate } from '../../testing/test-certificate.ts';
import { readCertificate, warningsOf } from './certificate.ts';

let folder: string;
let own: TestCertificate;
let other: TestCertificate;
let names = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealchart-tls-'));
  [own, other] = await Promise.all([makeTestCertificate(), makeTestCertificate()]);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const put = async (text: string): Promise<string> => {
  const file = join(folder, String((names += 1)));
  await writeFile(file, text);
  return file;
};
const pair = async (cert: string, key: string) => ({ certFile: await put(cert), keyFile: await put(key) });
const refused = async (files: { certFile: string; keyFile: string }): Promise<SealchartError> => {
  const error: unknown = await readCertificate(files).catch((reason: unknown) => reason);
  if (error instanceof SealchartError) return error;
  throw new Error('was accepted');
};
const issues = async (cert: string, key: string) =>
  (await refused(await pair(cert, key))).issues.map(({ path, message }) => `${path}: ${message}`);

describe('certificate and key', () => {
  it('are taken where they fit, with a chain behind them', async () => {
    const { cert, key, leaf } = await readCertificate(await pair(`${own.cert}\n${other.cert}`, own.key));
    expect([cert, key, leaf.subject]).toEqual([`${own.cert}\n${other.cert}`, own.key, 'CN=Sealchart test']);
  });

  it('are refused where they do not fit', async () => {
    expect(await issues(own.cert, other.key)).toEqual([expect.stringMatching(/^TLS_KEY_FILE: must hold the key of the first certificate/)]);
    expect(await issues(`${other.cert}\n${own.cert}`, own.key)).toEqual([expect.stringMatching(/^TLS_KEY_FILE: /)]);
  });

  it('are refused where they are no PEM, each by name', async () => {
    const [der] = [Buffer.from(own.cert.split('\n').slice(1, -2).join(''), 'base64').toString('latin1')];
    for (const text of ['', 'hello', der, own.cert.slice(0, 200), own.key]) {
      expect(await issues(text, own.key)).toEqual([expect.stringMatching(/^TLS_CERT_FILE: must hold a certificate in PEM form/)]);
    }
    for (const text of ['', 'hello', own.key.slice(0, 60), own.cert]) {
      expect(await issues(own.cert, text)).toEqual([expect.stringMatching(/^TLS_KEY_FILE: must hold a private key in PEM form/)]);
    }
    expect(await issues('x', 'y')).toHaveLength(2);
  });

  it('are refused with a passphrase', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const type of ['pkcs8', 'sec1'] as const) {
      const key = privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2' }).toString();
      expect(await issues(own.cert, key)).toEqual([expect.stringMatching(/^TLS_KEY_FILE: .*asks for a passphrase$/)]);
    }
  });

  it('are refused where there is no file, each by name', async () => {
    const error = await refused({ certFile: join(folder, 'absent', 'x'), keyFile: folder });
    expect(error.code).toBe('E_CONFIG');
    expect(error.issues).toEqual([
      { path: 'TLS_CERT_FILE', message: 'must name a file that exists; there is none' },
      { path: 'TLS_KEY_FILE', message: 'must name a file; it is a folder' },
    ]);
  });

  it('are refused where the file may not be read', async () => {
    const files = await pair(own.cert, own.key);
    await chmod(files.keyFile, 0);
    const told = await readCertificate(files).then(
      () => 'read',
      (error: SealchartError) => error.issues[0]?.message,
    );
    // The superuser may read everything.
    expect(told).toBe(process.getuid?.() === 0 ? 'read' : 'must name a file that the user of the server may read; it may not');
    const long = await refused({ ...files, keyFile: join(folder, 'x'.repeat(300)) });
    expect(long.issues).toEqual([{ path: 'TLS_KEY_FILE', message: 'must name a file that can be read; the system says ENAMETOOLONG' }]);
  });

  it('say nothing of the key in a refusal', async () => {
    const error = await refused(await pair(other.cert, own.key));
    expect(JSON.stringify([error.message, error.issues])).not.toContain(own.key.split('\n')[1]);
  });
});

describe('a certificate that can be used', () => {
  const now = new Date('2026-06-15T12:00:00Z');
  const warnings = async (options: Parameters<typeof makeTestCertificate>[0], host = 'localhost') => {
    const { cert, key } = await makeTestCertificate(options);
    return warningsOf(await readCertificate(await pair(cert, key)), host, now);
  };
  const valid = { notBefore: new Date('2026-06-01T00:00:00Z'), notAfter: new Date('2026-07-01T00:00:00Z') };

  it('is passed over in silence where all is well', async () => {
    expect(await warnings(valid)).toEqual([]);
    expect(await warnings({ ...valid, host: '*.example.org' }, 'records.example.org')).toEqual([]);
  });

  it('is told of where it expired, is early, or is made out to another', async () => {
    expect(await warnings({ ...valid, notAfter: new Date('2026-06-15T11:59:59Z') })).toEqual(['it expired on 2026-06-15T11:59:59.000Z']);
    expect(await warnings({ ...valid, notBefore: new Date('2026-06-16T00:00:00Z') })).toEqual([
      'it is not valid before 2026-06-16T00:00:00.000Z',
    ]);
    expect(await warnings(valid, 'records.example.org')).toEqual(['it is not made out to records.example.org']);
  });
});
