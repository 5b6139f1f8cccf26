import type {
  BundleWriteRequest,
  CloseRequest,
  KeyBundle,
  LoginRequest,
  LoginResponse,
  ProfileWriteRequest,
  RecoverRequest,
  RegisterRequest,
} from '@sealchart/protocol';
import {
  ERRORS,
  KDF_DEFAULT,
  RELEASE,
  SealchartError,
  bundleHashOf,
  equalBytes,
  fromB64u,
  idOf,
  jcsBytes,
  replayAccountChain,
  sha256B64u,
  toB64u,
} from '@sealchart/protocol';
import type { HttpClient, HttpRequest, HttpResponse } from '../ports/http-client.ts';

/** What the server holds of one account: the registration with the newest secrets, and the answer to a login made of it. */
export interface ServedAccount {
  readonly request: RegisterRequest;
  readonly answer: LoginResponse;
  /** SHA-256 of the recovery login, once there is a kit. */
  readonly recoveryVerifier?: string;
}

/** A session as the server keeps it. */
export interface ServedSession {
  readonly identifier: string;
  readonly kind: 'app' | 'browser' | 'recovery';
}

/** How an answer is changed on its way; `undefined` leaves it alone. */
export type Mutation = (path: string, answer: unknown, request: HttpRequest) => unknown;

const RECOVERY_PATHS = new Set(['/v1/accounts/me', '/v1/accounts/me/head', '/v1/accounts/me/bundle']);

/**
 * A server's account routes over whatever real clients registered, for specs of lost and hostile answers: it keeps what
 * it is sent and serves it again, as any server could, until `mutate` is set. It checks what the real one checks of
 * secrets, sessions and bundle writes, and nothing else; stories run against the real one.
 */
export class AccountServer implements HttpClient {
  readonly instance;
  readonly accounts = new Map<string, ServedAccount>();
  readonly sessions = new Map<string, ServedSession>();
  /** Device tokens and whose they are. */
  readonly devices = new Map<string, string>();
  /** Paths asked for, in order. */
  readonly paths: string[] = [];
  mutate: Mutation = () => undefined;
  /** The one browser's cookie. */
  #cookie: string | undefined;

  constructor(realm = 'localhost') {
    this.instance = {
      instanceId: idOf('ins_', randomBytes(16)),
      realm,
      logKey: randomToken(),
      release: RELEASE,
      protocol: { current: 1, oldest: 1 },
    };
  }

  send = async (request: HttpRequest): Promise<HttpResponse> => {
    const path = new URL(request.url).pathname;
    this.paths.push(path);
    try {
      const answer = await this.#answer(path, request, request.body === undefined ? undefined : JSON.parse(request.body));
      return respond(200, this.mutate(path, structuredClone(answer), request) ?? answer);
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
      const { code, status = 500 } = error;
      return respond(status, { type: `urn:sealchart:error:${code}`, ...ERRORS[code], status, code });
    }
  };

  /** The account of an address; specs change it as a server could. */
  account(identifier: string): ServedAccount {
    const account = this.accounts.get(identifier);
    if (!account) throw new SealchartError('E_NOT_FOUND');
    return account;
  }

