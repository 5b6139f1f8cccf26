import type {
  AudienceEntry,
  Certificate,
  ContentReference,
  ElementManifest,
  ElementState,
  ElementWrite,
  ParsedStatement,
} from '@sealchart/protocol';
import {
  AUDIENCE_ENTRIES,
  CLOCK_AHEAD_MS,
  ELEMENT_MANIFEST,
  ElementManifest as ManifestSchema,
  SealchartError,
  entryOf,
  fromInstant,
  parseStatement,
  readDataPacket,
  readKeyPacket,
  sha256B64u,
  toInstant,
} from '@sealchart/protocol';

/** Reads the manifest. Throws `E_FORMAT`, `E_CONTEXT` or `E_INSTANCE`, and `E_LIMIT` for an audience that is too large. */
export async function readManifest(instanceId: string, item: ElementWrite): Promise<ParsedStatement<ElementManifest>> {
  try {
    return await parseStatement(ManifestSchema, ELEMENT_MANIFEST, instanceId, item.manifest);
  } catch (error) {
    if (hasTooManyReaders(item)) throw new SealchartError('E_LIMIT', { detail: `an element has at most ${AUDIENCE_ENTRIES} readers` });
    throw error;
  }
}

/** Of a manifest that was refused: whether that is what is wrong with it. */
function hasTooManyReaders({ manifest }: ElementWrite): boolean {
  try {
    const { audience } = JSON.parse(bytesOf(manifest.statement).toString('utf8')) as { audience?: unknown };
    return Array.isArray(audience) && audience.length > AUDIENCE_ENTRIES;
  } catch {
    return false;
  }
}

/** The author is the session's account and signs with its current key: `E_AUTHOR`. A closed account has none. */
export function checkAuthor({ author }: Pick<ElementManifest, 'author'>, accountId: string, current: Certificate | undefined): Certificate {
  if (author.account !== accountId) throw new SealchartError('E_AUTHOR', { detail: 'another account than the one logged in' });
  if (current?.fingerprint !== author.fingerprint) throw new SealchartError('E_AUTHOR', { detail: 'not the current key of this account' });
  return current;
}

/** `authoredAt` lies at most ten minutes ahead of the server's clock: `E_CLOCK`. */
export function checkClock({ authoredAt }: Pick<ElementManifest, 'authoredAt'>, nowMs: number): void {
  if (fromInstant(authoredAt) <= nowMs + CLOCK_AHEAD_MS) return;
  throw new SealchartError('E_CLOCK', { detail: `authoredAt lies ahead of this server's clock, ${toInstant(nowMs)}` });
}

/**
 * An end date that an access version sets or moves lies ahead: `E_CLOCK`, with ten minutes for clocks that differ. One that passed since
 * it was set may stay.
 */
export function checkEndDates(state: ElementState | undefined, { kind, audience }: ElementManifest, nowMs: number): void {
  if (kind !== 'access') return;
  for (const { principal, until } of audience) {
    if (until === undefined || fromInstant(until) > nowMs - CLOCK_AHEAD_MS) continue;
    if (state && entryOf(state.audience, principal)?.until === until) continue;
    const detail = `an end that has passed gives nothing: take ${principal} out instead; it is ${toInstant(nowMs)} on this server`;
    throw new SealchartError('E_CLOCK', { detail });
  }
}

/** What the formats know and this version of the server cannot store yet is refused by name: `E_FORMAT`. */
export function checkScope({ content }: ElementManifest): void {
  if (content && content.blobs.length > 0)
    throw new SealchartError('E_FORMAT', { detail: 'content.blobs: attachments are not part of this version' });
}

/** Data packet and open fields come with a content version, and only with it; nothing comes with an erase: `E_FORMAT`. */
export function checkParts({ kind }: ElementManifest, { dataPacket, open, keyPackets, historyPackets = [] }: ElementWrite): void {
  const parts = { dataPacket, open };
  for (const [name, part] of Object.entries(parts)) {
    if ((part !== undefined) === (kind === 'content')) continue;
    throw new SealchartError('E_FORMAT', { detail: kind === 'content' ? `${name} missing` : `${name} with ${ARTICLES[kind]}` });
  }
  if (kind === 'erase' && keyPackets.length > 0) throw new SealchartError('E_FORMAT', { detail: `keyPackets with ${ARTICLES[kind]}` });
  if (kind !== 'access' && historyPackets.length > 0)
    throw new SealchartError('E_FORMAT', { detail: `historyPackets with ${ARTICLES[kind]}` });
}

const ARTICLES = { content: 'a content version', access: 'an access version', erase: 'an erase' } as const;

/** The data packet is ciphertext, one packet of the announced length and hash: `E_PLAINTEXT`, `E_FORMAT`, `E_HASH`. */
export async function checkDataPacket(bytes: Buffer, content: ContentReference): Promise<void> {
  if (isText(bytes)) throw new SealchartError('E_PLAINTEXT', { detail: 'dataPacket' });
  readDataPacket(bytes);
  if (bytes.length !== content.dataLength) throw new SealchartError('E_HASH', { detail: 'dataPacket of another length' });
  if ((await sha256B64u(bytes)) !== content.dataHash) throw new SealchartError('E_HASH', { detail: 'dataPacket' });
}

/**
 * A key packet is for an entry of the audience, made to the principal's current key, and is the one that was signed:
 * `E_FORMAT`, `E_PLAINTEXT`, `E_CERT`, `E_HASH`.
 */
export async function checkKeyPacket(bytes: Buffer, entry: AudienceEntry, current: Certificate | undefined): Promise<void> {
  if (isText(bytes)) throw new SealchartError('E_PLAINTEXT', { detail: `keyPackets of ${entry.principal}` });
  const packet = readKeyPacket(bytes);
  if (!current) throw new SealchartError('E_CERT', { detail: `${entry.principal} is no account that can be sealed to` });
  const isCurrent = entry.fingerprint === current.encryption.fingerprint && packet.fingerprint === current.encryption.packetFingerprint;
  if (!isCurrent) throw new SealchartError('E_CERT', { detail: `${entry.principal} has another key now` });
  if (entry.packetHash === undefined) {
    if (packet.algorithm === 'rsa') throw new SealchartError('E_FORMAT', { detail: `packetHash of ${entry.principal} missing` });
    return;
  }
  if ((await sha256B64u(bytes)) !== entry.packetHash) throw new SealchartError('E_HASH', { detail: `key packet of ${entry.principal}` });
}

/** The audience entry that a key packet belongs to: `E_FORMAT` when there is none of that epoch. */
export function entryOfPacket({ audience }: ElementManifest, { principal, epoch }: ElementWrite['keyPackets'][number]): AudienceEntry {
  const entry = entryOf(audience, principal);
  if (entry?.epoch !== epoch) throw new SealchartError('E_FORMAT', { detail: `keyPackets: ${principal} is not in the audience` });
  return entry;
}

/** One key packet for a principal, not two: `E_FORMAT`. */
export function checkOnePacketEach({ keyPackets }: ElementWrite): void {
  const principals = new Set(keyPackets.map((packet) => packet.principal));
  if (principals.size !== keyPackets.length) throw new SealchartError('E_FORMAT', { detail: 'keyPackets: a principal twice' });
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Of base64url that its schema has found canonical: the platform's own decoder is ten times faster for megabytes. */
export const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');

/** Whether the bytes are printable text: sealed bytes are as good as never valid UTF-8 without control characters. */
function isText(bytes: Buffer): boolean {
  try {
    return !/[^\P{Cc}\t\n\r]/u.test(strictUtf8.decode(bytes));
  } catch {
    return false;
  }
}
