import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import * as openpgp from 'openpgp';
import type { Bytes } from '../bytes.ts';
import { fromB64u } from '../bytes.ts';
import type { Certificate } from './certificate.ts';
import { readCertificate } from './certificate.ts';
import { verifyDetached } from './signature.ts';

type Profile = 'modern' | 'rsa';
interface Row {
  readonly name: string;
  readonly what: string;
  readonly certificate: Profile;
  readonly signature: string;
  readonly data: string;
  readonly expect: string;
}
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../vectors/openpgp/${name}.json`, import.meta.url), 'utf8'));
const rows = read('signatures') as Row[];
const { secretKeys } = read('keys') as { readonly secretKeys: Record<Profile, string> };
const profiles = ['modern', 'rsa'] as const;
const signatureOf = (name: string): Row => {
  const row = rows.find((candidate) => candidate.name === name);
  if (!row) throw new Error(`no vector ${name}`);
  return row;
};

let certificates: Record<Profile, Certificate>;
let keys: Record<Profile, openpgp.PrivateKey>;

beforeAll(async () => {
  keys = { modern: await openKey('modern'), rsa: await openKey('rsa') };
  const certify = async (profile: Profile) => readCertificate(keys[profile].toPublic().write());
  certificates = { modern: await certify('modern'), rsa: await certify('rsa') };
});

describe('verifyDetached', () => {
  it.each(rows.filter((row) => row.expect === 'ok'))('$name: $what', async ({ certificate, signature, data }) => {
    await expect(verifyDetached(certificates[certificate], fromB64u(signature), fromB64u(data))).resolves.toBeUndefined();
  });

  it.each(rows.filter((row) => row.expect !== 'ok'))('refuses $name: $what', async ({ certificate, signature, data, expect: code }) => {
    const verified = verifyDetached(certificates[certificate], fromB64u(signature), fromB64u(data));
    await expect(verified).rejects.toMatchObject({ code });
  });

  it('asks Web Crypto nothing about values on which implementations disagree', async () => {
    const verify = jest.spyOn(crypto.subtle, 'verify');
    try {
      for (const { name, certificate, signature, data } of rows.filter((row) => /^R of order|S \+ L|not below n/.test(row.name))) {
        expect(await acceptedByUs(certificate, fromB64u(signature), fromB64u(data))).toBe('E_SIGNATURE');
        expect([name, verify.mock.calls.length]).toEqual([name, 0]);
      }
    } finally {
      verify.mockRestore();
    }
  });

  it('accepts nothing that openpgp.js refuses, but for a time before the key', async () => {
    const refused: string[] = [];
    for (const { name, certificate, signature, data } of rows.filter((row) => row.expect === 'ok')) {
      if (!(await acceptedByLibrary(certificate, fromB64u(signature), fromB64u(data)))) refused.push(name);
    }
    expect(refused).toEqual(['modern, time before the key']);
  });

  it.each([
    ['two packets, second bad', true],
    ['trailing byte', false],
    ['old header', true],
    ['long length', true],
    ['unhashed subpacket', true],
    ['extra subpacket', true],
    ['SHA-256', true],
    ['text', true],
  ])('is stricter than openpgp.js: %s', async (name, byLibrary) => {
    const { certificate, signature, data } = signatureOf(name);
    expect(await acceptedByLibrary(certificate, fromB64u(signature), fromB64u(data))).toBe(byLibrary);
  });

  it.each(profiles)('agrees with openpgp.js on what it signs: %s', async (profile) => {
    const sample = fc.record({ data: fc.uint8Array({ maxLength: 2_000 }), other: fc.uint8Array({ maxLength: 20 }) });
    await fc.assert(
      fc.asyncProperty(sample, async ({ data, other }) => {
        const signature = await sign(keys[profile], data);
        await verifyDetached(certificates[profile], signature, data);
        expect(await acceptedByLibrary(profile, signature, data)).toBe(true);
        const isSame = data.length === other.length && data.every((octet, i) => octet === other[i]);
        fc.pre(!isSame);
        expect(await acceptedByUs(profile, signature, other)).toBe('E_SIGNATURE');
        expect(await acceptedByLibrary(profile, signature, other)).toBe(false);
      }),
      { numRuns: profile === 'rsa' ? 5 : 30 },
    );
  });

  it.each(profiles)('refuses every flip of one bit of a signature: %s', async (profile) => {
    const { signature, data } = signatureOf(profile);
    const [genuine, signed] = [fromB64u(signature), fromB64u(data)];
    const accepted: number[] = [];
    for (let bit = 0; bit < genuine.length * 8; bit += 1) {
      const flipped = genuine.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if ((await acceptedByUs(profile, flipped, signed)) !== 'E_SIGNATURE') accepted.push(bit);
    }
    expect(accepted).toEqual([]);
    expect(await acceptedByUs(profile, genuine, signed)).toBe('ok');
  });

  it('refuses every flip of one bit of the data', async () => {
    const { signature, data } = signatureOf('modern');
    const signed = fromB64u(data);
    for (let bit = 0; bit < signed.length * 8; bit += 1) {
      const flipped = signed.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await acceptedByUs('modern', fromB64u(signature), flipped)).toBe('E_SIGNATURE');
    }
  });

  it('refuses arbitrary bytes with E_SIGNATURE alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), async (bytes) => {
        expect(await acceptedByUs('modern', bytes, new Uint8Array())).toBe('E_SIGNATURE');
      }),
    );
  });
});

async function openKey(profile: Profile): Promise<openpgp.PrivateKey> {
  return openpgp.readPrivateKey({ binaryKey: fromB64u(secretKeys[profile]) });
}

async function acceptedByUs(profile: Profile, signature: Uint8Array, data: Uint8Array): Promise<unknown> {
  return verifyDetached(certificates[profile], signature, data).then(
    () => 'ok',
    (error: unknown) => (error as { readonly code?: unknown }).code,
  );
}

/** What openpgp.js says of at least one signature, whatever the time. */
async function acceptedByLibrary(profile: Profile, signature: Uint8Array, data: Uint8Array): Promise<boolean> {
  try {
    const { signatures } = await openpgp.verify({
      message: await openpgp.createMessage({ binary: data }),
      signature: await openpgp.readSignature({ binarySignature: signature }),
      verificationKeys: keys[profile].toPublic(),
      date: null,
      format: 'binary',
    });
    const outcomes = await Promise.allSettled(signatures.map(({ verified }) => verified));
    return outcomes.some(({ status }) => status === 'fulfilled');
  } catch {
    return false;
  }
}

async function sign(key: openpgp.PrivateKey, data: Uint8Array): Promise<Bytes> {
  const message = await openpgp.createMessage({ binary: data });
  const signature: unknown = await openpgp.sign({ message, signingKeys: key, detached: true, format: 'binary' });
  return new Uint8Array(signature as Uint8Array);
}
