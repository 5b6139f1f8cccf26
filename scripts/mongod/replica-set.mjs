// One mongod as a replica set of one member, on the loopback interface: transactions and change streams need a replica set.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../refusal.mjs';

const setName = 'rs0';
const portTaken = 'mongod could not start: its port is taken by another program';
/** A replica set of one elects itself within seconds; recovery after a power cut replays the journal first. */
const readyWithinMs = 120_000;
/** mongod flushes everything on SIGTERM; only a dead disk takes longer. */
const stopWithinMs = 60_000;

/**
 * Starts mongod on a data folder and waits until it takes writes.
 * Gives { uri, port, pid, exited, stop }: `exited` resolves with a sentence when mongod ends, `stop` ends it cleanly.
 * `ownGroup` keeps the terminal's Ctrl-C away from it, so that the caller decides the order of stopping; `signal` gives up the start.
 * `testCommands` lets clients make it fail where they say; never on data that matters.
 */
export async function startReplicaSet({ port, ...options }) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOnce({ ...options, port: port ?? (await freePort()) });
    } catch (error) {
      // Between finding a free port and using it, another program may take it.
      if (port !== undefined || error.message !== portTaken || tries === 3) throw error;
    }
  }
}

async function startOnce({ binary, folder, port, cacheGB = 0.25, ownGroup = false, testCommands = false, signal }) {
  signal?.throwIfAborted();
  const data = join(folder, 'db');
  const log = join(folder, 'mongod.log');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (existsSync(log)) renameSync(log, join(folder, 'mongod.previous.log'));
  const flags = ['--dbpath', data, '--logpath', log, '--replSet', setName, '--bind_ip', '127.0.0.1', '--port', String(port), '--quiet'];
  const bounds = ['--wiredTigerCacheSizeGB', String(cacheGB), '--oplogSize', '990'];
  const tests = testCommands ? ['--setParameter', 'enableTestCommands=1'] : [];
  const rest = [
    '--setParameter',
    'diagnosticDataCollectionEnabled=false',
    ...tests,
    ...(process.platform === 'win32' ? [] : ['--nounixsocket']),
  ];
  const child = spawn(binary, [...flags, ...bounds, ...rest], { stdio: 'ignore', detached: ownGroup, windowsHide: true });
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(`mongod could not be run (${error.message})`));
    child.once('exit', (code, by) => resolve(reasonOfEnd(code, by, log)));
  });
  const giveUp = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', giveUp, { once: true });
  const address = `127.0.0.1:${port}`;
  let client;
  try {
    client = await connect(address);
    const primary = becomePrimary(client.db('admin'), address, child.pid);
    // The loser of the race may still fail later, when mongod is gone: that is told by the winner.
    primary.catch(() => undefined);
    await Promise.race([primary, exited.then((reason) => Promise.reject(new Refusal(reason)))]);
  } catch (error) {
    child.kill('SIGKILL');
    await exited;
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await client?.close();
  }
  const stop = () => stopChild(child, exited, address);
  return { uri: `mongodb://${address}/?replicaSet=${setName}`, port, pid: child.pid, exited, stop };
}

async function connect(address) {
  const { MongoClient } = await import('mongodb');
  // Connects at the first command and keeps trying while mongod opens its files.
  return new MongoClient(`mongodb://${address}/?directConnection=true`, { serverSelectionTimeoutMS: readyWithinMs });
}

async function becomePrimary(admin, address, pid) {
  const members = [{ _id: 0, host: address }];
  // Who answers may be another mongod that has the port; ours is then about to end.
  const status = await admin.command({ serverStatus: 1 });
  if (Number(status.pid) !== pid) throw new Refusal(portTaken);
  const config = await admin.client.db('local').collection('system.replset').findOne({}, { readPreference: 'primaryPreferred' });
  if (config === null) {
    await admin.command({ replSetInitiate: { _id: setName, members } });
  } else if (config.members.length !== 1 || config.members[0].host !== address) {
    // The set remembers the port of the last start; this start may have another.
    await admin.command({
      replSetReconfig: { ...config, version: config.version + 1, members: [{ ...config.members[0], host: address }] },
      force: true,
    });
  }
  const until = Date.now() + readyWithinMs;
  while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
    if (Date.now() > until) throw new Refusal(`mongod did not become ready within ${readyWithinMs / 1000} seconds`);
    await pause(50);
  }
}

async function stopChild(child, exited, address) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    // There, a signal would end it without flushing.
    const client = await connect(address);
    const gone = client.db('admin').command({ shutdown: 1, force: true });
    await gone.catch(() => undefined);
    await client.close();
  } else {
    child.kill('SIGTERM');
  }
  const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await exited;
  clearTimeout(late);
}

/** A port nobody listens on at this moment. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** What mongod's exit code and the end of its log mean, as a sentence. */
export function reasonOfEnd(code, by, log) {
  const text = endOf(log);
  if (code === 0 || by === 'SIGTERM') return 'mongod was stopped';
  if (/No space left on device/.test(text)) return 'mongod stopped: the disk is full; free some space and start again';
  if (code === 48) return portTaken;
  if (code === 62 || /Wrong mongod version|UPGRADE PROBLEM|unsupported WiredTiger file version/.test(text)) {
    return `the data was written by a version of MongoDB that this mongod cannot read: start it with the mongod that wrote it (MONGOD_BINARY); nothing was changed, see ${log}`;
  }
  if (/Unable to lock the lock file|already (running|in use)/.test(text))
    return 'mongod could not start: another mongod uses the same data';
  if (/Permission denied/.test(text)) return `mongod could not start: no rights on its data folder; see ${log}`;
  return `mongod ended (${by ?? `exit code ${code}`}); see ${log}`;
}

function endOf(file, bytes = 64 * 1024) {
  if (!existsSync(file)) return '';
  const { size } = statSync(file);
  const buffer = Buffer.alloc(Math.min(size, bytes));
  const handle = openSync(file, 'r');
  readSync(handle, buffer, 0, buffer.length, size - buffer.length);
  closeSync(handle);
  return buffer.toString('utf8');
}
