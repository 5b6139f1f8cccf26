import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { leftOver, mongod } from './scripts.ts';
import { isReleased, processesOf, startSealchart } from './started.ts';
import type { Started } from './started.ts';

const { isAlive } = await leftOver();
const { findMongod, startReplicaSet } = await mongod();

let base: string;
let folder: string;
let running: Started[];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'sealchart-start-spec-'));
  folder = join(base, 'data');
  running = [];
});
afterEach(async () => {
  for (const started of running) started.signal('SIGTERM');
  for (const started of running) await started.ended;
  rmSync(base, { recursive: true, force: true });
});

const start = (env?: Readonly<Record<string, string>>, on = folder) => {
  const started = startSealchart(on, env);
  running.push(started);
  return started;
};

const instanceAt = async (url: string) => {
  const answer = await fetch(`${url}/v1/instance`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { instanceId: string }).instanceId;
};

describe('npm start', () => {
  it('brings the server up, stops cleanly, leaves nothing running and resumes with its data', async () => {
    const first = start();
    const url = await first.ready;
    const instance = await instanceAt(url);
    const answer = await fetch(`${url}/ready`);
    // Other programs use this machine's name, too.
    expect([answer.status, answer.headers.get('strict-transport-security')]).toEqual([200, null]);
    expect(first.output()).toContain(`npx --no sealchart register`);
    const pids = Object.values(processesOf(folder));
    expect(pids.map(isAlive)).toEqual([true, true, true]);
    expect(statSync(join(folder, 'secrets')).mode % 0o100).toBe(0);

    first.signal('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0, output: expect.stringContaining('stopped') });
    expect(pids.map(isAlive)).toEqual([false, false, false]);
    expect(isReleased(folder)).toBe(true);

    const second = start();
    expect(await instanceAt(await second.ready)).toBe(instance);
    second.signal('SIGINT');
    expect(await second.ended).toMatchObject({ code: 0 });
  });

  it('refuses a second start on the same data and leaves the first one alone', async () => {
    const first = start();
    const url = await first.ready;
    const second = await start().ended;
    expect(second).toMatchObject({ code: 1, output: expect.stringContaining(`Sealchart is running already on ${folder} (process `) });
    await instanceAt(url);
  });

  it('goes on after it was killed, and ends what was left running', async () => {
    const first = start();
    const instance = await instanceAt(await first.ready);
    const left = processesOf(folder);
    process.kill(left.start, 'SIGKILL');
    await first.ended;
    expect([left.api, left.mongod].map(isAlive)).toEqual([true, true]);

    const second = start();
    expect(await instanceAt(await second.ready)).toBe(instance);
    expect([left.api, left.mongod].map(isAlive)).toEqual([false, false]);
  });

  it('tells a crash of the database, stops the server, and loses nothing', async () => {
    const first = start();
    const instance = await instanceAt(await first.ready);
    const { api, mongod: database } = processesOf(folder);
    process.kill(database, 'SIGKILL');
    expect(await first.ended).toMatchObject({ code: 1, output: expect.stringContaining('mongod ended (SIGKILL)') });
    expect(isAlive(api)).toBe(false);

    expect(await instanceAt(await start().ready)).toBe(instance);
  });

  it('tells a crash of the server and stops the database cleanly', async () => {
    const first = start();
    await first.ready;
    const { api, mongod: database } = processesOf(folder);
    process.kill(api, 'SIGKILL');
    expect(await first.ended).toMatchObject({ code: 1, output: expect.stringContaining('the server ended (SIGKILL)') });
    expect(isAlive(database)).toBe(false);
    expect(isReleased(folder)).toBe(true);
  });

  it('uses the MongoDB that is given, and starts none', async () => {
    const name = `ground_${randomUUID().slice(0, 8)}`;
    const given = (database: string) => String(process.env.TEST_MONGODB_URI).replace('/?', `/${name}_${database}?`);
    const started = start({ MONGODB_ACCOUNTS_URI: given('accounts'), MONGODB_RECORDS_URI: given('records') });
    await instanceAt(await started.ready);
    expect(existsSync(join(folder, 'mongod'))).toBe(false);
    started.signal('SIGTERM');
    expect(await started.ended).toMatchObject({ code: 0 });
  });

  it('stops in the middle of starting', async () => {
    const first = start();
    while (!first.output().includes('starting MongoDB')) await Promise.race([first.ended, nextLine()]);
    first.signal('SIGINT');
    expect(await first.ended).toMatchObject({ code: 0, output: expect.not.stringContaining('ready at') });
    expect(isReleased(folder)).toBe(true);
  });
});

describe('npm start says what is wrong', () => {
  it('a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, output } = await start({ PORT: String(port) }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`port ${port} is taken.*PORT=`));
    expect(isReleased(folder)).toBe(true);
    other.close();
  });

  it('a file where the data folder should be', async () => {
    writeFileSync(folder, '');
    const { code, output } = await start().ended;
    expect(code).toBe(1);
    expect(output).toContain(`${folder} is a file where the data folder should be`);
  });

  it('settings that are not right, all at once', async () => {
    const { code, output } = await start({ PORT: 'eighty', LOG_LEVEL: 'loud' }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^E_CONFIG: PORT/m);
    expect(output).toMatch(/^E_CONFIG: LOG_LEVEL/m);
    expect(output).toContain('the server did not start');
  });

  it('one database address without the other', async () => {
    const { code, output } = await start({ MONGODB_ACCOUNTS_URI: 'mongodb://127.0.0.1:1/accounts' }).ended;
    expect(code).toBe(1);
    expect(output).toContain('set both MONGODB_ACCOUNTS_URI and MONGODB_RECORDS_URI');
  });

  it('data of a newer version, and leaves it as it is', async () => {
    const first = start();
    await first.ready;
    first.signal('SIGTERM');
    await first.ended;
    const version = await setDataVersion(99);
    const { code, output } = await start().ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^E_DATA_NEWER: /m);
    expect(await setDataVersion(version)).toBe(99);
    await instanceAt(await start().ready);
  });

  it('secrets that are gone', async () => {
    const first = start();
    await first.ready;
    first.signal('SIGTERM');
    await first.ended;
    rmSync(join(folder, 'secrets'), { recursive: true });
    const { code, output } = await start().ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^E_SECRETS: /m);
  });
});

/** Resolves soon, in the next round of the event loop in which output may have come. */
const nextLine = () => new Promise((resolve) => setImmediate(resolve));

/** Writes the version of the stored data with a mongod of its own; gives the one that stood there. */
async function setDataVersion(dataVersion: number): Promise<number> {
  const server = await startReplicaSet({ binary: await findMongod({}), folder: join(folder, 'mongod') });
  const client = new mongo.MongoClient(server.uri);
  try {
    const rows = client.db('sealchart_accounts').collection<{ _id: string; dataVersion: number }>('instance');
    const before = await rows.findOneAndUpdate({ _id: 'instance' }, { $set: { dataVersion } });
    return before?.dataVersion ?? 0;
  } finally {
    await client.close();
    await server.stop();
  }
}
