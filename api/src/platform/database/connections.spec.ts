import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { removeEnvironment, testEnvironment } from '../../testing/test-server.ts';
import { readConfig } from '../config/app-config.ts';
import { connectDatabases } from './connections.ts';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** A mongod that belongs to no replica set, for as long as `work` runs. */
async function withStandalone(work: (uri: string) => Promise<void>): Promise<void> {
  const script = pathToFileURL(resolve('scripts/mongod.mjs')).href;
  const { findMongod } = (await import(script)) as { findMongod: () => Promise<string> };
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-standalone-'));
  const port = await freePort();
  const uri = `mongodb://127.0.0.1:${port}`;
  const flags = ['--dbpath', folder, '--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket', '--wiredTigerCacheSizeGB', '0.25'];
  const child = spawn(await findMongod(), flags, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  try {
    const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 30_000 });
    await client.db('admin').command({ ping: 1 });
    await client.close();
    await work(uri);
  } finally {
    child.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true, force: true });
  }
}

describe('connecting', () => {
  it('opens both databases of a replica set', async () => {
    const env = await testEnvironment();
    const { accounts, records } = await connectDatabases(readConfig(env));
    expect(accounts.name).not.toBe(records.name);
    expect([accounts.readyState, records.readyState]).toEqual([1, 1]);
    await Promise.all([accounts.close(), records.close()]);
    await removeEnvironment(env);
  });

  it('refuses a MongoDB that stands alone, and says how to make it a replica set', async () => {
    const env = await testEnvironment();
    await withStandalone(async (uri) => {
      const config = readConfig({ ...env, MONGODB_RECORDS_URI: `${uri}/records` });
      await expect(connectDatabases(config)).rejects.toMatchObject({
        code: 'E_DATABASE',
        issues: [{ path: 'MONGODB_RECORDS_URI', message: expect.stringMatching(/mongod --replSet rs0.*rs\.initiate\(\)/) }],
      });
    });
    await removeEnvironment(env);
  }, 60_000);

  it('names every database that cannot be reached, and no credentials', async () => {
    const [first, second] = [await freePort(), await freePort()];
    const config = readConfig({
      MONGODB_ACCOUNTS_URI: `mongodb://anna:hunter2@127.0.0.1:${first}/a`,
      MONGODB_RECORDS_URI: `mongodb://anna:hunter2@127.0.0.1:${second}/r`,
    });
    const error = await connectDatabases(config).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'E_DATABASE', issues: [{ path: 'MONGODB_ACCOUNTS_URI' }, { path: 'MONGODB_RECORDS_URI' }] });
    const { message, issues } = error as { message: string; issues: unknown };
    expect(JSON.stringify({ message, issues })).not.toMatch(/hunter2|anna/);
  }, 20_000);
});
