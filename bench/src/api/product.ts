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
  const config = readConfig(await productSettings(stage));
  const app = await createApp(config, { log: new Writable({ write: (_chunk, _encoding, done) => done() }) });
  stage.atEnd(() => app.close());
  await app.listen({ port: config.port, host: config.host });
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { port };
}
