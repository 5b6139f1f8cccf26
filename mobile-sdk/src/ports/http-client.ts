/** One request as a host sends it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bytes of the largest answer that would be of use: a host need not read further. */
  readonly answerBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The network. Resolves for every answer, whatever its status; rejects with `E_NETWORK` when there was none. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>;
  /** True where the host knows that there is no network at all: a request that got no answer is then not repeated. */
  isOffline?(): boolean;
}

/** The head of an answer whose body is read as it comes. */
export interface HttpStream {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text as it arrives; ends when the server ends it, rejects with `E_NETWORK` when the connection breaks. */
  readonly body: AsyncIterable<string>;
  /** Gives the connection up. */
  close(): void;
}

/** A network that can hold a stream open. Hosts without one are polled. */
export interface StreamingHttpClient extends HttpClient {
  /** Resolves when the head of the answer is there; rejects with `E_NETWORK`. */
  openStream(request: HttpRequest): Promise<HttpStream>;
}