  async #answer(path: string, request: HttpRequest, body: unknown): Promise<unknown> {
    switch (path) {
      case '/v1/instance':
        return this.instance;
      case '/v1/accounts':
        return this.#register(body as RegisterRequest);
      case '/v1/auth/prelogin': {
        const account = this.accounts.get((body as LoginRequest).identifier);
        const kdf = account?.request.kdf ?? { ...KDF_DEFAULT, salt: toB64u(new Uint8Array(16)) };
        return { authMethod: 'password', realm: this.instance.realm, kdf };
      }
      case '/v1/auth/login':
        return this.#login(body as LoginRequest);
      case '/v1/auth/recover':
        return this.#recover(body as RecoverRequest);
      default:
        return this.#answerSession(path, this.#sessionOf(path, request), body);
    }
  }

  async #answerSession(path: string, { token, identifier }: { token: string; identifier: string }, body: unknown): Promise<unknown> {
    const account = this.account(identifier);
    const { bundle, entry } = account.answer;
    switch (path) {
      case '/v1/accounts/me':
        return { bundle, entry };
      case '/v1/accounts/me/head': {
        const head = await sha256B64u(fromB64u(entry.events.at(-1)?.statement ?? ''));
        return { bundleVersion: bundle.version, sequence: entry.events.length, head };
      }
      case '/v1/accounts/me/bundle':
        return this.#writeBundle({ identifier, account, token }, body as BundleWriteRequest);
      case '/v1/accounts/me/profile': {
        const { profile } = body as ProfileWriteRequest;
        this.accounts.set(identifier, { ...account, answer: { ...account.answer, entry: { ...entry, profile } } });
        return {};
      }
      case '/v1/accounts/me/close': {
        await this.#replay(account.answer.bundle.accountId, [...entry.events, (body as CloseRequest).event], entry.certificates);
        this.accounts.delete(identifier);
        this.#endSessions(identifier);
        return {};
      }
      case '/v1/auth/logout':
        this.sessions.delete(token);
        return {};
      default:
        throw new SealchartError('E_NOT_FOUND');
    }
  }

  #sessionOf(path: string, { headers }: HttpRequest): { token: string; identifier: string } {
    const token = headers['authorization']?.replace(/^Bearer /, '') ?? this.#cookie ?? '';
    const session = this.sessions.get(token);
    if (!session) throw new SealchartError('E_UNAUTHENTICATED');
    if (session.kind === 'recovery' && !RECOVERY_PATHS.has(path)) throw new SealchartError('E_NOT_FOUND');
    return { token, identifier: session.identifier };
  }

  #register(request: RegisterRequest): unknown {
    const { bundle, events, profile } = request;
    const { accountId } = bundle;
    const existing = this.accounts.get(request.identifier);
    if (existing) throw new SealchartError(existing.answer.accountId === accountId ? 'E_EXISTS' : 'E_IDENTIFIER_TAKEN');
    const entry = { accountId, events, certificates: [bundle.certificate], profile };
    this.accounts.set(request.identifier, { request, answer: { accountId, expiresAt: '2030-01-01T00:00:00Z', bundle, entry } });
    return { accountId };
  }

  #login({ identifier, loginSecret, sessionIn = 'answer' }: LoginRequest): LoginResponse {
    const account = this.accounts.get(identifier);
    if (account?.request.loginSecret !== loginSecret) throw new SealchartError('E_LOGIN');
    const token = this.#begin(identifier, sessionIn === 'cookie' ? 'browser' : 'app');
    const { token: _, deviceToken: __, ...answer } = account.answer;
    if (sessionIn === 'cookie') {
      this.#cookie = token;
      return answer;
    }
    const answered = { ...answer, token, deviceToken: this.#issue(identifier) };
    this.accounts.set(identifier, { ...account, answer: answered });
    return answered;
  }

  async #recover({ account: named, recoveryLogin }: RecoverRequest): Promise<unknown> {
    const verifier = await sha256B64u(fromB64u(recoveryLogin));
    for (const [identifier, { answer, recoveryVerifier }] of this.accounts) {
      if ((identifier !== named && answer.accountId !== named) || recoveryVerifier !== verifier) continue;
      const { accountId, expiresAt, bundle, entry } = answer;
      return { accountId, token: this.#begin(identifier, 'recovery'), expiresAt, bundle, entry };
    }
    throw new SealchartError('E_KIT');
  }

  async #writeBundle(
    { identifier, account, token }: { identifier: string; account: ServedAccount; token: string },
    { expectedVersion, bundle, events, loginVerifier, recoveryVerifier = account.recoveryVerifier }: BundleWriteRequest,
  ): Promise<unknown> {
    const { answer, request } = account;
    const before = answer.bundle;
    if (equalBytes(jcsBytes(before), jcsBytes(bundle))) return { bundleVersion: bundle.version };
    if (before.version !== expectedVersion) throw new SealchartError('E_CONFLICT');
    if (hasNew('password', bundle, before) !== (loginVerifier !== undefined)) throw new SealchartError('E_REQUEST');
    if (hasNew('recovery', bundle, before) !== (recoveryVerifier !== account.recoveryVerifier)) throw new SealchartError('E_REQUEST');
    const isRotation = events.length === 2;
    const certificates = isRotation ? [...answer.entry.certificates, bundle.certificate] : answer.entry.certificates;
    const entry = { ...answer.entry, events: [...answer.entry.events, ...events], certificates };
    const chain = await this.#replay(bundle.accountId, entry.events, certificates);
    if (chain.bundle.hash !== (await bundleHashOf(bundle))) throw new SealchartError('E_HASH');
    this.accounts.set(identifier, {
      request: { ...request, ...loginVerifier },
      answer: { ...answer, bundle, entry },
      ...(recoveryVerifier === undefined ? {} : { recoveryVerifier }),
    });
    const isRecovery = this.sessions.get(token)?.kind === 'recovery';
    if (loginVerifier) this.#endSessions(identifier, isRecovery ? undefined : token);
    if (isRecovery) return { bundleVersion: bundle.version, deviceToken: this.#issue(identifier) };
    if (chain.keys.at(-2)?.retired !== 'compromise' || !isRotation) return { bundleVersion: bundle.version };
    for (const [deviceToken, owner] of this.devices) if (owner === identifier) this.devices.delete(deviceToken);
    return { bundleVersion: bundle.version, deviceToken: this.#issue(identifier) };
  }

  #replay(accountId: string, events: BundleWriteRequest['events'], certificates: readonly string[]) {
    return replayAccountChain(this.instance.instanceId, accountId, events, certificates.map(fromB64u));
  }

  #begin(identifier: string, kind: ServedSession['kind']): string {
    const token = randomToken();
    this.sessions.set(token, { identifier, kind });
    return token;
  }

  #issue(identifier: string): string {
    const token = randomToken();
    this.devices.set(token, identifier);
    return token;
  }

  #endSessions(identifier: string, except?: string): void {
    for (const [token, session] of this.sessions) if (session.identifier === identifier && token !== except) this.sessions.delete(token);
  }
}

/** Whether a bundle has a slot of this kind that the one before had not. */
function hasNew(kind: string, bundle: KeyBundle, before: KeyBundle): boolean {
  return bundle.slots.some((slot) => slot.kind === kind && !before.slots.some(({ slotId }) => slotId === slot.slotId));
}

function respond(status: number, body: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function randomToken(): string {
  return toB64u(randomBytes(32));
}

function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}
