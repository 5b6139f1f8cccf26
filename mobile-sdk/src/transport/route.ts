import {
  ACCOUNT_ANSWER_BYTES,
  ANSWER_BYTES,
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
import type * as z from 'zod/mini';

/** One route of the server as a client knows it. */
export interface Route<Request, Response> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** What the body must be; absent for routes without one. */
  readonly request?: z.ZodMiniType<Request>;
  /** What the answer must be; absent for routes that answer with nothing. */
  readonly response?: z.ZodMiniType<Response>;
  /** Bytes of the largest answer; default: `SMALL_ANSWER_BYTES`. */
  readonly answerBytes?: number;
  /** Whether the session's token is sent. */
  readonly isPublic?: true;
  /** Whether a try may be repeated when its answer was lost. */
  readonly isOnce?: true;
}

const route = <Request, Response>(value: Route<Request, Response>): Route<Request, Response> => value;

/** Every route that the SDK calls. */
export const ROUTES = {
  instance: route({ method: 'GET', path: '/v1/instance', response: InstanceResponse, isPublic: true }),
  /** May be repeated: the account id follows from the key in it, so a second try finds its own first one (`E_EXISTS`). */
  register: route({ method: 'POST', path: '/v1/accounts', request: RegisterRequest, response: RegisterResponse, isPublic: true }),
  prelogin: route({ method: 'POST', path: '/v1/auth/prelogin', request: PreloginRequest, response: PreloginResponse, isPublic: true }),
  /** Each try counts as a guess and may leave a session behind. */
  login: route({
    method: 'POST',
    path: '/v1/auth/login',
    request: LoginRequest,
    response: LoginResponse,
    answerBytes: ACCOUNT_ANSWER_BYTES,
    isPublic: true,
    isOnce: true,
  }),
  /** Each try counts, as a login does. */
  recover: route({
    method: 'POST',
    path: '/v1/auth/recover',
    request: RecoverRequest,
    response: RecoverResponse,
    answerBytes: ACCOUNT_ANSWER_BYTES,
    isPublic: true,
    isOnce: true,
  }),
  logout: route<never, never>({ method: 'POST', path: '/v1/auth/logout' }),
  head: route({ method: 'GET', path: '/v1/accounts/me/head', response: AccountHeadResponse }),
  /** May be repeated: the bundle that is stored already is answered as the first time. */
  writeBundle: route({ method: 'POST', path: '/v1/accounts/me/bundle', request: BundleWriteRequest, response: BundleWriteResponse }),
  /** May be repeated: the stored profile is answered as the first time. */
  writeProfile: route<ProfileWriteRequest, never>({ method: 'POST', path: '/v1/accounts/me/profile', request: ProfileWriteRequest }),
  close: route<CloseRequest, never>({ method: 'POST', path: '/v1/accounts/me/close', request: CloseRequest }),
  sessions: route({ method: 'GET', path: '/v1/sessions', response: SessionsResponse }),
  endOthers: route({ method: 'POST', path: '/v1/sessions/end-others', response: EndOthersResponse }),
  /** May be repeated: the stored anchor is answered as the first time. */
  writeAnchor: route<AnchorWriteRequest, never>({ method: 'POST', path: '/v1/anchors', request: AnchorWriteRequest }),
  newestAnchor: route({ method: 'GET', path: '/v1/anchors/newest', response: NewestAnchorResponse }),
  anchorProofs: route({ method: 'POST', path: '/v1/anchors/proofs', request: AnchorProofsRequest, response: AnchorProofsResponse }),
  me: route({ method: 'GET', path: '/v1/accounts/me', response: OwnAccountResponse, answerBytes: ACCOUNT_ANSWER_BYTES }),
  lookup: route({
    method: 'POST',
    path: '/v1/directory/lookup',
    request: LookupRequest,
    response: DirectoryEntry,
    answerBytes: ACCOUNT_ANSWER_BYTES,
  }),
  accounts: route({
    method: 'POST',
    path: '/v1/directory/accounts',
    request: AccountsRequest,
    response: AccountsResponse,
    answerBytes: ANSWER_BYTES,
  }),
  /** May be repeated: it carries an `Idempotency-Key`. */
  batch: route({ method: 'POST', path: '/v1/elements/batch', request: BatchRequest, response: BatchResponse }),
  read: route({ method: 'POST', path: '/v1/elements/read', request: ReadRequest, response: ReadResponse, answerBytes: ANSWER_BYTES }),
  receipts: route({ method: 'POST', path: '/v1/elements/receipts', request: ReceiptsRequest, response: ReceiptsResponse }),
  usage: route({ method: 'GET', path: '/v1/usage', response: UsageResponse }),
  feedHead: route({ method: 'GET', path: '/v1/feeds/head', response: FeedHeadResponse }),
  pull: route({ method: 'POST', path: '/v1/feeds/pull', request: FeedRequest, response: FeedResponse }),
} as const;

/** GET /v1/feeds/live?after= */
export const liveRoute = (after: number) => route<never, never>({ method: 'GET', path: `/v1/feeds/live?after=${after}` });

/** GET /v1/elements/:elementId */
export const elementRoute = (elementId: string, after: number) =>
  route({
    method: 'GET',
    path: `/v1/elements/${encodeURIComponent(elementId)}?after=${after}`,
    response: ElementView,
    answerBytes: ANSWER_BYTES,
  });

/** GET /v1/elements/:elementId/contents/:contentVersion */
export const contentRoute = (elementId: string, contentVersion: number) =>
  route({
    method: 'GET',
    path: `/v1/elements/${encodeURIComponent(elementId)}/contents/${contentVersion}`,
    response: SealedContent,
    answerBytes: ANSWER_BYTES,
  });

/** GET /v1/logins?before= */
export const loginsRoute = (before: string | undefined) =>
  route({
    method: 'GET',
    path: `/v1/logins${before === undefined ? '' : `?before=${encodeURIComponent(before)}`}`,
    response: LoginsResponse,
  });

/** DELETE /v1/sessions/:sessionId */
export const sessionRoute = (sessionId: string) =>
  route<never, never>({ method: 'DELETE', path: `/v1/sessions/${encodeURIComponent(sessionId)}` });
