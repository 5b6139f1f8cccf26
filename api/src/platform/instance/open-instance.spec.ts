import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { removeEnvironment, testEnvironment } from '../../testing/test-server.ts';
import type { AppConfig } from '../config/app-config.ts';
import { readConfig } from '../config/app-config.ts';
import type { Connections } from '../database/connections.ts';
import { connectDatabases } from '../database/connections.ts';
import { accountsInstanceModel, recordsInstanceModel } from './instance-document.ts';
import { DATA_VERSION } from './instance.ts';
import { openInstance } from './open-instance.ts';

const cleanups: (() => Promise<unknown>)[] = [];
let config: AppConfig;
let connections: Connections;

const environment = async (overrides: Record<string, string> = {}): Promise<Record<string, string>> => {
  const env = await testEnvironment(overrides);
  cleanups.push(() => removeEnvironment(env));
  return env;
};
const connected = async (settings: AppConfig): Promise<Connections> => {
  const open = await connectDatabases(settings);
  cleanups.unshift(() => Promise.all([open.accounts.close(), open.records.close()]));
  return open;
};

beforeEach(async () => {
  config = readConfig(await environment());
  connections = await connected(config);
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

describe('a first start', () => {
  it('makes an instance and its secrets, which the next start finds again', async () => {
    const { instance, secrets } = await openInstance(config, connections);
    expect(instance).toMatchObject({ realm: 'localhost', logKey: secrets.logPublicKey });
    expect(instance.instanceId).toMatch(/^ins_[\w-]{22}$/);
    expect((await openInstance(config, connections)).instance).toEqual(instance);
  });

  it('takes the host of PUBLIC_URL as realm', async () => {
    const { instance } = await openInstance({ ...config, publicUrl: 'https://records.example.org' }, connections);
    expect(instance.realm).toBe('records.example.org');
  });

  it('refuses an IP address as realm before it makes anything', async () => {
    await expect(openInstance({ ...config, publicUrl: 'http://192.168.0.7' }, connections)).rejects.toMatchObject({ code: 'E_CONFIG' });
    expect(await accountsInstanceModel(connections.accounts).countDocuments()).toBe(0);
    await expect(readdir(config.secretsDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('makes one instance of several nodes that start at once', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => openInstance(config, connections)));
    expect(new Set(all.map(({ instance }) => instance.instanceId)).size).toBe(1);
    expect(await recordsInstanceModel(connections.records).findById('instance').lean()).toMatchObject({
      instanceId: all[0]?.instance.instanceId,
    });
  });

  it('of two nodes with folders of their own takes in one and refuses the other', async () => {
    const other = { ...config, secretsDir: join(config.secretsDir, '..', 'other') };
    const results = await Promise.allSettled([openInstance(config, connections), openInstance(other, connections)]);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ code: 'E_SECRETS' });
  });

  it('goes on where a first start was cut short', async () => {
    const { instance } = await openInstance(config, connections);
    await accountsInstanceModel(connections.accounts).updateOne({ _id: 'instance' }, { $set: { isComplete: false } });
    await recordsInstanceModel(connections.records).deleteOne({ _id: 'instance' });
    expect((await openInstance(config, connections)).instance).toEqual(instance);
    expect(await accountsInstanceModel(connections.accounts).findById('instance').lean()).toMatchObject({ isComplete: true });
  });
});

describe('a later start', () => {
  it.each([
    [
      'accounts',
      (open: Connections) =>
        accountsInstanceModel(open.accounts).updateOne({ _id: 'instance' }, { $set: { dataVersion: DATA_VERSION + 1 } }),
    ],
    [
      'records',
      (open: Connections) => recordsInstanceModel(open.records).updateOne({ _id: 'instance' }, { $set: { dataVersion: DATA_VERSION + 1 } }),
    ],
  ])('refuses %s of a newer version', async (_, raise) => {
    await openInstance(config, connections);
    await raise(connections);
    await expect(openInstance(config, connections)).rejects.toMatchObject({ code: 'E_DATA_NEWER' });
  });

  it('refuses a missing secret and makes none', async () => {
    await openInstance(config, connections);
    await rm(join(config.secretsDir, 'pepper'));
    await expect(openInstance(config, connections)).rejects.toMatchObject({ code: 'E_SECRETS', issues: [{ path: 'pepper' }] });
    expect(await readdir(config.secretsDir)).not.toContain('pepper');
  });

  it.each(['log-key', 'enumeration-key'])('refuses a %s of another time', async (name) => {
    await openInstance(config, connections);
    const other = Buffer.from(Array.from({ length: 32 }, (_, i) => i * 3)).toString('base64url');
    await writeFile(join(config.secretsDir, name), other);
    await expect(openInstance(config, connections)).rejects.toMatchObject({ code: 'E_SECRETS', issues: [{ path: 'SECRETS_DIR' }] });
  });

  it('refuses another name, and takes one under its own', async () => {
    const named = { ...config, publicUrl: 'https://example.org' };
    await openInstance(named, connections);
    await expect(openInstance({ ...config, publicUrl: 'https://example.net' }, connections)).rejects.toMatchObject({ code: 'E_CONFIG' });
    await expect(openInstance(config, connections)).rejects.toMatchObject({ code: 'E_CONFIG', issues: [{ path: 'PUBLIC_URL' }] });
    expect((await openInstance({ ...config, publicUrl: 'https://ward.example.org' }, connections)).instance.realm).toBe('example.org');
  });
});

describe('databases that do not belong together', () => {
  it('refuses the records of another instance', async () => {
    await openInstance(config, connections);
    const foreign = readConfig(await environment());
    const foreignConnections = await connected(foreign);
    await openInstance(foreign, foreignConnections);
    const mixed = { accounts: connections.accounts, records: foreignConnections.records };
    await expect(openInstance(config, mixed)).rejects.toMatchObject({ code: 'E_CONFIG', issues: [{ path: 'MONGODB_RECORDS_URI' }] });
  });

  it('refuses an empty records database of an instance that has had records', async () => {
    await openInstance(config, connections);
    const empty = await connected(readConfig(await environment()));
    const mixed = { accounts: connections.accounts, records: empty.records };
    await expect(openInstance(config, mixed)).rejects.toMatchObject({ code: 'E_CONFIG', issues: [{ path: 'MONGODB_RECORDS_URI' }] });
  });

  it('refuses an empty accounts database beside records', async () => {
    await openInstance(config, connections);
    const empty = await connected(readConfig(await environment()));
    const mixed = { accounts: empty.accounts, records: connections.records };
    await expect(openInstance(config, mixed)).rejects.toMatchObject({ code: 'E_CONFIG', issues: [{ path: 'MONGODB_ACCOUNTS_URI' }] });
  });

  it('refuses swapped addresses', async () => {
    const env = await environment();
    const right = readConfig(env);
    await openInstance(right, await connected(right));
    const { MONGODB_ACCOUNTS_URI: accounts = '', MONGODB_RECORDS_URI: records = '' } = env;
    const swapped = readConfig({ ...env, MONGODB_ACCOUNTS_URI: records, MONGODB_RECORDS_URI: accounts });
    await expect(openInstance(swapped, await connected(swapped))).rejects.toMatchObject({ code: 'E_CONFIG' });
  });
});
