import { describe, expect, it } from '@jest/globals';
import { SealchartError, definitePacket, readDataPacket } from '@sealchart/protocol';
import * as fc from 'fast-check';
import * as openpgp from 'openpgp';
import { OPENPGP_CONFIG } from './openpgp.ts';
import { openData, sealData } from './seipd.ts';

const CHUNK = 2 ** 18;
/** Octets of the literal packet in front of the content, with a length of five octets. */
const LITERAL = 12;
const randomBytes = (count: number) => {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i += 65_536) crypto.getRandomValues(bytes.subarray(i, Math.min(i + 65_536, count)));
  return bytes;
};
const AES256_GCM = { algorithm: 'aes256', aeadAlgorithm: 'gcm' } as const;

/** What the library can do and its types do not say. */
interface Compressible {
  compress(algorithm: openpgp.enums.compression, config: openpgp.PartialConfig): openpgp.Message<Uint8Array>;
}

async function openWithLibrary(data: Uint8Array, dataPacket: Uint8Array): Promise<Uint8Array> {
  const message = await openpgp.readMessage({ binaryMessage: dataPacket, config: OPENPGP_CONFIG });
  const sessionKeys = [{ data, ...AES256_GCM }];
  const { data: content } = await openpgp.decrypt({ message, sessionKeys, format: 'binary', config: OPENPGP_CONFIG });
  return content;
}

const codeOf = async (act: Promise<unknown>): Promise<string> => {
  try {
    await act;
    return 'opened';
  } catch (error) {
    return error instanceof SealchartError ? error.code : 'untyped';
  }
};

/** The same seal as the library makes it, its partial lengths joined. */
async function sealWithLibrary(data: Uint8Array, plaintext: Uint8Array): Promise<Uint8Array> {
  const message = await openpgp.createMessage({ binary: plaintext, date: new Date(0) });
  const sessionKey = { data, ...AES256_GCM };
  return definitePacket(await openpgp.encrypt({ message, sessionKey, format: 'binary', config: OPENPGP_CONFIG }));
}

describe('sealing and opening a data packet with Web Crypto', () => {
  it.each([1, 500, 1024, 8383, 8384, CHUNK - LITERAL, CHUNK - LITERAL + 1, CHUNK, 2 * CHUNK - LITERAL, 700_000])(
    'gives what the library gives: %d bytes',
    async (length) => {
      const [key, plaintext] = [randomBytes(32), randomBytes(length)];
      const packet = await sealData(key, plaintext);
      const opened = await openData(key, packet);
      expect(Buffer.from(opened).equals(plaintext)).toBe(true);
      expect(Buffer.from(await openWithLibrary(key, packet)).equals(plaintext)).toBe(true);
      const ofLibrary = await sealWithLibrary(key, plaintext);
      expect(ofLibrary.length).toBe(packet.length);
      expect(Buffer.from(await openData(key, ofLibrary)).equals(plaintext)).toBe(true);
    },
  );

  it('and for any content of any length', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 3000 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.uint8Array({ minLength: 32, maxLength: 32 }), async (plaintext, key) => {
        const packet = await sealData(key, plaintext);
        expect(await openData(key, packet)).toEqual(plaintext);
      }),
      { numRuns: 50 },
    );
  });

  it('opens nothing with another key', async () => {
    const packet = await sealData(randomBytes(32), randomBytes(1024));
    await expect(openData(randomBytes(32), packet)).rejects.toMatchObject({ code: 'E_HASH' });
  });

  it('refuses every packet with one bit flipped', async () => {
    const key = randomBytes(32);
    const packet = await sealData(key, randomBytes(64));
    expect(await codeOf(openData(key, packet))).toBe('opened');
    const codes = new Set<string>();
    for (let bit = 0; bit < packet.length * 8; bit += 1) {
      const flipped = packet.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      codes.add(await codeOf(openData(key, flipped)));
    }
    expect(Array.from(codes).toSorted()).toEqual(['E_FORMAT', 'E_HASH']);
  });

  it('refuses chunks that are missing, exchanged or twice there', async () => {
    const key = randomBytes(32);
    const packet = await sealData(key, randomBytes(3 * CHUNK));
    const { chunks } = readDataPacket(packet);
    const front = packet.subarray(0, packet.length - chunks.length);
    const stride = CHUNK + 16;
    const [a, b, c, rest] = [0, 1, 2, 3].map((i) => chunks.subarray(i * stride, i === 3 ? undefined : (i + 1) * stride));
    const rebuild = (...parts: (Uint8Array | undefined)[]) => {
      const body = Buffer.concat([front.subarray(6), ...parts.map((part) => part ?? new Uint8Array())]);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(body.length);
      return definitePacket(Buffer.concat([Uint8Array.of(0xd2, 0xff), length, body]));
    };
    expect(await codeOf(openData(key, rebuild(a, b, c, rest)))).toBe('opened');
    for (const parts of [
      [b, c, rest],
      [a, c, rest],
      [a, b, rest],
      [b, a, c, rest],
      [a, b, b, c, rest],
      [a, b, c],
    ]) {
      expect(await codeOf(openData(key, rebuild(...parts)))).toMatch(/^E_(FORMAT|HASH)$/);
    }
  });

  it('refuses a message that is compressed, signed, named or dated inside', async () => {
    const key = randomBytes(32);
    const sessionKey = { data: key, ...AES256_GCM };
    const seal = async (message: openpgp.Message<Uint8Array>) =>
      definitePacket(await openpgp.encrypt({ message, sessionKey, format: 'binary', config: OPENPGP_CONFIG }));
    const content = new Uint8Array(1024);
    const date = new Date(0);
    const plain = await openpgp.createMessage({ binary: content, date });
    expect(await codeOf(openData(key, await seal(plain)))).toBe('opened');
    const zlib = await seal((plain as unknown as Compressible).compress(openpgp.enums.compression.zlib, OPENPGP_CONFIG));
    const named = await seal(await openpgp.createMessage({ binary: content, date, filename: 'a' }));
    const dated = await seal(await openpgp.createMessage({ binary: content, date: new Date(1e12) }));
    const text = await seal((await openpgp.createMessage({ text: 'a'.repeat(1024), date })) as unknown as typeof plain);
    for (const packet of [zlib, named, dated, text]) expect(await codeOf(openData(key, packet))).toBe('E_FORMAT');
  });
});
