// One mongod and one API, from start to stop. Run by launch.mjs on the project's Node.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findMongod, startReplicaSet } from '../mongod.mjs';
import { root } from '../project.mjs';
import { Refusal, runScript } from '../refusal.mjs';
import { webOut } from '../web.mjs';
import { startApi } from './api.mjs';
import { openDataFolder } from './data-folder.mjs';
import { LogFile } from './log-file.mjs';
import { listenForStop } from './stop-request.mjs';

const say = console.log;

await runScript(async () => {
  const folder = resolve(root, process.env.DATA_DIR || '.data');
  const children = new Set();
  // The last resort: whatever way this process ends, nothing is left running.
  process.once('exit', () => {
    for (const pid of children) endNow(pid);
  });
  const stop = listenForStop({ force: () => process.exit(1) });
  const held = await openDataFolder(folder);
  try {
    await serve({ folder, held, stop, children });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    held.release();
    stop.close();
  }
  say('stopped');
});

async function serve({ folder, held, stop, children }) {
  const mongod = await startMongod(folder, stop.signal);
  if (mongod.pid) children.add(mongod.pid);
  mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 });
  const log = new LogFile(join(folder, 'logs', 'api.log'));
  try {
    say('starting the server');
    const env = {
      ...process.env,
      SECRETS_DIR: process.env.SECRETS_DIR || join(folder, 'secrets'),
      WEB_DIR: process.env.WEB_DIR || webOut,
      ...mongod.uris,
    };
    const onSpawn = (pid) => {
      children.add(pid);
      held.note('api', pid);
    };
    const api = await startApi({ env, log, signal: stop.signal, onSpawn });
    sayReady(api.url, folder);
    const crash = await Promise.race([stop.requested.then(() => undefined), api.exited, mongod.exited]);
    say(crash === undefined ? 'stopping: finishing what was accepted' : 'stopping');
    await api.stop();
    children.delete(api.pid);
    if (crash !== undefined) throw new Refusal(`${crash}; what was confirmed is safe in ${folder}`);
  } finally {
    await mongod.stop();
    children.delete(mongod.pid);
    log.close();
  }
}

/** The two databases: the ones given by URI, else both on one mongod with its data in the folder. */
async function startMongod(folder, signal) {
  const { MONGODB_ACCOUNTS_URI: accounts, MONGODB_RECORDS_URI: records } = process.env;
  if (accounts && records) {
    say('using the MongoDB of MONGODB_ACCOUNTS_URI and MONGODB_RECORDS_URI');
    return { uris: {}, exited: new Promise(() => undefined), stop: () => undefined };
  }
  if (accounts || records) {
    throw new Refusal('set both MONGODB_ACCOUNTS_URI and MONGODB_RECORDS_URI, or none of them to have a MongoDB started here');
  }
  const binary = await findMongod({ say });
  say('starting MongoDB');
  const server = await startReplicaSet({ binary, folder: join(folder, 'mongod'), ownGroup: true, signal });
  const uri = (database) => server.uri.replace('/?', `/${database}?`);
  return { ...server, uris: { MONGODB_ACCOUNTS_URI: uri('sealchart_accounts'), MONGODB_RECORDS_URI: uri('sealchart_records') } };
}

function sayReady(url, folder) {
  say(`
Sealchart is ready at ${url}

  Open it in a browser. Or, in another terminal in this folder:
    npx --no sealchart register --server ${url}
    npx --no sealchart help

  Everything is kept in ${folder}. Keep a copy of its secrets: without them nobody can log in.
  Ctrl-C stops the server; the next start goes on with all data.
`);
}

function endNow(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
