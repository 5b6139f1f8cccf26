import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** Milliseconds that `work` takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Adds up the time of acts that follow one another. */
export class Stopwatch {
  ms = 0;

  async during<T>(act: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await act();
    this.ms += performance.now() - start;
    return result;
  }
}

/** Adds up the time between the head of a request and the end of its answer, of all servers in this process. */
export class ServerWatch {
  ms = 0;
  readonly #starts = new Map<IncomingMessage, number>();
  readonly #onStart = (message: unknown): void => void this.#starts.set(requestOf(message), performance.now());
  readonly #onFinish = (message: unknown): void => {
    this.ms += performance.now() - (this.#starts.get(requestOf(message)) ?? Number.NaN);
  };

  constructor() {
    channel('http.server.request.start').subscribe(this.#onStart);
    channel('http.server.response.finish').subscribe(this.#onFinish);
  }

  close(): void {
    channel('http.server.request.start').unsubscribe(this.#onStart);
    channel('http.server.response.finish').unsubscribe(this.#onFinish);
  }
}

function requestOf(message: unknown): IncomingMessage {
  return (message as { readonly request: IncomingMessage }).request;
}
