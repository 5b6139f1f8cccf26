import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createConnection, createServer } from 'node:net';

/** Stands between clients and server, hands every byte on, and keeps a copy of all of them. */
export interface RecordingProxy {
  /** Everything that passed: each connection and direction by itself and in order, one after the other. */
  traffic(): Buffer;
  /** Calls back at every chunk, with all bytes that clients sent so far. */
  onSent(listener: (bytes: number) => void): void;
  close(): Promise<void>;
}

/** Forwards TCP from one port of the loopback interface to another. */
export async function recordingProxy(from: number, to: number): Promise<RecordingProxy> {
  const directions: Buffer[][] = [];
  const sockets = new Set<Socket>();
  const listeners: ((bytes: number) => void)[] = [];
  let sentBytes = 0;

  const server = createServer((client) => {
    const upstream = createConnection(to, '127.0.0.1');
    const sent: Buffer[] = [];
    const received: Buffer[] = [];
    directions.push(sent, received);
    client.on('data', (chunk) => {
      sent.push(chunk);
      sentBytes += chunk.length;
      for (const listener of listeners) listener(sentBytes);
    });
    upstream.on('data', (chunk) => received.push(chunk));
    client.pipe(upstream).pipe(client);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      // A server that was killed resets its connections, and the client is to see just that.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(from, '127.0.0.1');
  await once(server, 'listening');
  return {
    traffic: () => Buffer.concat(directions.flat()),
    onSent: (listener) => void listeners.push(listener),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
