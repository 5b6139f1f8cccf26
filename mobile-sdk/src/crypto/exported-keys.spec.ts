import { beforeAll, describe, expect, it } from '@jest/globals';
import { concatBytes, utf8 } from '@sealchart/protocol';
import * as openpgp from 'openpgp';
import type { Identity } from './openpgp.ts';
import {
  CLASSIC_CONFIG,
  EXPORT_CONFIG,
  OPENPGP_CONFIG,
  armorCertificate,
  armorCertificates,
  armorSecretKeys,
  forgetIdentity,
  generateIdentity,
  sealClassic,
  signDetached,
} from './openpgp.ts';

const instanceId = 'ins_AAAAAAAAAAAAAAAAAAAAAA';
const at = Date.parse('2026-11-21T03:00:00Z');
const passphrase = 'a passphrase for exports';

let modern: Identity;
let rsa: Identity;
beforeAll(async () => {
  modern = await generateIdentity({ profile: 'modern', instanceId, at });
  rsa = await generateIdentity({ profile: 'rsa', instanceId, at });
});

/** What a secret key packet says of its protection. */
const protectionOf = (key: openpgp.PrivateKey) => {
  const { s2k, s2kUsage } = key.keyPacket as unknown as {
    s2k: { type: string; c?: number; m?: number; encodedM?: number };
    s2kUsage: number;
  };
  return { usage: s2kUsage, type: s2k.type };
};

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8(text);
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return concatBytes(...all);
}

describe('the settings of exports', () => {
  it('are those of everything else but for what the format lacks', () => {
    expect(Object.isFrozen(CLASSIC_CONFIG)).toBe(true);
    expect(CLASSIC_CONFIG).toEqual({ ...OPENPGP_CONFIG, aeadProtect: false, s2kType: 3, s2kIterationCountByte: 255 });
    expect(EXPORT_CONFIG).toEqual({
      ...OPENPGP_CONFIG,
      s2kType: 4,
      s2kArgon2Params: { passes: 3, parallelism: 4, memoryExponent: 16 },
    });
    for (const name of [...Object.keys(CLASSIC_CONFIG), ...Object.keys(EXPORT_CONFIG)]) expect(openpgp.config).toHaveProperty(name);
  });
});

describe('secret keys under a passphrase', () => {
  it('come with Argon2 and AEAD, in their order, and open with the passphrase alone', async () => {
    const armored = await armorSecretKeys([modern, rsa], passphrase, 'rfc9580');
    const keys = await openpgp.readPrivateKeys({ armoredKeys: armored });
    expect(keys.map((key) => protectionOf(key))).toEqual([
      { usage: 253, type: 'argon2' },
      { usage: 253, type: 'argon2' },
    ]);
    expect(keys.map((key) => key.toPublic().write())).toEqual([modern.certificate.bytes, rsa.certificate.bytes]);
    const [first] = keys;
    if (!first) throw new TypeError('no key');
    expect(first.isDecrypted()).toBe(false);
    await expect(openpgp.decryptKey({ privateKey: first, passphrase: 'another one entirely' })).rejects.toThrow(
      /Error decrypting private key/,
    );
    expect((await openpgp.decryptKey({ privateKey: first, passphrase })).isDecrypted()).toBe(true);
  });

  it('come with iterated S2K and the armour checksum for GnuPG', async () => {
    const armored = await armorSecretKeys([rsa], passphrase, 'gnupg');
    expect(armored).toMatch(/^=[\w+/]{4}\r?$/m);
    const key = await openpgp.readPrivateKey({ armoredKey: armored });
    expect(protectionOf(key)).toEqual({ usage: 254, type: 'iterated' });
    await expect(openpgp.decryptKey({ privateKey: key, passphrase: 'guessed' })).rejects.toThrow(/Incorrect key passphrase/);
    expect((await openpgp.decryptKey({ privateKey: key, passphrase })).isDecrypted()).toBe(true);
  });

  it('leave the keys in memory as they were', async () => {
    await armorSecretKeys([modern], passphrase, 'rfc9580');
    await expect(signDetached(modern, utf8('still able'), at)).resolves.toBeInstanceOf(Uint8Array);
  });

  it('are none of a forgotten identity', async () => {
    const gone = await generateIdentity({ profile: 'modern', instanceId, at });
    forgetIdentity(gone);
    await expect(armorSecretKeys([gone], passphrase, 'rfc9580')).rejects.toMatchObject({ code: 'E_LOCKED' });
  });
});

describe('several certificates in one block', () => {
  it('are read one by one, with a checksum only where all are classic', async () => {
    const both = armorCertificates([modern.certificate, rsa.certificate]);
    const keys = await openpgp.readKeys({ armoredKeys: both });
    expect(keys.map((key) => key.write())).toEqual([modern.certificate.bytes, rsa.certificate.bytes]);
    expect(both).not.toMatch(/^=[\w+/]{4}\r?$/m);
    expect(armorCertificates([rsa.certificate])).toBe(armorCertificate(rsa.certificate));
  });
});

describe('a message in the classic format', () => {
  it('is sealed to the key and signed by it, with integrity protection', async () => {
    const text = 'é'.repeat(200_000);
    const bytes = await collect(sealClassic(rsa, pieces(text, 'end'), at));
    const message = await openpgp.readMessage({ binaryMessage: bytes });
    const versions = message.packets.map((packet) => (packet as unknown as { version: number }).version);
    expect(versions).toEqual([3, 1]);
    const [key] = await openpgp.readPrivateKeys({ armoredKeys: await armorSecretKeys([rsa], passphrase, 'gnupg') });
    if (!key) throw new TypeError('no key');
    const opened = await openpgp.decrypt({
      message,
      decryptionKeys: await openpgp.decryptKey({ privateKey: key, passphrase }),
      verificationKeys: key.toPublic(),
      expectSigned: true,
      format: 'utf8',
    });
    expect(opened.data).toBe(`${text}end`);
    await expect(opened.signatures[0]?.verified).resolves.toBe(true);
  });

  it('is refused when a bit of it was changed', async () => {
    const bytes = await collect(sealClassic(rsa, pieces('something to read'), at));
    const place = bytes.length - 30;
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    const decryptionKeys = await openpgp.decryptKey({
      privateKey: await openpgp.readPrivateKey({ armoredKey: await armorSecretKeys([rsa], passphrase, 'gnupg') }),
      passphrase,
    });
    const message = await openpgp.readMessage({ binaryMessage: bytes });
    await expect(openpgp.decrypt({ message, decryptionKeys })).rejects.toThrow(/Modification detected/);
  });

  it('asks for its source as it is read, and fails with it', async () => {
    let asked = 0;
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      for (asked = 1; asked < 5; asked += 1) yield new Uint8Array(65_536).fill(asked);
      throw new TypeError('no more');
    };
    await expect(collect(sealClassic(rsa, failing(), at))).rejects.toThrow('no more');
    const stream = sealClassic(rsa, failing(), at);
    await stream.next();
    expect(asked).toBeLessThan(5);
    await stream.return(undefined);
  });

  it('is not made for keys of another profile', async () => {
    await expect(collect(sealClassic(modern, pieces('x'), at))).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});
