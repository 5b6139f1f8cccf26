import { ANSWER_BYTES, SealchartError, concatBytes } from '@sealchart/protocol';
import type { HttpClient, HttpRequest, HttpResponse } from '../ports/http-client.ts';

/** The largest request needs about two minutes on a line of 1 Mbit/s. */
const TIMEOUT_MS = 180_000;

export interface FetchOptions {
  /** In a page of the server itself: lets the browser keep and send the cookies of its own origin, and of no other. */
  readonly hasCookies?: boolean;
}

/**
 * The network through `fetch`, as browsers and Node have it. Follows no redirection, keeps no cache, and no cookies unless asked to.
 * `E_NETWORK` without an answer, `E_ANSWER` for one beyond `ANSWER_BYTES`.
 */
export function fetchHttp({ hasCookies = false }: FetchOptions = {}): HttpClient {
  const credentials = hasCookies ? 'same-origin' : 'omit';
  return { send: (request) => send(request, credentials) };
}

async function send({ url, method, headers, body }: HttpRequest, credentials: RequestCredentials): Promise<HttpResponse> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      // A request that carries a token of its own names one caller, not two: a recovery beside a session of before.
      credentials: 'authorization' in headers ? 'omit' : credentials,
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // Browsers hide the status of a redirection that is not followed.
    const status = response.type === 'opaqueredirect' ? 308 : response.status;
    return { status, headers: Object.fromEntries(response.headers), body: await readBody(response) };
  } catch (cause) {
    if (cause instanceof SealchartError) throw cause;
    throw new SealchartError('E_NETWORK', { detail: new URL(url).host + certificateFault(cause), cause });
  }
}

/** What Node says of a certificate that it does not take; browsers keep it to themselves. */
function certificateFault(cause: unknown): string {
  const { code } = ((cause as { cause?: unknown }).cause ?? {}) as { code?: unknown };
  return typeof code === 'string' && /CERT|SIGNATURE|ISSUER/.test(code) ? `: its certificate is not trusted on this device (${code})` : '';
}

async function readBody(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    length += part.value.length;
    if (length > ANSWER_BYTES) {
      await reader?.cancel();
      throw new SealchartError('E_ANSWER', { detail: `an answer of more than ${ANSWER_BYTES} bytes` });
    }
    parts.push(part.value);
  }
  return new TextDecoder().decode(concatBytes(...parts));
}
