import { ANSWER_BYTES, SealchartError } from '@sealchart/protocol';
import type { HttpRequest, HttpResponse, HttpStream, StreamingHttpClient } from '../ports/http-client.ts';

/** The largest request needs about two minutes on a line of 1 Mbit/s. */
const TIMEOUT_MS = 180_000;

/** Milliseconds within which a stream must begin, and within which something must come: servers say that they are there every 25 seconds. */
const STREAM_TIMEOUTS = { headMs: 30_000, silenceMs: 60_000 } as const;

export interface FetchOptions {
  /** In a page of the server itself: lets the browser keep and send the cookies of its own origin, and of no other. */
  readonly hasCookies?: boolean;
  /** For hosts and specs with other needs than half a minute and a minute. */
  readonly streamTimeouts?: { readonly headMs: number; readonly silenceMs: number };
}

/**
 * The network through `fetch`, as browsers and Node have it. Follows no redirection, keeps no cache, and no cookies unless asked to.
 * `E_NETWORK` without an answer, `E_ANSWER` for one beyond what the request says, or `ANSWER_BYTES`.
 */
export function fetchHttp({ hasCookies = false, streamTimeouts = STREAM_TIMEOUTS }: FetchOptions = {}): StreamingHttpClient {
  const credentials = hasCookies ? 'same-origin' : 'omit';
  return {
    send: (request) => send(request, credentials),
    // Node's navigator does not know; browsers do, in workers too.
    isOffline: () => (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine === false,
    openStream: (request) => openStream(request, credentials, streamTimeouts),
  };
}

async function send(request: HttpRequest, credentials: RequestCredentials): Promise<HttpResponse> {
  try {
    const response = await ask(request, credentials, AbortSignal.timeout(TIMEOUT_MS));
    return { ...headOf(response), body: await readBody(response, request.answerBytes ?? ANSWER_BYTES) };
  } catch (cause) {
    throw networkError(request, cause);
  }
}

async function openStream(
  request: HttpRequest,
  credentials: RequestCredentials,
  { headMs, silenceMs }: NonNullable<FetchOptions['streamTimeouts']>,
): Promise<HttpStream> {
  const end = new AbortController();
  let timer = setTimeout(() => end.abort(), headMs);
  const expectMore = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => end.abort(), silenceMs);
  };
  let isClosed = false;
  const close = (): void => {
    isClosed = true;
    clearTimeout(timer);
    end.abort();
  };
  try {
    const response = await ask(request, credentials, end.signal);
    expectMore();
    const readAll = async function* (): AsyncGenerator<string, void, void> {
      const decoder = new TextDecoder();
      const reader = response.body?.getReader();
      try {
        for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
          expectMore();
          yield decoder.decode(part.value, { stream: true });
        }
      } catch (cause) {
        if (!isClosed) throw networkError(request, cause);
      } finally {
        close();
      }
    };
    return { ...headOf(response), body: readAll(), close };
  } catch (cause) {
    close();
    throw networkError(request, cause);
  }
}

function ask({ url, method, headers, body }: HttpRequest, credentials: RequestCredentials, signal: AbortSignal): Promise<Response> {
  return fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    // A request that carries a token of its own names one caller, not two: a recovery beside a session of before.
    credentials: 'authorization' in headers ? 'omit' : credentials,
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal,
  });
}

function headOf(response: Response): Pick<HttpResponse, 'status' | 'headers'> {
  // Browsers hide the status of a redirection that is not followed.
  const status = response.type === 'opaqueredirect' ? 308 : response.status;
  return { status, headers: Object.fromEntries(response.headers) };
}

function networkError({ url }: HttpRequest, cause: unknown): SealchartError {
  if (cause instanceof SealchartError) return cause;
  return new SealchartError('E_NETWORK', { detail: new URL(url).host + certificateFault(cause), cause });
}

/** What Node says of a certificate that it does not take; browsers keep it to themselves. */
function certificateFault(cause: unknown): string {
  const { code } = ((cause as { cause?: unknown }).cause ?? {}) as { code?: unknown };
  return typeof code === 'string' && /CERT|SIGNATURE|ISSUER/.test(code) ? `: its certificate is not trusted on this device (${code})` : '';
}

async function readBody(response: Response, atMost: number): Promise<string> {
  // Put together as it comes: the bytes of a large answer are not held beside its text.
  const decoder = new TextDecoder();
  let [text, length] = ['', 0];
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    length += part.value.length;
    if (length > atMost) {
      await reader?.cancel();
      throw new SealchartError('E_ANSWER', { detail: `an answer of more than ${atMost} bytes` });
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
