import type { LoginRequest, LoginResponse, RegisterRequest } from '@sealchart/protocol';
import { ERRORS, KDF_DEFAULT, RELEASE, SealchartError, idOf, toB64u } from '@sealchart/protocol';
import type { HttpClient, HttpRequest, HttpResponse } from '../ports/http-client.ts';

/** What the server holds of one account: the registration as it came, and the answer to a login made of it. */
export interface ServedAccount {
  readonly request: RegisterRequest;
  readonly answer: LoginResponse;
}

/** How an answer is changed on its way; `undefined` leaves it alone. */
export type Mutation = (path: string, answer: unknown, request: HttpRequest) => unknown;

/**
 * A server's account routes over whatever real clients registered, for specs of hostile answers: it keeps what it is
 * sent and serves it again, as any server could, until `mutate` is set. It checks nothing but the login secret.
 */
export class AccountServer implements HttpClient {
  readonly instance;
  readonly accounts = new Map<string, ServedAccount>();
  /** Paths asked for, in order. */
  readonly paths: string[] = [];
  mutate: Mutation = () => undefined;

  constructor(realm = 'localhost') {
    this.instance = {
      instanceId: idOf('ins_', randomBytes(16)),
      realm,
      logKey: toB64u(randomBytes(32)),
      release: RELEASE,
      protocol: { current: 1, oldest: 1 },
    };
  }

  send = async (request: HttpRequest): Promise<HttpResponse> => {
    const path = new URL(request.url).pathname;
    this.paths.push(path);
    try {
      const answer = this.#answer(path, request.body === undefined ? undefined : JSON.parse(request.body));
      return respond(200, this.mutate(path, structuredClone(answer), request) ?? answer);
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
      const { code, status = 500 } = error;
      return respond(status, { type: `urn:sealchart:error:${code}`, ...ERRORS[code], status, code });
    }
  };

  #answer(path: string, body: unknown): unknown {
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
      case '/v1/auth/login': {
        const account = this.accounts.get((body as LoginRequest).identifier);
        if (account?.request.loginSecret !== (body as LoginRequest).loginSecret) throw new SealchartError('E_LOGIN');
        return account.answer;
      }
      case '/v1/auth/logout':
        return {};
      default:
        throw new SealchartError('E_NOT_FOUND');
    }
  }

  #register(request: RegisterRequest): unknown {
    if (this.accounts.has(request.identifier)) throw new SealchartError('E_IDENTIFIER_TAKEN');
    const { bundle, events, profile } = request;
    const { accountId } = bundle;
    const entry = { accountId, events, certificates: [bundle.certificate], profile };
    const answer = { accountId, token: toB64u(randomBytes(32)), expiresAt: '2030-01-01T00:00:00Z', bundle, entry };
    this.accounts.set(request.identifier, { request, answer });
    return { accountId };
  }
}

function respond(status: number, body: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}
