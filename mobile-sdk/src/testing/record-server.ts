import type {
  AccountsRequest,
  AnchorProof,
  AnchorProofsRequest,
  AnchorWriteRequest,
  BatchRequest,
  DirectoryEntry,
  ElementState,
  ElementView,
  ElementWrite,
  FeedRequest,
  FeedRow,
  ProfileWriteRequest,
  ReadRequest,
  SignedStatement,
  WriteResult,
} from '@sealchart/protocol';
import {
  ANCHOR,
  Anchor,
  ELEMENT_MANIFEST,
  ERRORS,
  ElementManifest,
  MerkleTree,
  RELEASE,
  SealchartError,
  anchorLeafBytes,
  compareAscii,
  entryOf,
  fromB64u,
  idOf,
  leafHashes,
  nextElementState,
  parseStatement,
  sha256B64u,
  toB64u,
} from '@sealchart/protocol';
import type { HttpClient, HttpRequest, HttpResponse } from '../ports/http-client.ts';

/** How an answer is changed on its way; `undefined` leaves it alone. */
type Mutation = (path: string, answer: unknown, request: HttpRequest) => unknown;

interface HeldElement {
  readonly state: ElementState;
  readonly chain: readonly SignedStatement[];
  readonly newestContent: ElementWrite;
  /** Key packets of the newest content, by principal. */
  readonly packets: ReadonlyMap<string, ElementWrite['keyPackets'][number]>;
}

interface HeldAnchor {
  readonly signed: SignedStatement;
  readonly hash: string;
  readonly number: number;
  readonly proofs: ReadonlyMap<string, AnchorProof>;
}

/**
 * A server's records, feeds, anchors and directory in memory, for specs of what several devices of several accounts make of them. It
 * keeps order and places as a server does and checks no signature, until `mutate` makes it hostile. The token of a session is the
 * account's id.
 */
export class RecordServer implements HttpClient {
  readonly instance = {
    instanceId: idOf('ins_', randomBytes(16)),
    realm: 'localhost',
    logKey: toB64u(randomBytes(32)),
    release: RELEASE,
    protocol: { current: 1, oldest: 1 },
  };
  readonly entries = new Map<string, DirectoryEntry>();
  readonly elements = new Map<string, HeldElement>();
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
      case '/v1/elements/read':
        return this.#read(caller, body as ReadRequest);
      case '/v1/anchors':
        return this.#anchor(caller, body as AnchorWriteRequest);
      case '/v1/anchors/newest':
        return { anchor: this.anchors.get(caller)?.signed };
      case '/v1/anchors/proofs':
        return this.#proofs(caller, body as AnchorProofsRequest);
      default:
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
    return { rows: rows.slice(cursor.seq), newest: rows.length };
  }

  async #write({ items }: BatchRequest): Promise<unknown> {
    const results: WriteResult[] = [];
    for (const item of items) results.push(await this.#writeOne(item));
    return { results };
  }

  async #writeOne(item: ElementWrite): Promise<WriteResult> {
    const manifest = await parseStatement(ElementManifest, ELEMENT_MANIFEST, this.instance.instanceId, item.manifest);
    const { elementId, version, previous, audience } = manifest.value;
    const held = this.elements.get(elementId);
    if (version !== (held?.state.version ?? 0) + 1 || previous !== (held?.state.manifestHash ?? null)) {
      return { status: 'refused', code: 'E_CONFLICT' };
    }
    const state = nextElementState(held?.state, manifest);
    const kept = item.dataPacket === undefined ? [...(held?.packets ?? [])] : [];
    const packets = new Map([...kept, ...item.keyPackets.map((packet) => [packet.principal, packet] as const)]);
    const newestContent = item.dataPacket === undefined ? (held?.newestContent ?? item) : item;
    this.elements.set(elementId, { state, chain: [...(held?.chain ?? []), item.manifest], newestContent, packets });
    const row = { kind: 'element', id: elementId, version, hash: manifest.hash } as const;
    const leaving = (held?.state.audience ?? []).filter(({ principal }) => !entryOf(audience, principal));
    for (const { principal } of audience) this.#tell(principal, row);
    for (const { principal } of leaving) this.#tell(principal, { ...row, gone: true });
    return { status: 'stored', elementId, version, hash: manifest.hash };
  }

  #tell(principal: string, row: Omit<FeedRow, 'principal' | 'seq'>): void {
    const rows = this.feeds.get(principal) ?? [];
    this.feeds.set(principal, [...rows, { principal, seq: rows.length + 1, ...row }]);
  }

  #read(caller: string, { items, content }: ReadRequest): unknown {
    const found = items.flatMap(({ elementId, after }) => this.#viewOf(caller, elementId, after, content) ?? []);
    const ids = new Set(found.map(({ elementId }) => elementId));
    return { elements: found, missing: items.map(({ elementId }) => elementId).filter((elementId) => !ids.has(elementId)), rest: [] };
  }

  #view(caller: string, path: string, { after = '0' }: { after?: string }): unknown {
    const elementId = decodeURIComponent(path.slice('/v1/elements/'.length));
    const view = this.#viewOf(caller, elementId, Number(after), true);
    if (!view) throw new SealchartError('E_NOT_FOUND');
    return view;
  }

  #viewOf(caller: string, elementId: string, after: number, withContent: boolean): ElementView | undefined {
    const held = this.elements.get(elementId);
    if (!held || !entryOf(held.state.audience, caller)) return undefined;
    const { state, chain, newestContent, packets } = held;
    const [keyPacket, dataPacket] = [packets.get(caller), newestContent.dataPacket];
    const view = { elementId, chain: chain.slice(after), newest: state.version };
    if (!withContent || !keyPacket || dataPacket === undefined) return view;
    return { ...view, content: { contentVersion: state.content.contentVersion, dataPacket, keyPacket, open: newestContent.open ?? {} } };
  }

  async #anchor(caller: string, { anchor, without }: AnchorWriteRequest): Promise<unknown> {
    const { value, hash } = await parseStatement(Anchor, ANCHOR, this.instance.instanceId, anchor);
    const newest = this.anchors.get(caller);
    const left = new Set(without);
    const leaves = [...this.elements.values()]
      .filter(({ state }) => state.recordId === caller && !left.has(state.elementId))
      .map(({ state: { elementId, version, manifestHash } }) => ({ elementId, version, manifestHash }))
      .sort((a, b) => compareAscii(a.elementId, b.elementId));
    const tree = await MerkleTree.of(await leafHashes(leaves.map(anchorLeafBytes)));
    const isNext = value.number === (newest?.number ?? 0) + 1 && value.previous === (newest?.hash ?? null);
    if (!isNext || toB64u(tree.root) !== value.root || tree.size !== value.size) throw new SealchartError('E_CONFLICT');
    const proofs = leaves.map((leaf, index) => ({ ...leaf, anchor, index, path: tree.path(index).map(toB64u) }));
    this.anchors.set(caller, { signed: anchor, hash, number: value.number, proofs: new Map(proofs.map((p) => [p.elementId, p])) });
    return {};
  }

  #proofs(caller: string, { elementIds }: AnchorProofsRequest): unknown {
    const readable = elementIds
      .flatMap((elementId) => this.elements.get(elementId) ?? [])
      .filter(({ state }) => entryOf(state.audience, caller));
    return { proofs: readable.flatMap(({ state }) => this.anchors.get(state.recordId)?.proofs.get(state.elementId) ?? []) };
  }
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
