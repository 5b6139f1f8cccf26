// A thread of its own, so that sending and receiving takes nothing from the servers' thread.
import { parentPort } from 'node:worker_threads';
import { HttpConnection } from './http-connection.ts';
import type { Load, LoadResult } from './load.ts';

/** What an answer says of an item that was not stored. */
const REFUSED = '"refused"';

parentPort?.on('message', (load: Load) => {
  void apply(load).then(
    (result) => parentPort?.postMessage(result),
    (error: unknown) => parentPort?.postMessage({ failure: String(error) }),
  );
});

async function apply({ port, requests, expected }: Load): Promise<LoadResult> {
  const connections = await Promise.all(requests.map(() => HttpConnection.open(port)));
  const latencies: number[] = [];
  const start = performance.now();
  try {
    await Promise.all(
      connections.map(async (connection, i) => {
        for (const request of requests[i] ?? []) {
          const sent = performance.now();
          const { status, body } = await connection.send(request);
          latencies.push(performance.now() - sent);
          if (status !== 200 || !body.includes(expected) || body.includes(REFUSED))
            throw new Error(`${status} ${body.toString('utf8', 0, 500)}`);
        }
      }),
    );
    return { ms: performance.now() - start, latencies: Float64Array.from(latencies) };
  } finally {
    connections.forEach((connection) => connection.close());
  }
}
