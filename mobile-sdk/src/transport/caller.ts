import { ANSWER_DEPTH, ANSWER_VALUES, SMALL_ANSWER_BYTES, SealchartError, excessOf, parseForeign } from '@sealchart/protocol';
import type * as z from 'zod/mini';
import type { Clock } from '../ports/clock.ts';
import type { HttpClient, HttpRequest, HttpStream, StreamingHttpClient } from '../ports/http-client.ts';
import type { Random } from '../ports/random.ts';
import type { ClientName } from './client-headers.ts';
import { clientHeaders } from './client-headers.ts';
import { PROBLEM_CHARACTERS, refusalOf } from './problem.ts';
import type { Attempt } from './retry.ts';
import { PATIENCE_MS, withRetries } from './retry.ts';
import type { Route } from './route.ts';

/** Where and as whom requests are sent. */
export interface CallerOptions {
  /** Origin of the server, without a final slash. */
  readonly server: string;
  readonly client: ClientName;
  readonly ports: { readonly http: HttpClient; readonly clock: Clock; readonly random: Random };
  /** Bearer token of the session. */
  readonly token?: string;
  /** The session lies in a cookie: no token is sent. */
  readonly hasCookie?: boolean;
  /** Runs before the first request, and again until it succeeded; when it throws nothing is sent. */
  readonly guard?: () => Promise<void>;
}

export interface CallOptions {
  /** Milliseconds in which a request is repeated; 0 for one try. */
  readonly patienceMs?: number;
}

/** Sends one request of one route: what goes out and what comes in both pass their schema. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #headers: Readonly<Record<string, string>>;
  #guarded: Promise<void> | undefined;

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#headers = clientHeaders(options.client);
  }

  /**
   * The answer of `route`. Rejects with `E_REQUEST` when the body does not fit (nothing is sent), the server's own code
   * when it refuses, `E_ANSWER` when its answer does not fit, `E_NETWORK` when there is none.
   */
  async call<Request, Response>(
    route: Route<Request, Response>,
    body?: Request,
    { patienceMs = PATIENCE_MS, headers = {} }: CallOptions & { readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const request = this.#request(route, body, headers);
    await this.#guard();
    const { http, clock, random } = this.#options.ports;
    const attempt = async (): Promise<Attempt<Response>> => {
      const answer = await http.send(request);
      if (answer.status < 200 || answer.status >= 300) return { ok: false, ...refusalOf(answer) };
      return { ok: true, value: readAnswer(route, answer.body) };
    };
    return withRetries(attempt, { clock, random, patienceMs: route.isOnce ? 0 : patienceMs, isOffline: () => http.isOffline?.() === true });
  }

  /** Whether this host can hold a stream open. */
  get canStream(): boolean {
    return isStreaming(this.#options.ports.http);
  }

  /**
   * Opens an answer that is read as it comes; once, nothing is repeated. Rejects with `E_NETWORK`, with `E_ANSWER` for an answer of
   * another type, with the server's own code when it refuses, and with `E_UNAVAILABLE` on a host that cannot stream.
   */
  async stream(route: Route<never, never>, mediaType: string): Promise<HttpStream> {
    const { http } = this.#options.ports;
    if (!isStreaming(http)) throw new SealchartError('E_UNAVAILABLE', { detail: 'no streams on this device' });
    const request = this.#request(route, undefined, { accept: `${mediaType}, application/problem+json` });
    await this.#guard();
    const stream = await http.openStream(request);
    try {
      const { status, headers } = stream;
      if (status !== 200) throw refusalOf({ status, headers, body: await readSome(stream.body) }).error;
      if (headers['content-type']?.split(';')[0]?.trim() !== mediaType) throw new SealchartError('E_ANSWER', { detail: 'no stream' });
      return stream;
    } catch (error) {
      stream.close();
      throw error;
    }
  }

  #request<Request, Response>(
    route: Route<Request, Response>,
    body: Request | undefined,
    extra: Readonly<Record<string, string>>,
  ): HttpRequest {
    const { server, token, hasCookie = false } = this.#options;
    if (!route.isPublic && token === undefined && !hasCookie) throw new SealchartError('E_UNAUTHENTICATED');
    const text = route.request && JSON.stringify(readBody(route.request, body));
    return {
      method: route.method,
      url: server + route.path,
      headers: {
        ...this.#headers,
        accept: 'application/json, application/problem+json',
        ...extra,
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...(route.isPublic || token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(text === undefined ? {} : { body: text }),
      answerBytes: route.answerBytes ?? SMALL_ANSWER_BYTES,
    };
  }

  async #guard(): Promise<void> {
    this.#guarded ??= this.#options.guard?.();
    try {
      await this.#guarded;
    } catch (error) {
      this.#guarded = undefined;
      throw error;
    }
  }
}

function isStreaming(http: HttpClient): http is StreamingHttpClient {
  return 'openStream' in http;
}

/** The words of a refusal; what is longer is none. */
async function readSome(body: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of body) {
    text += part;
    if (text.length > PROBLEM_CHARACTERS) return '';
  }
  return text;
}

function readBody<Request>(schema: z.ZodMiniType<Request>, body: Request | undefined): Request {
  const result = parseForeign(schema, body);
  if (result.success) return result.data;
  // Paths and rules only: a value may be a secret.
  const issues = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new SealchartError('E_REQUEST', { detail: issues.map(({ path }) => path || 'body').join(', '), issues });
}

function readAnswer<Request, Response>(route: Route<Request, Response>, body: string): Response {
  if (!route.response) return undefined as Response;
  requireRoom(route, body);
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    throw new SealchartError('E_ANSWER', { detail: `${route.path}: not JSON`, cause });
  }
  const result = parseForeign(route.response, json);
  if (!result.success) throw new SealchartError('E_ANSWER', { detail: route.path, cause: result.error });
  return result.data;
}

/** No more is made of an answer than its route can have: hosts may read further than they were told. */
function requireRoom({ path, answerBytes = SMALL_ANSWER_BYTES }: Route<unknown, unknown>, body: string): void {
  const excess = body.length > answerBytes ? 'bytes' : excessOf(body, { values: ANSWER_VALUES, levels: ANSWER_DEPTH });
  if (excess) throw new SealchartError('E_ANSWER', { detail: `${path}: too many ${excess}` });
}
