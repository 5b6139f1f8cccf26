import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, readConfig } from '@sealchart/api';
import { Clock, hashQuickly } from '@sealchart/api/testing';
import type { HttpClient } from '@sealchart/sdk';
import mongoose from 'mongoose';

/** The real server in this process, on the real database of the test run; requests come without a network. */
export interface InProcessServer {
  readonly http: HttpClient;
  /** Where its accounts lie, for what only somebody inside could do. */
  readonly accountsUri: string;
  /** Where its records lie. */
  readonly recordsUri: string;
  /** What its clock says, in milliseconds since 1970. */
  now(): number;
  /** Moves the server's clock on. */
  advance(ms: number): void;
  /** As `http`, from this network address: what is counted by address is counted under it. */
  from(address: string): HttpClient;
  /** Address under which clients name the server; nothing listens there before `listen`. */
  readonly url: string;
  /** Opens a port of this machine; gives the address. */
  listen(): Promise<string>;
  /** Ends the server and drops its databases. */
  close(): Promise<void>;
}

/** The server as it is delivered, or another build of it. */
export interface ServerProgram {
  readonly createApp: typeof createApp;
  readonly readConfig: typeof readConfig;
  readonly Clock: typeof Clock;
  readonly hashQuickly: typeof hashQuickly;
}

export interface ServerOptions {
  readonly program?: ServerProgram;
  /** Settings beside those that every test server needs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a server of its own: fresh secrets, fresh databases. */
export async function startServer({
  program = { createApp, readConfig, Clock, hashQuickly },
  env = {},
}: ServerOptions = {}): Promise<InProcessServer> {
  const uri = new URL(process.env['TEST_MONGODB_URI'] ?? '');
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-story-'));
  const name = `story_${crypto.randomUUID().slice(0, 8)}`;
  const uriOf = (database: string): string => `${uri.protocol}//${uri.host}/${name}_${database}${uri.search}`;
  const uris = [uriOf('accounts'), uriOf('records')] as const;
  const settings = {
    MONGODB_ACCOUNTS_URI: uris[0],
    MONGODB_RECORDS_URI: uris[1],
    SECRETS_DIR: join(folder, 'secrets'),
    LOG_LEVEL: 'silent',
  };
  const app = await program.createApp(program.readConfig({ ...settings, ...env }));
  await program.hashQuickly(app);
  const clock = app.get(program.Clock);
  let aheadMs = 0;
  const now = (): number => Date.now() + aheadMs;
  clock.now = now;
  const advance = (ms: number): void => void (aheadMs += ms);
  const from = (address: string): HttpClient => ({
    async send({ method, url, headers, body }) {
      const { host, pathname, search } = new URL(url);
      const answer = await app.inject({
        method,
        url: pathname + search,
        remoteAddress: address,
        headers: { ...headers, host },
        ...(body === undefined ? {} : { payload: body }),
      });
      return { status: answer.statusCode, headers: textHeaders(answer.headers), body: answer.body };
    },
  });
  const close = async (): Promise<void> => {
    await app.close();
    for (const database of uris) {
      const connection = await mongoose.createConnection(database).asPromise();
      await connection.dropDatabase();
      await connection.close();
    }
    await rm(folder, { recursive: true });
  };
  const listen = async (): Promise<string> => {
    await app.listen(0, '127.0.0.1');
    return (await app.getUrl()).replace('127.0.0.1', 'localhost');
  };
  return {
    http: from('127.0.0.1'),
    from,
    accountsUri: uris[0],
    recordsUri: uris[1],
    now,
    advance,
    url: 'http://localhost:3000',
    listen,
    close,
  };
}

function textHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
