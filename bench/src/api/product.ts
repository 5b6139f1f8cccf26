import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createApp, readConfig } from '@sealchart/api';
import type { Stage } from '../bench.ts';

/** A server that listens on the loopback interface. */
export interface Listening {
  readonly port: number;
}

/** A server of the product that runs in this process. */
export interface RunningProduct {
  readonly listening: Listening;
  readonly app: Awaited<ReturnType<typeof createApp>>;
}

/** The settings of a server of the product: databases and secrets of its own, any free port. */
export async function productSettings(stage: Stage): Promise<Record<string, string>> {
  const mongo = await stage.mongoUri();
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-bench-'));
  stage.atEnd(() => rm(folder, { recursive: true, force: true }));
  const name = `bench_${crypto.randomUUID().slice(0, 8)}`;
  return {
    MONGODB_ACCOUNTS_URI: mongo.replace('/?', `/${name}_accounts?`),
    MONGODB_RECORDS_URI: mongo.replace('/?', `/${name}_records?`),
    SECRETS_DIR: join(folder, 'secrets'),
    PORT: '0',
  };
}

/** The product's server in this process, as it runs at its operators'; it logs as there, into nothing. */
export async function startProduct(stage: Stage): Promise<Listening> {
  return (await startProductOn(stage, await productSettings(stage))).listening;
}

/** As `startProduct`, with these settings and with the application itself. */
export async function startProductOn(stage: Stage, settings: Readonly<Record<string, string>>): Promise<RunningProduct> {
  const config = readConfig(settings);
  const app = await createApp(config, { log: new Writable({ write: (_chunk, _encoding, done) => done() }) });
  stage.atEnd(() => app.close());
  await app.listen({ port: config.port, host: config.host });
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { listening: { port }, app };
}
