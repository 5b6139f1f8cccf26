import type { Server, Socket } from 'node:net';
import { createConnection, createServer } from 'node:net';
import { chmod, unlink } from 'node:fs/promises';
import { isSystemError } from '../host/system-error.ts';
import type { KeyKeeper } from './keeper.ts';
import type { AgentReply, AgentRequest } from './messages.ts';
import { LINE_BYTES, parseRequest } from './messages.ts';

/** A peer that says nothing for so long is let go. */
const PEER_MS = 5_000;

export interface AgentServiceOptions {
  readonly endpoint: string;
  readonly keeper: KeyKeeper;
  /** Milliseconds between two looks whether the time is over. */
  readonly lookEveryMs: number;
  /** True as long as this agent is the one that clients find; a removed profile ends its agent. */
  readonly isFound: () => Promise<boolean>;
}

/** A listening agent. */
export interface AgentService {
  /** Resolves when the key is forgotten and nobody can ask any longer. */
  readonly ended: Promise<void>;
  end(): void;
}

/** Listens until the keeper has nothing left to keep. Rejects when another living agent listens there already. */
export async function serveKey({ endpoint, keeper, lookEveryMs, isFound }: AgentServiceOptions): Promise<AgentService> {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const peers = new Set<Socket>();
  const server = createServer((peer) => {
    peers.add(peer);
    peer.on('close', () => peers.delete(peer));
    peer.on('error', () => peer.destroy());
    peer.setTimeout(PEER_MS, () => peer.destroy());
    readLine(peer, (line) => {
      const request = parseRequest(line);
      const reply: AgentReply = request ? answer(keeper, request) : { ok: false };
      // The socket is gone before the answer is: whoever locked may start another agent at once.
      if (keeper.remaining() === 0) end(peer);
      peer.end(`${JSON.stringify(reply)}\n`);
    });
  });
  const look = setInterval(() => {
    if (keeper.remaining() === 0) end();
    else void isFound().then((found) => found || end());
  }, lookEveryMs);
  function end(asking?: Socket): void {
    keeper.forget();
    clearInterval(look);
    server.close(() => resolve());
    for (const peer of peers) if (peer !== asking) peer.destroySoon();
  }
  try {
    await listen(server, endpoint);
    if (!endpoint.startsWith('\\\\')) await chmod(endpoint, 0o600);
  } catch (error) {
    clearInterval(look);
    keeper.forget();
    throw error;
  }
  return { ended, end: () => end() };
}

function keyFor(keeper: KeyKeeper, act: AgentRequest['do']): Uint8Array | undefined {
  if (act === 'get') return keeper.get();
  return act === 'peek' ? keeper.peek() : undefined;
}

function answer(keeper: KeyKeeper, request: AgentRequest): AgentReply {
  if (request.do === 'lock') {
    keeper.forget();
    return { ok: true, idleMs: 0 };
  }
  if (request.do === 'touch') keeper.touch();
  const key = keyFor(keeper, request.do);
  const idleMs = keeper.remaining();
  if (idleMs === 0) return { ok: false };
  return { ok: true, idleMs, ...(key ? { key: Buffer.from(key).toString('base64url') } : {}) };
}

function readLine(peer: Socket, take: (line: string) => void): void {
  let text = '';
  let isTaken = false;
  peer.setEncoding('utf8');
  peer.on('data', (chunk: string) => {
    if (isTaken) return;
    text += chunk;
    const end = text.indexOf('\n');
    if (end >= 0) {
      isTaken = true;
      take(text.slice(0, end));
    } else if (text.length > LINE_BYTES) {
      peer.destroy();
    }
  });
}

/** Listens; a socket that nobody answers at was left by an agent that was killed, and is cleared away. */
async function listen(server: Server, endpoint: string): Promise<void> {
  try {
    await listenOnce(server, endpoint);
  } catch (error) {
    if (!isSystemError(error, 'EADDRINUSE') || (await isAnswering(endpoint))) throw error;
    await unlink(endpoint);
    await listenOnce(server, endpoint);
  }
}

function listenOnce(server: Server, endpoint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(endpoint, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isAnswering(endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection(endpoint);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
