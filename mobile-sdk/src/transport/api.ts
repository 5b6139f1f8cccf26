import type {
  AccountHeadResponse,
  AccountsRequest,
  AccountsResponse,
  AnchorProofsRequest,
  AnchorProofsResponse,
  AnchorWriteRequest,
  BatchRequest,
  BatchResponse,
  BundleWriteRequest,
  BundleWriteResponse,
  CloseRequest,
  DirectoryEntry,
  ElementView,
  EndOthersResponse,
  FeedHeadResponse,
  FeedRequest,
  FeedResponse,
  InstanceResponse,
  LoginRequest,
  LoginResponse,
  LoginsResponse,
  LookupRequest,
  NewestAnchorResponse,
  OwnAccountResponse,
  PreloginRequest,
  PreloginResponse,
  ProfileWriteRequest,
  ReadRequest,
  ReadResponse,
  ReceiptsRequest,
  ReceiptsResponse,
  RecoverRequest,
  RecoverResponse,
  RegisterRequest,
  RegisterResponse,
  SealedContent,
  SessionsResponse,
  UsageResponse,
} from '@sealchart/protocol';
import { ElementParams, IDEMPOTENCY_HEADER, LoginsQuery, SealchartError, SessionParams } from '@sealchart/protocol';
import type { HttpStream } from '../ports/http-client.ts';
import type { CallOptions, CallerOptions } from './caller.ts';
import { Caller } from './caller.ts';
import { ROUTES, contentRoute, elementRoute, liveRoute, loginsRoute, sessionRoute } from './route.ts';

/**
 * The server's routes, one method each. What is sent and what comes back passes the wire schemas; nothing that comes
 * back is believed for that. Errors as `Caller.call`; requests that may be repeated are, see `PATIENCE_MS`.
 */
export class Api {
  readonly #caller: Caller;

  constructor(options: CallerOptions) {
    this.#caller = new Caller(options);
  }

  instance(options?: CallOptions): Promise<InstanceResponse> {
    return this.#caller.call(ROUTES.instance, undefined, options);
  }

  /** `E_EXISTS` when this very account is there already, `E_IDENTIFIER_TAKEN` when another one has the address. */
  register(request: RegisterRequest, options?: CallOptions): Promise<RegisterResponse> {
    return this.#caller.call(ROUTES.register, request, options);
  }

  prelogin(request: PreloginRequest, options?: CallOptions): Promise<PreloginResponse> {
    return this.#caller.call(ROUTES.prelogin, request, options);
  }

  /** `E_LOGIN`, `E_THROTTLED`. Never repeated by itself. */
  login(request: LoginRequest): Promise<LoginResponse> {
    return this.#caller.call(ROUTES.login, request);
  }

  /** `E_KIT`, `E_THROTTLED`. Never repeated by itself. */
  recover(request: RecoverRequest): Promise<RecoverResponse> {
    return this.#caller.call(ROUTES.recover, request);
  }

  async logout(options?: CallOptions): Promise<void> {
    await this.#caller.call(ROUTES.logout, undefined, options);
  }

  me(options?: CallOptions): Promise<OwnAccountResponse> {
    return this.#caller.call(ROUTES.me, undefined, options);
  }

  head(options?: CallOptions): Promise<AccountHeadResponse> {
    return this.#caller.call(ROUTES.head, undefined, options);
  }

  /** `E_CONFLICT` when another device was faster. */
  writeBundle(request: BundleWriteRequest, options?: CallOptions): Promise<BundleWriteResponse> {
    return this.#caller.call(ROUTES.writeBundle, request, options);
  }

  /** `E_CONFLICT` when another device was faster. */
  async writeProfile(request: ProfileWriteRequest, options?: CallOptions): Promise<void> {
    await this.#caller.call(ROUTES.writeProfile, request, options);
  }

  async close(request: CloseRequest, options?: CallOptions): Promise<void> {
    await this.#caller.call(ROUTES.close, request, options);
  }

  sessions(options?: CallOptions): Promise<SessionsResponse> {
    return this.#caller.call(ROUTES.sessions, undefined, options);
  }

