import type {
  Addendum,
  AudienceEntry,
  Bytes,
  Certificate,
  ContentReference,
  ElementContent,
  ElementManifest,
  KeyPacketEntry,
  SignedStatement,
} from '@sealchart/protocol';
import {
  ADDENDUM,
  ELEMENT_MANIFEST,
  addendaHeads,
  compareAscii,
  jcsBytes,
  openHashOf,
  padContent,
  sha256B64u,
  toB64u,
  toSignedStatement,
  utf8,
} from '@sealchart/protocol';
import { keyCommitment } from '../crypto/commitment.ts';
import { wrapSessionKey } from '../crypto/key-packet.ts';
import type { Identity } from '../crypto/openpgp.ts';
import { signDetached } from '../crypto/openpgp.ts';
import { sealData } from '../crypto/seipd.ts';
import { authorFields } from '../crypto/statement.ts';

/** Who signs and for whom: an account of a spec. */
export interface ForgedAuthor {
  readonly instanceId: string;
  readonly accountId: string;
  readonly identity: Identity;
}

/** A reader of a forged version. */
export interface ForgedReader {
  readonly accountId: string;
  readonly certificate: Certificate;
  readonly role: AudienceEntry['role'];
  readonly until?: string;
}

/** A version as anybody with a key of their own could write it: every rule can be broken by what is overridden. */
export interface Forgery {
  readonly elementId: string;
  readonly recordId: string;
  readonly readers: readonly ForgedReader[];
  readonly before?: ForgedVersion;
  /** Makes an access version of the content before. */
  readonly isAccess?: boolean;
  readonly at?: number;
  readonly inner?: Partial<ElementContent>;
  readonly reference?: Partial<ContentReference>;
  readonly manifest?: Partial<ElementManifest>;
  readonly pad?: (content: ElementContent) => Bytes;
  readonly dataPacket?: Bytes;
  /** Seals in another way than elements are sealed. */
  readonly seal?: (sessionKey: Bytes, padded: Bytes) => Promise<Bytes>;
  /** Wraps in another way than session keys are wrapped. */
  readonly wrap?: (certificate: Certificate, sessionKey: Bytes) => Promise<Bytes>;
  /** Signs in another way than statements are signed. */
  readonly sign?: (bytes: Bytes) => Promise<Bytes>;
  /** Signs in the author's place. */
  readonly signer?: Identity;
}

export interface ForgedVersion {
  readonly signed: SignedStatement;
  readonly hash: string;
  readonly value: ElementManifest;
  readonly sessionKey: Bytes;
  readonly dataPacket: Bytes;
  readonly keyPackets: ReadonlyMap<string, KeyPacketEntry>;
}

const AT = Date.UTC(2026, 5, 1);

/** Writes a version. Without overrides it is one that every reader accepts. */
export async function forge(author: ForgedAuthor, forgery: Forgery): Promise<ForgedVersion> {
  const { elementId, recordId, readers, before, at = AT } = forgery;
  const version = (before?.value.version ?? 0) + 1;
  const base = authorFields({ instance: author, account: author, identity: author.identity }, at);
  const sealed: Sealed =
    forgery.isAccess && before ? { ...before, content: before.value.content } : await seal(author, forgery, version, base.author);
  const sorted = [...readers].sort((a, b) => compareAscii(a.accountId, b.accountId));
  const audience = sorted.map(({ accountId, certificate, role, until }): AudienceEntry => {
    const entry = { principal: accountId, role, epoch: 0, fingerprint: certificate.encryption.fingerprint };
    return until === undefined ? entry : { ...entry, until };
  });
  const keyPackets = new Map<string, KeyPacketEntry>();
  for (const { accountId, certificate } of readers) {
    const packet = await (forgery.wrap ?? wrapSessionKey)(certificate, sealed.sessionKey);
    keyPackets.set(accountId, { principal: accountId, epoch: 0, packet: toB64u(packet) });
    const entry = audience.find((candidate) => candidate.principal === accountId);
    if (entry && certificate.profile === 'rsa') entry.packetHash = await sha256B64u(packet);
  }
  const value = {
    context: ELEMENT_MANIFEST,
    ...base,
    kind: forgery.isAccess ? 'access' : 'content',
    elementId,
    recordId,
    version,
    previous: before?.hash ?? null,
    audience,
    content: sealed.content,
    ...forgery.manifest,
  } as ElementManifest;
  const bytes = jcsBytes(value);
  const signature = forgery.sign ? await forgery.sign(bytes) : await signDetached(forgery.signer ?? author.identity, bytes, at);
  const { sessionKey, dataPacket } = sealed;
  return { signed: toSignedStatement(bytes, signature), hash: await sha256B64u(bytes), value, sessionKey, dataPacket, keyPackets };
}

/** An addendum as anybody with a key of their own could sign it; `about` is the content that it speaks about. */
export async function forgeAddendum(
  author: ForgedAuthor,
  about: Pick<Addendum, 'elementId' | 'recordId'> & { readonly body: string },
  overrides: Partial<Addendum> & { readonly signer?: Identity } = {},
): Promise<SignedStatement> {
  const { body, ...element } = about;
  const { signer = author.identity, ...changes } = overrides;
  const fields = authorFields({ instance: author, account: author, identity: author.identity }, AT);
  const bodyHash = await sha256B64u(utf8(body));
  const value: Addendum = {
    context: ADDENDUM,
    ...fields,
    ...element,
    number: 1,
    contentVersion: 1,
    bodyHash,
    text: 'a remark',
    ...changes,
  };
  const bytes = jcsBytes(value);
  return toSignedStatement(bytes, await signDetached(signer, bytes, AT));
}

interface Sealed {
  readonly sessionKey: Bytes;
  readonly dataPacket: Bytes;
  readonly content: ContentReference | undefined;
}

async function seal(author: ForgedAuthor, forgery: Forgery, contentVersion: number, by: ElementContent['author']): Promise<Sealed> {
  const { elementId, recordId, pad = padContent, seal: sealAs = sealData } = forgery;
  const openSalt = toB64u(new Uint8Array(16));
  const content: ElementContent = {
    instance: author.instanceId,
    elementId,
    recordId,
    contentVersion,
    author: by,
    schema: 'text/plain',
    title: 'Forged',
    body: `version ${contentVersion}`,
    attachments: [],
    addenda: [],
    openSalt,
    ...forgery.inner,
  };
  const sessionKey = crypto.getRandomValues(new Uint8Array(32));
  const padded = pad(content);
  const dataPacket = forgery.dataPacket ?? (await sealAs(sessionKey, padded));
  const heads = await addendaHeads(content.addenda);
  const reference: ContentReference = {
    contentVersion,
    dataHash: await sha256B64u(dataPacket),
    dataLength: dataPacket.length,
    sizeClass: padded.length,
    keyCommitment: await keyCommitment({ sessionKey, instanceId: author.instanceId, elementId, contentVersion }),
    openHash: await openHashOf(openSalt, {}),
    addenda: { count: content.addenda.length, head: heads.at(-1) ?? '' },
    blobs: [],
    ...forgery.reference,
  };
  return { sessionKey, dataPacket, content: reference };
}
