import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type {
  AudienceEntry,
  BatchResponse,
  Bytes,
  ContentReference,
  ElementWrite,
  HistoryPacketEntry,
  SignedStatement,
  WriteResult,
} from '@sealchart/protocol';
import {
  ELEMENT_MANIFEST,
  IDEMPOTENCY_HEADER,
  compareAscii,
  definitePacket,
  fromB64u,
  idOf,
  openHashOf,
  padContent,
  sha256B64u,
  toB64u,
} from '@sealchart/protocol';
import * as openpgp from 'openpgp';
import type { TestIdentity } from './test-identity.ts';
import type { TestAnswer, TestServer } from './test-server.ts';

const config = {
  aeadProtect: true,
  preferredAEADAlgorithm: openpgp.enums.aead.gcm,
  preferredSymmetricAlgorithm: openpgp.enums.symmetric.aes256,
};
const aes = { algorithm: 'aes256', aeadAlgorithm: 'gcm' } as const;

/** One reader of a test element. */
export interface TestReader {
  readonly identity: TestIdentity;
  readonly role: AudienceEntry['role'];
  readonly until?: string;
  /** Whether older contents are shared too. */
  readonly history?: true;
  /** Hashes of packets to them, where the entry lists them. */
  readonly historyPackets?: AudienceEntry['historyPackets'];
}

/** Parts of a version that a test makes otherwise than a client would; what depends on them follows. */
export interface TestVersionParts {
  readonly by?: TestIdentity;
  /** Who signs; the author by default. */
  readonly signer?: TestIdentity;
  readonly readers?: readonly TestReader[];
  /** Whom key packets are made for; those who need one by default. */
  readonly packetsFor?: readonly TestIdentity[];
  /** Whom packets of all former contents are made for; those newly entitled to the history by default. */
  readonly historyFor?: readonly TestIdentity[];
  /** Whether entries that get such packets list their hashes. */
  readonly isListing?: boolean;
  readonly body?: string;
  readonly dataPacket?: (packet: Bytes) => Uint8Array;
  /** Changes the manifest before it is signed. */
  readonly manifest?: (manifest: Record<string, unknown>) => object;
  /** Changes what is sent, after everything else. */
  readonly write?: (write: ElementWrite) => unknown;
}

/** A version ready to send, and the element as it is once that is stored. */
export interface TestVersion {
  readonly write: ElementWrite;
  readonly hash: string;
  readonly element: TestElement;
}

/** The newest state of an element that its test knows. Immutable: a version that is refused changes nothing. */
export class TestElement {
  readonly elementId: string;
  readonly owner: TestIdentity;
  readonly readers: readonly TestReader[];
  readonly version: number;
  readonly hash: string | null;
  readonly content: ContentReference | undefined;
  /** By content version, in ascending order. */
  readonly sessionKeys: ReadonlyMap<number, Uint8Array>;

  private constructor(fields: Pick<TestElement, 'elementId' | 'owner' | 'readers' | 'version' | 'hash' | 'content' | 'sessionKeys'>) {
    this.elementId = fields.elementId;
    this.owner = fields.owner;
    this.readers = fields.readers;
    this.version = fields.version;
    this.hash = fields.hash;
    this.content = fields.content;
    this.sessionKeys = fields.sessionKeys;
  }

  /** Of the newest content. */
  get sessionKey(): Uint8Array {
    return [...this.sessionKeys.values()].at(-1) ?? new Uint8Array();
  }

  /** An element that is not stored yet. */
  static of(owner: TestIdentity, elementId = idOf('elm_', randomBytes(16))): TestElement {
    const readers = [{ identity: owner, role: 'owner' as const }];
    return new TestElement({ elementId, owner, readers, version: 0, hash: null, content: undefined, sessionKeys: new Map() });
  }

