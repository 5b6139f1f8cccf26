import type {
  AudienceEntry,
  Bytes,
  Certificate,
  ContentReference,
  ContentSource,
  ElementState,
  ElementWrite,
  HistoryPacketEntry,
  KeyPacketEntry,
  OpenFields,
  ParsedStatement,
  SignedStatement,
} from '@sealchart/protocol';
import {
  ELEMENT_MANIFEST,
  ElementContent,
  ElementManifest,
  STATEMENT_BYTES,
  SealchartError,
  addendaHeads,
  compareAscii,
  erasedState,
  fromB64u,
  hasEnded,
  openHashOf,
  padContent,
  sha256B64u,
  toB64u,
} from '@sealchart/protocol';
import { keyCommitment } from '../../crypto/commitment.ts';
import { wrapSessionKey } from '../../crypto/key-packet.ts';
import { sealData } from '../../crypto/seipd.ts';
import { authorFields, signStatement } from '../../crypto/statement.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { advance } from './chain-verification.ts';
import { summaryOf } from './content-opening.ts';
import type { ErasedEntry } from './erased-element.ts';
import type { ProvenContent } from './kept-content.ts';
import type { StoredElement, Summary } from './stored-element.ts';

const SESSION_KEY_OCTETS = 32;
const SALT_OCTETS = 16;

/** A version that is sealed and signed but not yet stored by the server. */
export interface PendingWrite {
  readonly write: ElementWrite;
  /** What this device keeps once the server says that it stored the version. */
  readonly stored: StoredElement;
  /** With a content version: what it brings. */
  readonly content?: ProvenContent;
  /** With an erase: what is left. */
  readonly erased?: ErasedEntry;
}

/** What goes into a content version. */
export interface NewContent {
  readonly schema: string;
  readonly title: string;
  readonly body: string;
  readonly open: OpenFields;
  readonly addenda: readonly SignedStatement[];
  readonly source?: ContentSource | undefined;
  /** Of this very body, where it was made before. */
  readonly resource?: Summary['resource'];
}

/** Where a content version stands: a new element of the own record, or behind the version that was verified last. */
export type Place = { readonly elementId: string } | { readonly before: StoredElement };

/**
 * Seals a content version: fresh session key, padded data packet, one key packet for every reader, key commitment,
 * signed manifest. `readers` are verified certificates of all readers whose end date has not come (for a new element: of its owner). Throws
 * `E_LIMIT` when the content is too large, and where the own account has no right to it as `nextElementState`.
 */
export async function sealContent(
  session: UnlockedSession,
  place: Place,
  draft: NewContent,
  readers: ReadonlyMap<string, Certificate>,
): Promise<PendingWrite> {
  const { ports, instance, account } = session;
  const before = 'before' in place ? place.before : undefined;
  const identity = identityOf(place, account.accountId);
  const fields = authorFields(session, ports.clock.now());
  const content: ElementContent = {
    instance: instance.instanceId,
    ...identity,
    contentVersion: (before?.state.version ?? 0) + 1,
    author: fields.author,
    schema: draft.schema,
    title: draft.title,
    body: draft.body,
    attachments: [],
    addenda: [...draft.addenda],
    openSalt: toB64u(ports.random.bytes(SALT_OCTETS)),
    ...(draft.source === undefined ? {} : { source: draft.source }),
  };
  requireContent(content);
  const padded = padContent(content);
  const sessionKey = ports.random.bytes(SESSION_KEY_OCTETS);
  const audience = before?.state.audience ?? [ownerEntry(account.accountId)];
  // None of these waits for another: together they take little longer than the longest.
  const sealing = Promise.all([
    sealReference(sessionKey, content, padded, draft.open),
    Promise.all(audience.map((entry) => wrapUnlessEnded(session, entry, readers, sessionKey))),
    summaryOf(content, draft.open, draft.resource),
  ]);
  const [{ dataPacket, reference }, wrapped, summary] = await sealing;
  const manifest = await signManifest(session, {
    context: ELEMENT_MANIFEST,
    ...fields,
    kind: 'content',
    ...identity,
    version: content.contentVersion,
    previous: before?.state.manifestHash ?? null,
    audience: wrapped.map(({ entry }) => entry),
    content: reference,
  });
  return {
    write: {
      manifest: manifest.signed,
      dataPacket,
      keyPackets: wrapped.flatMap(({ packet }) => packet ?? []),
      open: draft.open,
    },
    stored: { ...advance(before, manifest.parsed, ownKey(session)), ...provenAddenda(content), summary },
    content: { content, open: draft.open, authoredAt: fields.authoredAt },
  };
}