  /** `E_NOT_FOUND` also for sessions of others. */
  async endSession(sessionId: string, options?: CallOptions): Promise<void> {
    if (!SessionParams.safeParse({ sessionId }).success) throw new SealchartError('E_REQUEST', { detail: 'sessionId' });
    await this.#caller.call(sessionRoute(sessionId), undefined, options);
  }

  endOtherSessions(options?: CallOptions): Promise<EndOthersResponse> {
    return this.#caller.call(ROUTES.endOthers, undefined, options);
  }

  logins(before: string | undefined, options?: CallOptions): Promise<LoginsResponse> {
    if (!LoginsQuery.safeParse({ before }).success) throw new SealchartError('E_REQUEST', { detail: 'before' });
    return this.#caller.call(loginsRoute(before), undefined, options);
  }

  /** `E_CONFLICT` when the record or its newest anchor is not what was signed. */
  async writeAnchor(request: AnchorWriteRequest, options?: CallOptions): Promise<void> {
    await this.#caller.call(ROUTES.writeAnchor, request, options);
  }

  newestAnchor(options?: CallOptions): Promise<NewestAnchorResponse> {
    return this.#caller.call(ROUTES.newestAnchor, undefined, options);
  }

  /** Elements that no anchor covers are left out of the answer. */
  anchorProofs(request: AnchorProofsRequest, options?: CallOptions): Promise<AnchorProofsResponse> {
    return this.#caller.call(ROUTES.anchorProofs, request, options);
  }

  /** `E_PERSON_UNKNOWN`. */
  lookup(request: LookupRequest, options?: CallOptions): Promise<DirectoryEntry> {
    return this.#caller.call(ROUTES.lookup, request, options);
  }

  /** Unknown ids are left out of the answer. */
  accounts(request: AccountsRequest, options?: CallOptions): Promise<AccountsResponse> {
    return this.#caller.call(ROUTES.accounts, request, options);
  }

  /** The same key with the same body gives the same answer, however often; `E_IDEMPOTENCY` with another body. */
  batch(request: BatchRequest, { idempotencyKey, ...options }: CallOptions & { readonly idempotencyKey: string }): Promise<BatchResponse> {
    return this.#caller.call(ROUTES.batch, request, { ...options, headers: { [IDEMPOTENCY_HEADER]: idempotencyKey } });
  }

  read(request: ReadRequest, options?: CallOptions): Promise<ReadResponse> {
    return this.#caller.call(ROUTES.read, request, options);
  }

  /** `E_NOT_FOUND` also for elements that the caller may not read. */
  async element(elementId: string, after: number, options?: CallOptions): Promise<ElementView> {
    if (!ElementParams.safeParse({ elementId }).success) throw new SealchartError('E_REQUEST', { detail: 'elementId' });
    return this.#caller.call(elementRoute(elementId, after), undefined, options);
  }

  /** One former content. `E_NOT_FOUND` also where the caller has no key packet to it. */
  async content(elementId: string, contentVersion: number, options?: CallOptions): Promise<SealedContent> {
    if (!ElementParams.safeParse({ elementId }).success) throw new SealchartError('E_REQUEST', { detail: 'elementId' });
    return this.#caller.call(contentRoute(elementId, contentVersion), undefined, options);
  }

  /** Elements that the caller did not erase are left out of the answer. */
  receipts(request: ReceiptsRequest, options?: CallOptions): Promise<ReceiptsResponse> {
    return this.#caller.call(ROUTES.receipts, request, options);
  }

  usage(options?: CallOptions): Promise<UsageResponse> {
    return this.#caller.call(ROUTES.usage, undefined, options);
  }

  /** Where the own feed ends. */
  feedHead(options?: CallOptions): Promise<FeedHeadResponse> {
    return this.#caller.call(ROUTES.feedHead, undefined, options);
  }

  /** Whether this host can hold a stream open. */
  get canStream(): boolean {
    return this.#caller.canStream;
  }

  /** Server-sent events that say when the own feed is beyond `after`; whoever opens it closes it. One try. Errors as `Caller.stream`. */
  live(after: number): Promise<HttpStream> {
    return this.#caller.stream(liveRoute(after), 'text/event-stream');
  }

  pull(request: FeedRequest, options?: CallOptions): Promise<FeedResponse> {
    return this.#caller.call(ROUTES.pull, request, options);
  }
}