  /** A version with new content; the first of an element too. */
  async edit(parts: TestVersionParts = {}): Promise<TestVersion> {
    const { by = this.owner, readers = this.readers } = parts;
    const sessionKey = new Uint8Array(randomBytes(32));
    const openSalt = toB64u(randomBytes(16));
    const open = { favourite: true };
    const contentVersion = this.version + 1;
    const padded = padContent({
      instance: by.instanceId,
      elementId: this.elementId,
      recordId: this.owner.accountId,
      contentVersion,
      author: { account: by.accountId, fingerprint: by.certificate.fingerprint },
      schema: 'text/plain',
      title: '',
      body: parts.body ?? randomBytes(20).toString('hex'),
      attachments: [],
      addenda: [],
      openSalt,
    });
    const packet = await sealData(padded, sessionKey);
    const data = parts.dataPacket?.(packet) ?? packet;
    const content = {
      contentVersion,
      dataHash: await sha256B64u(data),
      dataLength: data.length,
      sizeClass: padded.length,
      keyCommitment: createHash('sha256').update(sessionKey).digest('base64url'),
      openHash: await openHashOf(openSalt, open),
      addenda: { count: 0, head: toB64u(new Uint8Array(32)) },
      blobs: [],
    };
    const packetsFor = parts.packetsFor ?? readers.map((reader) => reader.identity);
    const sessionKeys = new Map([...this.sessionKeys, [contentVersion, sessionKey]]);
    return this.#version({ kind: 'content', content, readers, sessionKeys, packetsFor }, parts, { dataPacket: toB64u(data), open });
  }

