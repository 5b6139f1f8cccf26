import type { AddendumHead } from './stored-element.ts';
import type { ContentReference, DataPacket, ElementContent, ElementState, KeyPacketEntry, OpenFields } from '@sealchart/protocol';
import {
  SealchartError,
  addendaHeads,
  entryOf,
  fromB64u,
  openHashOf,
  readDataPacket,
  readKeyPacket,
  sha256B64u,
} from '@sealchart/protocol';
import type { Bytes } from '@sealchart/protocol';
import { keyCommitment } from '../../crypto/commitment.ts';

/** The packets are those of the content version that the newest manifest names. `E_BIND`. */
export function requireContentVersion(state: ElementState, contentVersion: number): void {
  if (contentVersion !== state.content.contentVersion) throw new SealchartError('E_BIND', { detail: 'content of another version' });
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
 * was signed: a server must not use the client as an oracle. `E_KEY_PACKET`. Nothing private was touched before.
 */
export async function requireKeyPacket(
  state: ElementState,
  accountId: string,
  { principal, epoch, packet }: KeyPacketEntry,
): Promise<Bytes> {
  const entry = entryOf(state.audience, accountId);
  const bytes = fromB64u(packet);
  if (!entry || principal !== accountId || epoch !== entry.epoch) throw keyPacketError('of another reader', state);
  let algorithm: 'x25519' | 'rsa';
  try {
    ({ algorithm } = readKeyPacket(bytes));
  } catch (cause) {
    throw keyPacketError('not a key packet', state, cause);
  }
  const isNamed = entry.packetHash === undefined ? algorithm !== 'rsa' : entry.packetHash === (await sha256B64u(bytes));
  if (!isNamed) throw keyPacketError('not the packet that was signed', state);
  return bytes;
}

/** A key packet that is of no use, with the author who can make another. */
export function keyPacketError(detail: string, { contentAuthor }: ElementState, cause?: unknown): SealchartError {
  return new SealchartError('E_KEY_PACKET', { detail: `${detail}; author ${contentAuthor.account}`, cause });
}

/** The session key belongs to this element and version. `E_COMMITMENT`. Checked before it opens anything or is wrapped to anybody. */
export async function requireCommitment(instanceId: string, state: ElementState, sessionKey: Bytes): Promise<void> {
  const { contentVersion, keyCommitment: expected } = state.content;
  const actual = await keyCommitment({ sessionKey, instanceId, elementId: state.elementId, contentVersion });
  if (actual !== expected) throw new SealchartError('E_COMMITMENT');
}

/** What was sealed names the element, record, version and author of its manifest. `E_BIND`. */
export function requireInnerFields(instanceId: string, state: ElementState, content: ElementContent): void {
  const { author } = content;
  const isEqual =
    content.instance === instanceId &&
    content.elementId === state.elementId &&
    content.recordId === state.recordId &&
    content.contentVersion === state.content.contentVersion &&
    author.account === state.contentAuthor.account &&
    author.fingerprint === state.contentAuthor.fingerprint;
  if (!isEqual) throw new SealchartError('E_BIND', { detail: 'sealed content of another manifest' });
}

/** The open fields that the server sent are those that were signed. `E_HASH`. */
export async function requireOpenFields({ content: { openHash } }: ElementState, openSalt: string, open: OpenFields): Promise<void> {
  if ((await openHashOf(openSalt, open)) !== openHash) throw new SealchartError('E_HASH', { detail: 'open fields' });
}

/** The attachments inside are those whose ciphertext the manifest names. `E_BIND`. */
export function requireBlobs({ content: { blobs } }: ElementState, { attachments }: ElementContent): void {
  const [inside, named] = [attachments.map((a) => a.blobId).sort(), blobs.map((b) => b.blobId)];
  if (inside.length !== named.length || inside.some((blobId, i) => blobId !== named[i])) {
    throw new SealchartError('E_BIND', { detail: 'attachments' });
  }
}

/** Count and head are those that were signed, and the head of every earlier version is among the heads. `E_ADDENDUM`. */
export async function requireAddenda(state: ElementState, earlier: readonly AddendumHead[], { addenda }: ElementContent): Promise<void> {
  const heads = await addendaHeads(addenda);
  const isAmong = ({ count, head }: AddendumHead): boolean => heads[count] === head;
  if (state.content.addenda.count !== addenda.length || !isAmong(state.content.addenda) || !earlier.every(isAmong)) {
    throw new SealchartError('E_ADDENDUM');
  }
}
