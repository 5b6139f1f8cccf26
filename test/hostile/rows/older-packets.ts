import { deflateRawSync } from 'node:zlib';
import type { Bytes } from '@sealchart/protocol';
import { definitePacket, writeLiteralPacket } from '@sealchart/protocol';
import { sealData } from '@sealchart/sdk/testing';
import * as openpgp from 'openpgp';
import type { OtherWay } from './forged-notes.ts';
import { signWithLibrary } from './forged-notes.ts';

const { enums } = openpgp;
const AES256_GCM = { algorithm: 'aes256', aeadAlgorithm: 'gcm' } as const;
const WHOLE = { aeadProtect: true, aeadChunkSizeByte: 12, preferredCompressionAlgorithm: enums.compression.uncompressed };

/** Settings of the library that make another packet than elements have. */
export interface OtherCipher {
  readonly aeadAlgorithm?: 'gcm' | 'eax' | 'ocb';
  readonly chunkSizeByte?: number;
  /** The classic format, without AEAD. */
  readonly isClassic?: boolean;
  /** As the library writes it: with partial lengths. */
  readonly isPartial?: boolean;
}

/** Seals with the library. */
export const sealAs =
  ({ aeadAlgorithm = 'gcm', chunkSizeByte = 12, isClassic = false, isPartial = false }: OtherCipher) =>
  async (data: Bytes, padded: Bytes): Promise<Bytes> => {
    const message = await openpgp.createMessage({ binary: padded, date: new Date(0) });
    const sessionKey = isClassic ? ({ data, algorithm: 'aes256' } as const) : ({ data, algorithm: 'aes256', aeadAlgorithm } as const);
    const config = { ...WHOLE, aeadProtect: !isClassic, aeadChunkSizeByte: chunkSizeByte };
    const packet = await openpgp.encrypt({ message, sessionKey, format: 'binary', config });
    return isPartial ? Uint8Array.from(packet) : definitePacket(packet);
  };

/** Seals in another way than elements are sealed. */
export type Seal = NonNullable<OtherWay['seal']>;

/** Seals as ever, and makes another packet of it. */
export const sealThen =
  (change: (packet: Bytes) => Bytes): Seal =>
  async (key, padded) =>
    change(await sealData(key, padded));

/** Seals these packets in the place of the one literal packet. */
export async function sealPackets(data: Bytes, packets: openpgp.PacketList<openpgp.AnyPacket>): Promise<Bytes> {
  const message = new openpgp.Message(packets);
  const sealed = await openpgp.encrypt({ message, sessionKey: { data, ...AES256_GCM }, format: 'binary', config: WHOLE });
  return definitePacket(sealed as Uint8Array);
}

/** A packet of a message, whose body somebody else wrote. */
class MadePacket {
  static readonly tag = enums.packet.compressedData;
  readonly #body: Uint8Array;

  constructor(body: Uint8Array) {
    this.#body = body;
  }

  write(): Uint8Array {
    return this.#body;
  }
}

/**
 * Compresses what is sealed, and fills up to the length that the content would have by itself: as its manifest says. The last four octets
 * say how many are compressed.
 */
export function sealCompressed(data: Bytes, padded: Bytes, bomb = padded): Promise<Bytes> {
  const ZIP = 1;
  const body = new Uint8Array(writeLiteralPacket(padded).length - 3);
  const compressed = deflateRawSync(writeLiteralPacket(bomb), { level: 9 });
  body.set([ZIP]);
  body.set(compressed, 1);
  new DataView(body.buffer).setUint32(body.length - 4, compressed.length);
  const packets = new openpgp.PacketList<openpgp.AnyPacket>();
  packets.push(new MadePacket(body) as unknown as openpgp.AnyPacket);
  return sealPackets(data, packets);
}

/** Seals a message that carries a file name. */
export async function sealNamed(data: Bytes, padded: Bytes): Promise<Bytes> {
  const message = await openpgp.createMessage({ binary: padded, date: new Date(0), filename: 'note' });
  return sealPackets(data, message.packets);
}

/** The same octets under another first one, or with others further on. */
export const withOctets =
  (...changes: readonly { readonly at: number; readonly octet: number }[]) =>
  (packet: Bytes): Bytes => {
    const changed = packet.slice();
    for (const { at, octet } of changes) changed[at] = octet;
    return changed;
  };

/** A session key in a packet of version 3, which names its cipher in the clear. */
export async function wrapAsVersion3(certificate: openpgp.Key, data: Bytes): Promise<Bytes> {
  const wrapped = await openpgp.encryptSessionKey({
    data,
    algorithm: 'aes256',
    encryptionKeys: certificate,
    format: 'binary',
    config: { ...WHOLE, aeadProtect: false },
  });
  return Uint8Array.from(wrapped);
}

/** Signs with SHA-256. */
export const signWithSha256 = (bytes: Bytes, key: openpgp.PrivateKey): Promise<Bytes> =>
  signWithLibrary(bytes, key, { preferredHashAlgorithm: enums.hash.sha256 });

/** Signs as a text: line ends are not part of it. */
export async function signAsText(bytes: Bytes, signingKeys: openpgp.PrivateKey): Promise<Bytes> {
  const message = await openpgp.createMessage({ text: new TextDecoder().decode(bytes) });
  const config = { preferredHashAlgorithm: enums.hash.sha512 };
  return Uint8Array.from(await openpgp.sign({ message, signingKeys, detached: true, format: 'binary', config }));
}