  /** A version with other readers. */
  async share(readers: readonly TestReader[], parts: TestVersionParts = {}): Promise<TestVersion> {
    const known = new Set(this.readers.map((reader) => reader.identity.accountId));
    const packetsFor = parts.packetsFor ?? readers.flatMap(({ identity }) => (known.has(identity.accountId) ? [] : [identity]));
    const entitled = new Set(this.readers.flatMap((reader) => (reader.history ? [reader.identity.accountId] : [])));
    const historyFor =
      parts.historyFor ?? readers.flatMap(({ identity, history }) => (history && !entitled.has(identity.accountId) ? [identity] : []));
    const historyPackets = (await Promise.all(historyFor.map((identity) => this.#historyPacketsOf(identity)))).flat();
    const listing = parts.isListing ? await Promise.all(readers.map((reader) => withListed(reader, historyPackets))) : readers;
    const next: NextVersion = { kind: 'access', content: this.content, readers: listing, sessionKeys: this.sessionKeys, packetsFor };
    return this.#version(next, parts, historyPackets.length > 0 ? { historyPackets } : {});
  }

  /** The version that ends the chain. */
  async erase(parts: TestVersionParts = {}): Promise<TestVersion> {
    return this.#version({ kind: 'erase', content: undefined, readers: [], sessionKeys: new Map(), packetsFor: [] }, parts, {});
  }

  /** Keys of all contents but the newest, wrapped for one account. */
  async #historyPacketsOf(identity: TestIdentity): Promise<HistoryPacketEntry[]> {
    const former = [...this.sessionKeys].slice(0, -1);
    return Promise.all(
      former.map(async ([contentVersion, sessionKey]) => {
        const { principal, packet } = await keyPacketOf(identity, sessionKey);
        return { principal, contentVersion, packet };
      }),
    );
  }

  async #version(next: NextVersion, parts: TestVersionParts, sent: Partial<ElementWrite>): Promise<TestVersion> {
    const { by = this.owner, signer = by } = parts;
    const { kind, content, readers, sessionKeys, packetsFor } = next;
    const sessionKey = [...sessionKeys.values()].at(-1) ?? new Uint8Array();
    const manifest = {
      ...by.fields(ELEMENT_MANIFEST),
      kind,
      elementId: this.elementId,
      recordId: this.owner.accountId,
      version: this.version + 1,
      previous: this.hash,
      audience: readers.map(entryOf).sort((a, b) => compareAscii(a.principal, b.principal)),
      ...(content ? { content } : {}),
    };
    const signed: SignedStatement = await signer.sign(parts.manifest?.(manifest) ?? manifest);
    const keyPackets = await Promise.all(packetsFor.map((identity) => keyPacketOf(identity, sessionKey)));
    const write = { manifest: signed, keyPackets, ...sent };
    const hash = await sha256B64u(fromB64u(signed.statement));
    const { elementId, owner, version } = this;
    const element = new TestElement({ elementId, owner, readers, version: version + 1, hash, content, sessionKeys });
    return { write: (parts.write?.(write) ?? write) as ElementWrite, hash, element };
  }
}

interface NextVersion {
  readonly kind: 'content' | 'access' | 'erase';
  readonly content: ContentReference | undefined;
  readonly readers: readonly TestReader[];
  readonly sessionKeys: ReadonlyMap<number, Uint8Array>;
  readonly packetsFor: readonly TestIdentity[];
}

/** A data packet as clients store it. */
export async function sealData(padded: Uint8Array, sessionKey: Uint8Array): Promise<Bytes> {
  const message = await openpgp.createMessage({ binary: padded, date: new Date(0) });
  const sealed: unknown = await openpgp.encrypt({ message, sessionKey: { data: sessionKey, ...aes }, format: 'binary', config });
  return definitePacket(sealed as Uint8Array);
}

/** A session key, wrapped for one account. */
export async function keyPacketOf(
  { accountId, certificate }: TestIdentity,
  sessionKey: Uint8Array,
): Promise<ElementWrite['keyPackets'][number]> {
  const encryptionKeys = await openpgp.readKey({ binaryKey: certificate.bytes });
  const packet: unknown = await openpgp.encryptSessionKey({ data: sessionKey, ...aes, encryptionKeys, format: 'binary', config });
  return { principal: accountId, epoch: 0, packet: toB64u(packet as Uint8Array) };
}

/** The plaintext of what a reader was served: padded content. */
export async function openData(
  identity: TestIdentity,
  sealed: { readonly dataPacket: string; readonly keyPacket: { readonly packet: string } },
): Promise<Uint8Array> {
  const [key] = await openpgp.decryptSessionKeys({
    message: await openpgp.readMessage({ binaryMessage: fromB64u(sealed.keyPacket.packet) }),
    decryptionKeys: identity.privateKey,
    config,
  });
  const { data } = await openpgp.decrypt({
    message: await openpgp.readMessage({ binaryMessage: fromB64u(sealed.dataPacket) }),
    sessionKeys: [{ data: key?.data ?? new Uint8Array(), ...aes }],
    format: 'binary',
    config,
  });
  return data;
}

/** The reader with the hashes of its packets to former contents. */
async function withListed(reader: TestReader, packets: readonly HistoryPacketEntry[]): Promise<TestReader> {
  const own = packets.filter(({ principal }) => principal === reader.identity.accountId);
  if (own.length === 0) return reader;
  const historyPackets = await Promise.all(
    own.map(async ({ contentVersion, packet }) => ({ contentVersion, packetHash: await sha256B64u(fromB64u(packet)) })),
  );
  return { ...reader, historyPackets };
}

function entryOf({ identity, role, until, history, historyPackets }: TestReader): AudienceEntry {
  const { accountId: principal, certificate } = identity;
  const optional = { ...(until && { until }), ...(history && { history }), ...(historyPackets && { historyPackets }) };
  return { principal, role, epoch: 0, fingerprint: certificate.encryption.fingerprint, ...optional };
}

/** Sends versions as one batch; gives the answer whole, so that refusals of the request can be told from those of an item. */
export function sendBatch(
  server: TestServer,
  { token }: { readonly token: string },
  items: readonly unknown[],
  key: string = randomUUID(),
): Promise<TestAnswer> {
  return server.inject({ method: 'POST', url: '/v1/elements/batch', token, payload: { items }, headers: { [IDEMPOTENCY_HEADER]: key } });
}

/** Sends versions as one batch that must be accepted as a request; gives the results. */
export async function store(
  server: TestServer,
  account: { readonly token: string },
  ...versions: readonly TestVersion[]
): Promise<WriteResult[]> {
  const answer = await sendBatch(
    server,
    account,
    versions.map((version) => version.write),
  );
  if (answer.status !== 200) throw new Error(`batch: ${answer.text}`);
  return (answer.body as BatchResponse).results;
}
