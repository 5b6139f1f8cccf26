import { Worker } from 'node:worker_threads';
import { CLIENT_HEADER, PROTOCOL, PROTOCOL_HEADER } from '@sealchart/protocol';
import { CLIENT } from '../sealing-device.ts';

/** Requests to send: each list over a connection of its own, one after another, all connections at once. */
export interface Load {
  readonly port: number;
  readonly requests: readonly (readonly string[])[];
  /** What every answer must contain: a refusal is no measurement. */
  readonly expected: string;
}

export interface LoadResult {
  /** From the first request to the last answer. */
  readonly ms: number;
  /** Milliseconds of each request. */
  readonly latencies: Float64Array;
}

/** Sends loads from a thread of its own. Run from source this file ends in .ts, built in .js: the thread's file has the same ending. */
export class LoadGenerator {
  readonly #worker = new Worker(new URL(`./load-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));

  /** One load after the other. Rejects when a connection breaks or an answer is not the expected one. */
  apply(load: Load): Promise<LoadResult> {
    return new Promise((resolve, reject) => {
      this.#worker.once('error', reject);
      this.#worker.once('message', (result: LoadResult | { readonly failure: string }) => {
        this.#worker.off('error', reject);
        if ('failure' in result) reject(new Error(result.failure));
        else resolve(result);
      });
      this.#worker.postMessage(load);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

export interface RequestParts {
  readonly path: string;
  readonly token?: string;
  /** JSON text: makes it a POST. */
  readonly body?: string;
  readonly idempotencyKey?: string;
}

/** One request as it goes over the line, with the headers of a client. */
export function requestText({ path, token, body, idempotencyKey }: RequestParts): string {
  const headers = [
    // The realm of a server on this machine is its name, not its address.
    'host: localhost',
    `${CLIENT_HEADER}: ${CLIENT.name}/${CLIENT.version}`,
    `${PROTOCOL_HEADER}: ${PROTOCOL}`,
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    ...(idempotencyKey === undefined ? [] : [`idempotency-key: ${idempotencyKey}`]),
    ...(body === undefined ? [] : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]),
  ];
  return `${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body ?? ''}`;
}
