import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { getConnectionToken } from '@nestjs/mongoose';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { InstanceResponse } from '@sealchart/protocol';
import { CLIENT_HEADER, PROTOCOL, PROTOCOL_HEADER } from '@sealchart/protocol';
import type { Connection } from 'mongoose';
import { mongo } from 'mongoose';
import { createApp } from '../create-app.ts';
import { readConfig } from '../platform/config/app-config.ts';
import { ACCOUNTS, RECORDS } from '../platform/database/connections.ts';
import type { Instance } from '../platform/instance/instance.ts';
import { INSTANCE } from '../platform/instance/instance.ts';
import { hashQuickly } from './quick-hashes.ts';

/** The headers that every client sends. */
export const CLIENT_HEADERS = { [CLIENT_HEADER]: 'spec/1.0.0', [PROTOCOL_HEADER]: String(PROTOCOL) };

export interface TestRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  readonly url: string;
  readonly payload?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Network address that the request comes from. */
  readonly from?: string;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body, parsed; `undefined` where it is no JSON. */
  readonly body: unknown;
}

/** Settings of a server of its own: two fresh databases, by default on the MongoDB of the test run, and a folder of secrets that does not exist yet. */
export async function testEnvironment(
  overrides: Readonly<Record<string, string>> = {},
  mongodb = process.env['TEST_MONGODB_URI'],
): Promise<Record<string, string>> {
  if (mongodb === undefined) throw new Error('TEST_MONGODB_URI is not set: run this through jest');
  const mark = randomBytes(6).toString('hex');
  const uri = (kind: string): string => mongodb.replace('/?', `/spec_${mark}_${kind}?`);
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-spec-'));
  return {
    MONGODB_ACCOUNTS_URI: uri('accounts'),
    MONGODB_RECORDS_URI: uri('records'),
    SECRETS_DIR: join(folder, 'secrets'),
    PORT: '0',
    ...overrides,
  };
}

/** Removes what a server with these settings has left. */
export async function removeEnvironment(env: Readonly<Record<string, string>>): Promise<void> {
  for (const uri of [env['MONGODB_ACCOUNTS_URI'], env['MONGODB_RECORDS_URI']]) {
    const client = new mongo.MongoClient(uri ?? '');
    await client.db().dropDatabase();
    await client.close();
  }
  await rm(join(env['SECRETS_DIR'] ?? '', '..'), { recursive: true, force: true });
}

/** A whole server in this process, on a real MongoDB. */
export class TestServer {
  readonly app: NestFastifyApplication;
  /** Everything it logged, as text. */
  readonly log: readonly string[];
  readonly #env: Readonly<Record<string, string>>;

  constructor(app: NestFastifyApplication, log: readonly string[], env: Readonly<Record<string, string>>) {
    this.app = app;
    this.log = log;
    this.#env = env;
  }

  get instance(): Instance {
    return this.app.get<Instance>(INSTANCE);
  }

  get instanceId(): InstanceResponse['instanceId'] {
    return this.instance.instanceId;
  }

  get accounts(): Connection {
    return this.app.get<Connection>(getConnectionToken(ACCOUNTS));
  }

  get records(): Connection {
    return this.app.get<Connection>(getConnectionToken(RECORDS));
  }

  /** One request through the whole server, with the headers of a client unless told otherwise (`undefined` leaves one out). */
  async inject({ method = 'GET', url, payload, token, headers = {}, from }: TestRequest): Promise<TestAnswer> {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const all = Object.entries({ ...CLIENT_HEADERS, ...authorization, ...headers });
    const given = Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
    const body = payload === undefined ? {} : { payload: payload as string | object };
    const address = from === undefined ? {} : { remoteAddress: from };
    const response = await this.app.inject({ method, url, headers: given, ...body, ...address });
    return { status: response.statusCode, headers: response.headers, text: response.payload, body: parsed(response.payload) };
  }

  /** Ends the server and drops its databases and secrets. */
  async close(): Promise<void> {
    await this.app.close();
    await removeEnvironment(this.#env);
  }
}

export interface TestServerOptions {
  /** Login secrets are hashed at the cost that they have for people, not quickly. */
  readonly hasRealHashes?: boolean;
}

/** Starts a server of its own; `overrides` are settings. */
export async function startTestServer(
  overrides: Readonly<Record<string, string>> = {},
  options: TestServerOptions = {},
): Promise<TestServer> {
  return startServerOn(await testEnvironment(overrides), options);
}

/** Starts a server on data that may be there already: of an earlier one, or beside another. Whoever made the settings removes them. */
export async function startServerOn(
  env: Readonly<Record<string, string>>,
  { hasRealHashes = false }: TestServerOptions = {},
): Promise<TestServer> {
  const log: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done): void {
      log.push(chunk.toString('utf8'));
      done();
    },
  });
  const app = await createApp(readConfig(env), { log: stream });
  if (!hasRealHashes) await hashQuickly(app);
  return new TestServer(app, log, env);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
