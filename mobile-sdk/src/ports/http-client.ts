/** One request as a host sends it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
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
}
