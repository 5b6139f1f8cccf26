// A real mongod on real folders: what `npm start` relies on when it resumes, and after a power cut.
import { copyFileSync, existsSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { leftOver, mongod, replicaSet } from './scripts.ts';
import type { ReplicaSet } from './scripts.ts';

const { findMongod, startReplicaSet } = await mongod();
const { reasonOfEnd } = await replicaSet();
const { commandOf, isAlive, stopLeftMongod } = await leftOver();
const binary = await findMongod({});

let folder: string;
let running: ReplicaSet[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealchart-mongod-spec-'));
  running = [];
});
afterEach(async () => {
  for (const server of running) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (port?: number) => {
  const server = await startReplicaSet({ binary, folder, ...(port === undefined ? {} : { port }) });
  running.push(server);
  return server;
};

async function withRows<T>(uri: string, act: (rows: mongo.Collection, client: mongo.MongoClient) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(uri);
  try {
    return await act(client.db('ground').collection('rows'), client);
  } finally {
    await client.close();
  }
}
const count = (uri: string) => withRows(uri, (rows) => rows.countDocuments());
const insert = (uri: string) => withRows(uri, (rows) => rows.insertOne({}, { writeConcern: { w: 'majority', journal: true } }));

describe('the replica set of one', () => {
  it('takes transactions, stops cleanly and resumes with its data on another port', async () => {
    const first = await start();
    await withRows(first.uri, (rows, client) =>
      client.withSession((session) => session.withTransaction(() => rows.insertOne({}, { session }))),
    );
    await first.stop();
    expect(await first.exited).toBe('mongod was stopped');
    expect(isAlive(first.pid)).toBe(false);

    const second = await start();
    expect(second.port).not.toBe(first.port);
    expect(await count(second.uri)).toBe(1);
  });

  it('resumes after it was killed, with everything that it confirmed', async () => {
    const first = await start();
    await insert(first.uri);
    process.kill(first.pid, 'SIGKILL');
    expect(await first.exited).toBe(`mongod ended (SIGKILL); see ${join(folder, 'mongod.log')}`);

    const second = await start(first.port);
    expect(await count(second.uri)).toBe(1);
  });

  it('refuses a port that is taken, in words', async () => {
    const first = await start();
    const other = mkdtempSync(join(tmpdir(), 'sealchart-mongod-spec-'));
    const second = startReplicaSet({ binary, folder: other, port: first.port });
    await expect(second).rejects.toThrow('mongod could not start: its port is taken by another program');
    rmSync(other, { recursive: true });
  });

  it('refuses data that another mongod uses, in words', async () => {
    await start();
    await expect(startReplicaSet({ binary, folder })).rejects.toThrow('another mongod uses the same data');
  });

  it('refuses damaged data files, names its log and changes nothing', async () => {
    const first = await start();
    await insert(first.uri);
    await first.stop();
    const table = join(folder, 'db', 'WiredTiger.wt');
    copyFileSync(table, `${table}.whole`);
    writeFileSync(table, 'not a table');
    await expect(start()).rejects.toThrow(/^mongod ended .*; see .*mongod\.log$/);
    copyFileSync(`${table}.whole`, table);
    expect(await count((await start()).uri)).toBe(1);
  });

  it('tells other ends by what its log says', () => {
    const log = join(folder, 'mongod.log');
    const told = (code: number, line: string) => {
      writeFileSync(log, `{"s":"F","msg":"${line}"}\n`);
      return reasonOfEnd(code, null, log);
    };
    expect(told(62, 'Wrong mongod version')).toContain('a version of MongoDB that this mongod cannot read');
    expect(told(14, 'UPGRADE PROBLEM: Found an invalid featureCompatibilityVersion document')).toContain('cannot read');
    expect(told(14, 'WiredTiger error: No space left on device')).toContain('the disk is full');
    expect(told(100, 'Unable to create/open the lock file: Permission denied')).toContain('no rights on its data folder');
    expect(told(2, 'Bad option')).toBe(`mongod ended (exit code 2); see ${log}`);
  });

  it('gives up its start when asked, at once or half way', async () => {
    await expect(startReplicaSet({ binary, folder, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(join(folder, 'db'))).toBe(false);

    const controller = new AbortController();
    const starting = startReplicaSet({ binary, folder, signal: controller.signal });
    const watcher = watch(folder, (_event, name) => {
      if (name === 'mongod.log') controller.abort();
    });
    await expect(starting).rejects.toThrow('mongod was stopped');
    watcher.close();
    expect(await count((await start()).uri)).toBe(0);
  });
});

describe('a mongod that a killed start left running', () => {
  it('is ended by the next one, by its number and only when it serves that folder', async () => {
    const first = await start();
    const data = join(folder, 'db');
    expect(commandOf(first.pid)).toContain(data);
    expect(existsSync(join(data, 'mongod.lock'))).toBe(true);

    const other = mkdtempSync(join(tmpdir(), 'sealchart-mongod-spec-'));
    writeFileSync(join(other, 'mongod.lock'), `${first.pid}\n`);
    await stopLeftMongod(other);
    expect(isAlive(first.pid)).toBe(true);
    rmSync(other, { recursive: true });

    await stopLeftMongod(data);
    expect(isAlive(first.pid)).toBe(false);
  });
});

describe('finding mongod', () => {
  it('takes the one that is named', async () => {
    expect(await findMongod({ env: { MONGOD_BINARY: binary } })).toBe(binary);
  });

  it('takes the one on PATH', async () => {
    const path = join(binary, '..');
    expect(await findMongod({ env: { PATH: `/nowhere:${path}` } })).toBe(binary);
  });

  it('refuses a name that is no mongod, or nothing at all', async () => {
    await expect(findMongod({ env: { MONGOD_BINARY: process.execPath } })).rejects.toThrow(
      `MONGOD_BINARY names ${process.execPath}, but it is no mongod`,
    );
    await expect(findMongod({ env: { MONGOD_BINARY: '/nowhere/mongod' } })).rejects.toThrow('it cannot be run (ENOENT)');
  });
});
