import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';

/** The built server as a process of its own, on the real database of the test run. It can be killed and started again. */
export interface ApiProcess {
  /** Where people reach it. */
  readonly url: string;
  /** Where it listens: another port than that of `url` when something stands between. */
  readonly port: number;
  readonly databases: { readonly accounts: string; readonly records: string };
  /** Everything that it ever wrote, over all its starts. */
  log(): Buffer;
  start(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
  /** Ends it, and drops its databases and secrets. */
  remove(): Promise<void>;
}

/**
 * A server with fresh secrets and databases, not yet started. `publicPort` is the port that people use, `mongodb` another database
 * server than that of the test run; `webDir` a built web client that it hands out.
 */
export async function apiProcess(options: { publicPort?: number; mongodb?: string; webDir?: string } = {}): Promise<ApiProcess> {
  const given = new URL(options.mongodb ?? process.env.TEST_MONGODB_URI ?? '');
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-api-'));
  const name = `story_${crypto.randomUUID().slice(0, 8)}`;
  const uriOf = (database: string): string => `${given.protocol}//${given.host}/${name}_${database}${given.search}`;
  const databases = { accounts: uriOf('accounts'), records: uriOf('records') };
  const port = await freePort();
  const url = `http://localhost:${options.publicPort ?? port}`;
  const written: Buffer[] = [];
  let child: ChildProcess | undefined;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };

  return {
    url,
    port,
    databases,
    log: () => Buffer.concat(written),
    async start() {
      child = spawn(process.execPath, [join(import.meta.dirname, '../../../api/dist/main.js')], {
        env: {
          MONGODB_ACCOUNTS_URI: databases.accounts,
          MONGODB_RECORDS_URI: databases.records,
          SECRETS_DIR: join(folder, 'secrets'),
          PORT: String(port),
          PUBLIC_URL: url,
          ...(options.webDir === undefined ? {} : { WEB_DIR: options.webDir }),
          // Everything that an operator could make it say.
          LOG_LEVEL: 'debug',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      await listening(child, written);
    },
    kill: () => end('SIGKILL'),
    async remove() {
      await end('SIGTERM');
      for (const uri of Object.values(databases)) {
        const connection = await mongoose.createConnection(uri).asPromise();
        await connection.dropDatabase();
        await connection.close();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Keeps what a process writes. */
export function captureOutput(child: ChildProcess, written: Buffer[]): void {
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => written.push(chunk));
}

function listening(child: ChildProcess, written: Buffer[]): Promise<void> {
  captureOutput(child, written);
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/^sealchart listening on /m.test(said)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`the server ended with ${code} before it listened:\n${Buffer.concat(written).toString()}`)),
    );
  });
}

/** Below those that systems take for outgoing connections: none of these gets a port between our asking for it and using it. */
const [LEAST_PORT, PORTS] = [20_000, 12_000];
const givenPorts = new Set<number>();

/** A port of the loopback interface that nobody listens on, and that was not given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LEAST_PORT + randomInt(PORTS);
    if (givenPorts.has(port) || !(await isFree(port))) continue;
    givenPorts.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
