import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** An answer as the load needs it. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * One kept-alive HTTP/1.1 connection that sends ready-made requests, one at a time. It reads just enough of the answers to tell them
 * apart, so that on a small machine the load leaves the processor to the servers.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #received: Buffer[] = [];
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => {
        socket.off('error', reject);
        resolve(new HttpConnection(socket));
      });
      socket.once('error', reject);
    });
  }

  /** Sends one whole request and gives its answer. Rejects when the connection ends or the answer has no length. */
  send(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received.push(chunk);
    const bytes = this.#received.length === 1 ? chunk : Buffer.concat(this.#received);
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = bytes.toString('latin1', 0, headEnd);
    const length = /^content-length: (\d+)$/im.exec(head)?.[1];
    if (length === undefined) return this.#fail(new Error(`an answer without length: ${head.slice(0, 200)}`));
    const start = headEnd + HEAD_END.length;
    const end = start + Number(length);
    if (bytes.length < end) {
      // Joined once more only when the next part comes.
      this.#received = [bytes];
      return undefined;
    }
    this.#received = [];
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting?.resolve({ status: Number(head.slice(9, 12)), body: bytes.subarray(start, end) });
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
