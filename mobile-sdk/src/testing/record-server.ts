import type {
  AccountsRequest,
  AnchorProof,
  AnchorProofsRequest,
  AnchorWriteRequest,
  BatchRequest,
  DirectoryEntry,
  ElementManifest as ElementManifestValue,
  ElementState,
  ElementView,
  ElementWrite,
  EraseReceipt,
  ErasedState,
  FeedRequest,
  FeedRow,
  InstanceStatement,
  KeyPacketEntry,
  ParsedStatement,
  ProfileWriteRequest,
  ReadRequest,
  ReceiptsRequest,
  SealedContent,
  SignedStatement,
  WriteResult,
} from '@sealchart/protocol';
import {
  ANCHOR,
  Anchor,
  ELEMENT_MANIFEST,
  ERASE_RECEIPT,
  ERRORS,
  ElementManifest,
  FEED_PAGE,
  MerkleTree,
  RELEASE,
  SealchartError,
  anchorLeafBytes,
  compareAscii,
  entryOf,
  erasedState,
  fromB64u,
  idOf,
  jcsBytes,
  leafHashes,
  nextElementState,
  parseStatement,
  principalsLosingHistory,
  sha256B64u,
  toB64u,
} from '@sealchart/protocol';
import type { HttpClient, HttpRequest, HttpResponse } from '../ports/http-client.ts';

/** How an answer is changed on its way; `undefined` leaves it alone. */
type Mutation = (path: string, answer: unknown, request: HttpRequest) => unknown;

interface HeldElement {
  readonly state: ElementState;
  readonly chain: readonly SignedStatement[];
  /** What brought each content, by its version. */
  readonly contents: ReadonlyMap<number, ElementWrite>;
  /** Key packets of each content, by its version and the principal. */
  readonly packets: ReadonlyMap<number, ReadonlyMap<string, KeyPacketEntry>>;
}

/** What is left of an element that was erased. */
interface HeldEnd extends ErasedState {
  readonly signed: SignedStatement;
  readonly destroyed: EraseReceipt['destroyed'];
}

interface HeldAnchor {
  readonly signed: SignedStatement;
  readonly hash: string;
  readonly number: number;
  readonly proofs: ReadonlyMap<string, AnchorProof>;
}

/** Key of RFC 8032 section 7.1, test 1: what the instance signs with. */
const LOG_KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};

/**
 * A server's records, feeds, anchors and directory in memory, for specs of what several devices of several accounts make of them. It
 * keeps order and places as a server does and checks no signature, until `mutate` makes it hostile. The token of a session is the
 * account's id.
 */
export class RecordServer implements HttpClient {
  readonly instance = {
    instanceId: idOf('ins_', randomBytes(16)),
    realm: 'localhost',
    logKey: LOG_KEY.x,
    release: RELEASE,
    protocol: { current: 1, oldest: 1 },
  };
  readonly entries = new Map<string, DirectoryEntry>();
  readonly elements = new Map<string, HeldElement>();
  readonly ends = new Map<string, HeldEnd>();
  readonly anchors = new Map<string, HeldAnchor>();
  readonly feeds = new Map<string, FeedRow[]>();
  /** Paths asked for, in order. */
  readonly paths: string[] = [];
  mutate: Mutation = () => undefined;

  /** Shows an account as it is now. */
  show(account: { entry(): DirectoryEntry }): void {
    const entry = account.entry();
    this.entries.set(entry.accountId, entry);
  }

  send = async (request: HttpRequest): Promise<HttpResponse> => {
    const { pathname, searchParams } = new URL(request.url);
    this.paths.push(pathname);
    const caller = request.headers['authorization']?.slice('Bearer '.length) ?? '';
    const body: unknown = request.body === undefined ? Object.fromEntries(searchParams) : JSON.parse(request.body);
    try {
      const answer = await this.#answer(pathname, body, caller);
      return respond(200, this.mutate(pathname, structuredClone(answer), request) ?? answer);
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
      const { code, status = 500 } = error;
      return respond(status, { type: `urn:sealchart:error:${code}`, ...ERRORS[code], status, code });
    }
  };