/** What is sealed here was proven before, or is an addendum of one's own. */
function provenAddenda({ addenda }: ElementContent): Pick<StoredElement, 'provenAddenda'> {
  return addenda.length === 0 ? {} : { provenAddenda: addenda.length };
}

/** Seals a padded plaintext as it travels, with what ties a manifest to it. */
async function sealReference(
  sessionKey: Bytes,
  { instance, elementId, contentVersion, openSalt, addenda }: ElementContent,
  padded: Bytes,
  open: OpenFields,
): Promise<{ readonly dataPacket: string; readonly reference: ContentReference }> {
  const [sealed, commitment, openHash, heads] = await Promise.all([
    sealData(sessionKey, padded).then(toTravel),
    keyCommitment({ sessionKey, instanceId: instance, elementId, contentVersion }),
    openHashOf(openSalt, open),
    addendaHeads(addenda),
  ]);
  return {
    dataPacket: sealed.dataPacket,
    reference: {
      contentVersion,
      dataHash: sealed.dataHash,
      dataLength: sealed.dataLength,
      sizeClass: padded.length,
      keyCommitment: commitment,
      openHash,
      addenda: { count: addenda.length, head: heads.at(-1) ?? '' },
      blobs: [],
    },
  };
}

/** A data packet as it travels, and what a manifest says of it. It is hashed on another thread while it is encoded on this one. */
async function toTravel(packet: Bytes): Promise<{ readonly dataPacket: string; readonly dataHash: string; readonly dataLength: number }> {
  const hashing = sha256B64u(packet);
  const dataPacket = toB64u(packet);
  return { dataPacket, dataHash: await hashing, dataLength: packet.length };
}

/** What an access version changes. */
export interface AccessDraft {
  readonly audience: readonly AudienceEntry[];
  /** Of entries that are new or whose key moved. */
  readonly keyPackets: readonly KeyPacketEntry[];
  /** Of entries that are newly entitled to the history: the keys of every former content. */
  readonly historyPackets?: readonly HistoryPacketEntry[];
}

/** Seals an access version of another audience. `E_LIMIT` when its statement is too large. */
export async function sealAccess(
  session: UnlockedSession,
  before: StoredElement,
  { audience, keyPackets, historyPackets = [] }: AccessDraft,
): Promise<PendingWrite> {
  const { elementId, recordId, version, manifestHash, content } = before.state;
  const manifest = await signManifest(session, {
    context: ELEMENT_MANIFEST,
    ...authorFields(session, session.ports.clock.now()),
    kind: 'access',
    elementId,
    recordId,
    version: version + 1,
    previous: manifestHash,
    audience: [...audience].sort((a, b) => compareAscii(a.principal, b.principal)),
    content,
  });
  if (manifest.parsed.bytes.length > STATEMENT_BYTES) {
    throw new SealchartError('E_LIMIT', {
      detail: `a list of readers has at most ${STATEMENT_BYTES} bytes; share a copy, or without the history`,
    });
  }
  return {
    write: {
      manifest: manifest.signed,
      keyPackets: [...keyPackets],
      ...(historyPackets.length === 0 ? {} : { historyPackets: [...historyPackets] }),
    },
    stored: advance(before, manifest.parsed, ownKey(session)),
  };
}

/** Signs the end of an element of the own record. `E_RIGHT` for elements of others. */
export async function signErase(session: UnlockedSession, before: StoredElement): Promise<PendingWrite> {
  const { elementId, recordId, version, manifestHash } = before.state;
  const { signed, parsed } = await signManifest(session, {
    context: ELEMENT_MANIFEST,
    ...authorFields(session, session.ports.clock.now()),
    kind: 'erase',
    elementId,
    recordId,
    version: version + 1,
    previous: manifestHash,
    audience: [],
  });
  const end = erasedState(before.state, parsed);
  return {
    write: { manifest: signed, keyPackets: [] },
    stored: { ...before, state: { ...before.state, version: end.version, manifestHash: end.manifestHash } },
    erased: { ...end, erasedAt: parsed.value.authoredAt, keySince: ownKey(session).since },
  };
}

