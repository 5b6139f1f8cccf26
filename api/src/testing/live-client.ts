import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { ServerAddress } from '../platform/http/server-address.ts';
import type { TestServer } from './test-server.ts';
import { CLIENT_HEADERS } from './test-server.ts';

/** Long for whatever a spec waits for. */
const SILENCE_MS = 15_000;

export interface LiveOptions {
  readonly token?: string;
  /** Such as `?after=3`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'HEAD';
}

/** Lets a test server listen on a port of its own. */
export async function listen(server: TestServer): Promise<void> {
  await server.app.listen({ port: 0, host: '127.0.0.1' });
}

/** A client that holds a live stream open, over a real socket. */
export class LiveClient {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Everything that came, as text. */
  text = '';
  isClosed = false;
  readonly #answer: IncomingMessage;
  readonly #request: ClientRequest;
  #wake: () => void = () => undefined;

  private constructor(sent: ClientRequest, answer: IncomingMessage) {
    this.#request = sent;
    this.#answer = answer;
    this.status = answer.statusCode ?? 0;
    this.headers = answer.headers;
    answer.setEncoding('utf8');
    answer.on('data', (text: string) => {
      this.text += text;
      this.#wake();
    });
    answer.on('error', () => undefined);
    answer.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  static async open(server: TestServer, { token, query = '', headers = {}, method = 'GET' }: LiveOptions): Promise<LiveClient> {
    const { host, port } = new URL(server.app.get(ServerAddress).url);
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return new Promise((resolve, reject) => {
      const sent = request({
        agent: false,
        host: '127.0.0.1',
        port,
        method,
        path: `/v1/feeds/live${query}`,
        headers: { host, ...CLIENT_HEADERS, ...authorization, ...headers },
      });
      sent.once('response', (answer) => resolve(new LiveClient(sent, answer)));
      sent.on('error', reject);
      sent.end();
    });
  }

  /** Ids of the events that came. */
  get ids(): number[] {
    return [...this.text.matchAll(/^id: (\d+)\nevent: more\ndata:\n\n/gm)].map(([, id]) => Number(id));
  }

  /** Resolves when `isSo`; rejects when the stream ended before. */
  async until(isSo: (client: LiveClient) => boolean): Promise<void> {
    while (!isSo(this)) {
      if (this.isClosed) throw new Error(`the stream ended: ${this.text}`);
      await this.#more();
    }
  }

  /** Resolves when the stream has ended. */
  async closed(): Promise<void> {
    while (!this.isClosed) await this.#more();
  }

  /** The problem of a refusal. */
  async problem(): Promise<unknown> {
    await this.closed();
    return JSON.parse(this.text);
  }

  /** Resolves when anything happens; rejects when nothing does for long. */
  #more(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing came any more: ${this.text}`)), SILENCE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  close(): void {
    this.#request.destroy();
    this.#answer.destroy();
  }
}
