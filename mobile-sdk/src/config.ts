import type { Ports } from './ports/ports.ts';

/** What a host says when it makes a client. */
export interface ClientOptions {
  /** Address of the server as the person typed it, such as `https://records.example.org`. */
  readonly server: string;
  /** Who calls: sent with every request, so that an outdated client gets a clear answer. */
  readonly client: { readonly name: string; readonly version: string };
  readonly ports: Ports;
  /**
   * Where the session lies: `answer` (default), a token that the SDK keeps sealed and sends; `cookie`, for pages of the
   * server itself: no script ever holds a token, and the host's `HttpClient` sends cookies to this server alone.
   */
  readonly sessionIn?: 'answer' | 'cookie';
}
