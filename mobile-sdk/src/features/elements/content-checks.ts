import type { AddendumHead } from './stored-element.ts';
import type { ContentReference, DataPacket, ElementContent, ElementState, KeyPacketEntry, OpenFields } from '@sealchart/protocol';
import { SealchartError, addendaHeads, fromB64u, openHashOf, readDataPacket, readKeyPacket, sha256B64u } from '@sealchart/protocol';
import type { Bytes } from '@sealchart/protocol';
import { keyCommitment } from '../../crypto/commitment.ts';

/** What a content is held against: where it stands, and the version that brought it. */
export type ContentPlace = Pick<ElementState, 'elementId' | 'recordId' | 'content' | 'contentAuthor'>;

/** The own key packets of one content, as the manifests behind it name them. */
export interface NamedPackets {
  readonly epoch: number;
  /** SHA-256 of each, base64url; undefined where an entry names none, as it may for X25519. */
  readonly hashes: readonly (string | undefined)[];
}

/** The packets are those of the content version that was asked for. `E_BIND`. */
export function requireContentVersion(place: ContentPlace, contentVersion: number): void {
  if (contentVersion !== place.content.contentVersion) throw new SealchartError('E_BIND', { detail: 'content of another version' });
}

/** Length and hash are those that were signed (`E_HASH`), and the header bytes those of an element (`E_FORMAT`). */
export async function requireDataPacket(reference: ContentReference, dataPacket: Bytes): Promise<DataPacket> {
  if (dataPacket.length !== reference.dataLength || (await sha256B64u(dataPacket)) !== reference.dataHash) {
    throw new SealchartError('E_HASH', { detail: 'data packet' });
  }
  return readDataPacket(dataPacket);
}

/**
 * The key packet is the account's own in this audience, of one of the two shapes, and for RSA the very packet that
 * was signed: a server must not use the client as an oracle. `named` is undefined for who has no place in the audience.
 * `E_KEY_PACKET`. Nothing private was touched before.
 */
export async function requireKeyPacket(
  place: ContentPlace,
  accountId: string,
  named: NamedPackets | undefined,
  { principal, epoch, packet }: KeyPacketEntry,
): Promise<Bytes> {
  const bytes = fromB64u(packet);
  if (!named || principal !== accountId || epoch !== named.epoch) throw keyPacketError('of another reader', place);
  let algorithm: 'x25519' | 'rsa';
  try {
    ({ algorithm } = readKeyPacket(bytes));
  } catch (cause) {
    throw keyPacketError('not a key packet', place, cause);
  }
  const packetHash = await sha256B64u(bytes);
  const isNamed = named.hashes.some((hash) => (hash === undefined ? algorithm !== 'rsa' : hash === packetHash));
  if (!isNamed) throw keyPacketError('not the packet that was signed', place);
  return bytes;
}

/** A key packet that is of no use, with the author who can make another. */
export function keyPacketError(detail: string, { contentAuthor }: ContentPlace, cause?: unknown): SealchartError {
  return new SealchartError('E_KEY_PACKET', { detail: `${detail}; author ${contentAuthor.account}`, cause });
}

/** The session key belongs to this element and version. `E_COMMITMENT`. Checked before it opens anything or is wrapped to anybody. */
export async function requireCommitment(instanceId: string, place: ContentPlace, sessionKey: Bytes): Promise<void> {
  const { contentVersion, keyCommitment: expected } = place.content;
  const actual = await keyCommitment({ sessionKey, instanceId, elementId: place.elementId, contentVersion });
  if (actual !== expected) throw new SealchartError('E_COMMITMENT');
}

/** What was sealed names the element, record, version and author of its manifest. `E_BIND`. */
export function requireInnerFields(instanceId: string, place: ContentPlace, content: ElementContent): void {
  const { author } = content;
  const isEqual =
    content.instance === instanceId &&
    content.elementId === place.elementId &&
    content.recordId === place.recordId &&
    content.contentVersion === place.content.contentVersion &&
    author.account === place.contentAuthor.account &&
    author.fingerprint === place.contentAuthor.fingerprint;
  if (!isEqual) throw new SealchartError('E_BIND', { detail: 'sealed content of another manifest' });
}

/** The open fields that the server sent are those that were signed. `E_HASH`. */
export async function requireOpenFields({ content: { openHash } }: ContentPlace, openSalt: string, open: OpenFields): Promise<void> {
  if ((await openHashOf(openSalt, open)) !== openHash) throw new SealchartError('E_HASH', { detail: 'open fields' });
}

/** The attachments inside are those whose ciphertext the manifest names. `E_BIND`. */
export function requireBlobs({ content: { blobs } }: ContentPlace, { attachments }: ElementContent): void {
  const [inside, named] = [attachments.map((a) => a.blobId).sort(), blobs.map((b) => b.blobId)];
  if (inside.length !== named.length || inside.some((blobId, i) => blobId !== named[i])) {
    throw new SealchartError('E_BIND', { detail: 'attachments' });
  }
}

/** Count and head are those that were signed, and the head of every earlier version is among the heads. `E_ADDENDUM`. */
export async function requireAddenda(place: ContentPlace, earlier: readonly AddendumHead[], { addenda }: ElementContent): Promise<void> {
  const heads = await addendaHeads(addenda);
  const isAmong = ({ count, head }: Pick<AddendumHead, 'count' | 'head'>): boolean => heads[count] === head;
  if (place.content.addenda.count !== addenda.length || !isAmong(place.content.addenda) || !earlier.every(isAmong)) {
    throw new SealchartError('E_ADDENDUM');
  }
}