  #answer(path: string, body: unknown, caller: string): unknown {
    switch (path) {
      case '/v1/instance':
        return this.instance;
      case '/v1/accounts/me/profile':
        return this.#writeProfile(caller, body as ProfileWriteRequest);
      case '/v1/directory/accounts':
        return { entries: (body as AccountsRequest).accountIds.flatMap((accountId) => this.entries.get(accountId) ?? []) };
      case '/v1/feeds/pull':
        return this.#pull(caller, body as FeedRequest);
      case '/v1/elements/batch':
        return this.#write(body as BatchRequest);
      case '/v1/elements/receipts':
        return this.#receipts(caller, body as ReceiptsRequest);
      case '/v1/elements/read':
        return this.#read(caller, body as ReadRequest);
      case '/v1/anchors':
        return this.#anchor(caller, body as AnchorWriteRequest);
      case '/v1/anchors/newest':
        return { anchor: this.anchors.get(caller)?.signed };
      case '/v1/anchors/proofs':
        return this.#proofs(caller, body as AnchorProofsRequest);
      default:
        if (path.includes('/contents/')) return this.#content(caller, path);
        return this.#view(caller, path, body as { after?: string });
    }
  }

  async #writeProfile(caller: string, { profile }: ProfileWriteRequest): Promise<unknown> {
    const entry = this.entries.get(caller);
    if (!entry) throw new SealchartError('E_NOT_FOUND');
    const { previous } = valueOf(profile);
    if (previous !== (await hashOf(entry.profile))) throw new SealchartError('E_CONFLICT');
    this.entries.set(caller, { ...entry, profile });
    return {};
  }

  #pull(caller: string, { cursor }: FeedRequest): unknown {
    const rows = this.feeds.get(caller) ?? [];
    return { rows: rows.slice(cursor.seq, cursor.seq + FEED_PAGE), newest: rows.length };
  }

  async #write({ items }: BatchRequest): Promise<unknown> {
    const results: WriteResult[] = [];
    for (const item of items) results.push(await this.#writeOne(item));
    return { results };
  }

  async #writeOne(item: ElementWrite): Promise<WriteResult> {
    const manifest = await parseStatement(ElementManifest, ELEMENT_MANIFEST, this.instance.instanceId, item.manifest);
    const { elementId, version, previous, kind } = manifest.value;
    const held = this.elements.get(elementId);
    const end = this.ends.get(elementId);
    const stored = { status: 'stored', elementId, version, hash: manifest.hash } as const;
    const isThere = held?.chain[version - 1]?.statement === item.manifest.statement;
    if (isThere || manifest.hash === end?.manifestHash) return { ...stored, status: 'unchanged' };
    if (end) return { status: 'refused', code: 'E_ERASED' };
    if (version !== (held?.state.version ?? 0) + 1 || previous !== (held?.state.manifestHash ?? null)) {
      return { status: 'refused', code: 'E_CONFLICT' };
    }
    if (kind === 'erase' && held) this.#erase(held, manifest, item.manifest);
    else this.#store(held, manifest, item);
    return stored;
  }

  #store(held: HeldElement | undefined, manifest: ParsedStatement<ElementManifestValue>, item: ElementWrite): void {
    const { elementId, version, audience } = manifest.value;
    const before = held?.state.audience ?? [];
    const state = nextElementState(held?.state, manifest);
    const newest = state.content.contentVersion;
    const contents = new Map([...(held?.contents ?? []), ...(item.dataPacket === undefined ? [] : [[newest, item] as const])]);
    const losing = new Set(principalsLosingHistory(held?.state, manifest.value));
    const packets = new Map<number, ReadonlyMap<string, KeyPacketEntry>>();
    for (const contentVersion of contents.keys()) {
      const kept = [...(held?.packets.get(contentVersion) ?? [])].filter(
        ([principal]) => entryOf(audience, principal) && (contentVersion === newest || !losing.has(principal)),
      );
      const history = (item.historyPackets ?? []).filter((packet) => packet.contentVersion === contentVersion);
      const brought = history.map(({ principal, packet }) => ({ principal, epoch: 0, packet }));
      const all = contentVersion === newest ? [...brought, ...item.keyPackets] : brought;
      packets.set(contentVersion, new Map([...kept, ...all.map((packet) => [packet.principal, packet] as const)]));
    }
    this.elements.set(elementId, { state, chain: [...(held?.chain ?? []), item.manifest], contents, packets });
    const row = { kind: 'element', id: elementId, version, hash: manifest.hash } as const;
    const leaving = before.filter(({ principal }) => !entryOf(audience, principal));
    for (const { principal } of audience) this.#tell(principal, row);
    for (const { principal } of leaving) this.#tell(principal, { ...row, gone: true });
  }

  #erase(held: HeldElement, manifest: ParsedStatement<ElementManifestValue>, signed: SignedStatement): void {
    const end = erasedState(held.state, manifest);
    const keyPackets = [...held.packets.values()].reduce((sum, { size }) => sum + size, 0);
    this.elements.delete(end.elementId);
    this.ends.set(end.elementId, { ...end, signed, destroyed: { versions: held.chain.length, keyPackets, blobs: 0, bytes: 1 } });
    const row = { kind: 'element', id: end.elementId, version: end.version, hash: manifest.hash } as const;
    for (const { principal } of held.state.audience) {
      this.#tell(principal, principal === end.recordId ? row : { ...row, gone: true });
    }
  }

  #tell(principal: string, row: Omit<FeedRow, 'principal' | 'seq'>): void {
    const rows = this.feeds.get(principal) ?? [];
    this.feeds.set(principal, [...rows, { principal, seq: rows.length + 1, ...row }]);
  }

  #read(caller: string, { items, content }: ReadRequest): unknown {
    const found = items.flatMap(({ elementId, after }) => this.#viewOf(caller, elementId, after, content) ?? []);
    const ids = new Set(found.map(({ elementId }) => elementId));
    return {
      elements: found,
      missing: items.map(({ elementId }) => elementId).filter((elementId) => !ids.has(elementId)),
      ended: [],
      rest: [],
    };
  }

  #view(caller: string, path: string, { after = '0' }: { after?: string }): unknown {
    const elementId = decodeURIComponent(path.slice('/v1/elements/'.length));
    const view = this.#viewOf(caller, elementId, Number(after), true);
    if (!view) throw new SealchartError('E_NOT_FOUND');
    return view;
  }

  #viewOf(caller: string, elementId: string, after: number, withContent: boolean): ElementView | undefined {
    const end = this.ends.get(elementId);
    if (end?.recordId === caller) return { elementId, chain: after < end.version ? [end.signed] : [], newest: end.version };
    const held = this.elements.get(elementId);
    if (!held || !entryOf(held.state.audience, caller)) return undefined;
    const { state, chain } = held;
    const content = withContent ? contentOf(held, caller, state.content.contentVersion) : undefined;
    return { elementId, chain: chain.slice(after), newest: state.version, ...(content ? { content } : {}) };
  }

  #content(caller: string, path: string): SealedContent {
    const [elementId = '', contentVersion = ''] = path.slice('/v1/elements/'.length).split('/contents/');
    const held = this.elements.get(decodeURIComponent(elementId));
    const content = held && entryOf(held.state.audience, caller) && contentOf(held, caller, Number(contentVersion));
    if (!content) throw new SealchartError('E_NOT_FOUND');
    return content;
  }

  async #receipts(caller: string, { elementIds }: ReceiptsRequest): Promise<unknown> {
    const ends = elementIds.flatMap((elementId) => this.ends.get(elementId) ?? []).filter(({ recordId }) => recordId === caller);
    const receipts = await Promise.all(
      ends.map(({ elementId, recordId, version, manifestHash: eraseHash, destroyed }) =>
        this.signReceipt({ elementId, recordId, version, eraseHash, destroyed }),
      ),
    );
    return { receipts };
  }

  /** A receipt as this instance signs it, or with another key. `fields` may be those of another erase. */
  async signReceipt(
    fields: Pick<EraseReceipt, 'elementId' | 'recordId' | 'version' | 'eraseHash' | 'destroyed'>,
    key?: CryptoKey,
  ): Promise<InstanceStatement> {
    const fixed = { context: ERASE_RECEIPT, instance: this.instance.instanceId, backupDays: 30, at: '2026-06-01T00:00:00Z' };
    const bytes = jcsBytes({ ...fixed, ...fields });
    const signer = key ?? (await crypto.subtle.importKey('jwk', LOG_KEY, 'Ed25519', false, ['sign']));
    return { statement: toB64u(bytes), signature: toB64u(new Uint8Array(await crypto.subtle.sign('Ed25519', signer, bytes))) };
  }

  async #anchor(caller: string, { anchor, without }: AnchorWriteRequest): Promise<unknown> {
    const { value, hash } = await parseStatement(Anchor, ANCHOR, this.instance.instanceId, anchor);
    const newest = this.anchors.get(caller);
    const left = new Set(without);
    const leaves = [...[...this.elements.values()].map(({ state }) => state), ...this.ends.values()]
      .filter(({ recordId, elementId }) => recordId === caller && !left.has(elementId))
      .map(({ elementId, version, manifestHash }) => ({ elementId, version, manifestHash }))
      .sort((a, b) => compareAscii(a.elementId, b.elementId));
    const tree = await MerkleTree.of(await leafHashes(leaves.map(anchorLeafBytes)));
    const isNext = value.number === (newest?.number ?? 0) + 1 && value.previous === (newest?.hash ?? null);
    if (!isNext || toB64u(tree.root) !== value.root || tree.size !== value.size) throw new SealchartError('E_CONFLICT');
    const proofs = leaves.map((leaf, index) => ({ ...leaf, anchor, index, path: tree.path(index).map(toB64u) }));
    this.anchors.set(caller, { signed: anchor, hash, number: value.number, proofs: new Map(proofs.map((p) => [p.elementId, p])) });
    return {};
  }

  #proofs(caller: string, { elementIds }: AnchorProofsRequest): unknown {
    const readable = elementIds.flatMap((elementId): { readonly elementId: string; readonly recordId: string }[] => {
      const [state, end] = [this.elements.get(elementId)?.state, this.ends.get(elementId)];
      if (state) return entryOf(state.audience, caller) ? [state] : [];
      return end?.recordId === caller ? [end] : [];
    });
    return { proofs: readable.flatMap(({ recordId, elementId }) => this.anchors.get(recordId)?.proofs.get(elementId) ?? []) };
  }
}

/** What a reader opens one content with; undefined where it has no key packet to it. */
function contentOf({ contents, packets }: HeldElement, caller: string, contentVersion: number): SealedContent | undefined {
  const { dataPacket, open = {} } = contents.get(contentVersion) ?? {};
  const keyPacket = packets.get(contentVersion)?.get(caller);
  return keyPacket && dataPacket !== undefined ? { contentVersion, dataPacket, keyPacket, open } : undefined;
}

function valueOf(signed: SignedStatement): { readonly previous: string | null } {
  return JSON.parse(new TextDecoder().decode(fromB64u(signed.statement))) as { previous: string | null };
}

function hashOf(signed: SignedStatement): Promise<string> {
  return sha256B64u(fromB64u(signed.statement));
}

function respond(status: number, body: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}