/** An audience entry brought forward to a certificate's encryption subkey, with its key packet. The session key was compared with its commitment. */
export async function wrapFor(
  entry: AudienceEntry,
  certificate: Certificate,
  sessionKey: Bytes,
): Promise<{ readonly entry: AudienceEntry; readonly packet: KeyPacketEntry }> {
  const packet = await wrapSessionKey(certificate, sessionKey);
  const { packetHash: _former, ...rest } = entry;
  const isRsa = certificate.profile === 'rsa';
  return {
    entry: {
      ...rest,
      fingerprint: certificate.encryption.fingerprint,
      // Compulsory for RSA: a reader opens no RSA packet whose hash its author did not sign.
      ...(isRsa ? { packetHash: await sha256B64u(packet) } : {}),
    },
    packet: { principal: entry.principal, epoch: entry.epoch, packet: toB64u(packet) },
  };
}

/** The keys of former contents for one reader, and what its entry names of them. */
export interface SealedHistory {
  readonly entry: Pick<AudienceEntry, 'historyPackets'>;
  readonly packets: readonly HistoryPacketEntry[];
}

/** Wraps the session keys of former contents, in order. Each was compared with its commitment. */
export async function wrapHistory(
  { accountId, certificate }: { readonly accountId: string; readonly certificate: Certificate },
  keys: readonly { readonly contentVersion: number; readonly sessionKey: Bytes }[],
): Promise<SealedHistory> {
  const wrapped = await Promise.all(
    keys.map(async ({ contentVersion, sessionKey }) => ({ contentVersion, packet: await wrapSessionKey(certificate, sessionKey) })),
  );
  const packets = wrapped.map(({ contentVersion, packet }) => ({ principal: accountId, contentVersion, packet: toB64u(packet) }));
  if (certificate.profile !== 'rsa') return { entry: {}, packets };
  // Compulsory for RSA, as `packetHash` is.
  const historyPackets = await Promise.all(
    wrapped.map(async ({ contentVersion, packet }) => ({ contentVersion, packetHash: await sha256B64u(packet) })),
  );
  return { entry: { historyPackets }, packets };
}

/** What its own readers would refuse is not sealed in the first place. `E_FORMAT`. */
function requireContent(content: ElementContent): void {
  const result = ElementContent.safeParse(content);
  if (result.success) return;
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new SealchartError('E_FORMAT', { detail: issues.map(({ path }) => path).join(', '), issues });
}

/** A reader whose end date has come stays in the audience and gets no key. */
async function wrapUnlessEnded(
  { ports }: UnlockedSession,
  entry: AudienceEntry,
  readers: ReadonlyMap<string, Certificate>,
  sessionKey: Bytes,
): Promise<{ readonly entry: AudienceEntry; readonly packet?: KeyPacketEntry }> {
  return hasEnded(entry, ports.clock.now()) ? { entry } : wrapFor(entry, certificateOf(readers, entry.principal), sessionKey);
}

/** The owner's place in an audience; the fingerprint comes with the key packet. */
function ownerEntry(principal: string): AudienceEntry {
  return { principal, role: 'owner', epoch: 0, fingerprint: '' };
}

function identityOf(place: Place, accountId: string): Pick<ElementState, 'elementId' | 'recordId'> {
  if ('elementId' in place) return { elementId: place.elementId, recordId: accountId };
  return { elementId: place.before.state.elementId, recordId: place.before.state.recordId };
}

function certificateOf(readers: ReadonlyMap<string, Certificate>, principal: string): Certificate {
  const certificate = readers.get(principal);
  if (!certificate) throw new TypeError(`no certificate of ${principal}`);
  return certificate;
}

/** The own key as the own chain has it: what a reader will find when verifying this version. */
function ownKey({ chain, identity }: UnlockedSession): { readonly since: number } {
  const { fingerprint } = identity.certificate;
  const key = chain.keys.find((candidate) => candidate.certificate.fingerprint === fingerprint);
  return { since: key?.since ?? 1 };
}

async function signManifest(
  { identity, ports }: UnlockedSession,
  value: ElementManifest,
): Promise<{ readonly signed: SignedStatement; readonly parsed: ParsedStatement<ElementManifest> }> {
  const { signed, hash, bytes } = await signStatement(identity, ports.clock.now(), ElementManifest, value);
  return { signed, parsed: { value, bytes, hash, signature: fromB64u(signed.signature) } };
}
