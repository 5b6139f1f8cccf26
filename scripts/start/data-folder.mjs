// The folder with everything that must survive: one start at a time, enough room, the right to write.
import { closeSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, endProcess, stopLeftMongod } from '../mongod/left-over.mjs';
import { Refusal } from '../refusal.mjs';

/** MongoDB preallocates its journal and stops hard on a full disk: refuse before that. */
const leastFreeBytes = 500 * 1024 * 1024;

/** Makes the folder where it is absent, checks it, and locks it. Gives { note, release }. Throws a Refusal. */
export async function openDataFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    requireSpace(folder);
    return await lock(folder);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(reasonOfFolder(error, folder), { cause: error });
  }
}

/** Throws a Refusal when less than 500 MB is free. */
export function requireSpace(folder, stat = statfsSync) {
  const { bavail, bsize } = stat(folder);
  const free = bavail * bsize;
  if (free >= leastFreeBytes) return;
  const [left, least] = [free, leastFreeBytes].map((bytes) => `${Math.floor(bytes / 1024 / 1024)} MB`);
  throw new Refusal(
    `the disk of ${folder} is nearly full (${left} free, ${least} needed): free some space, or name another folder in DATA_DIR`,
  );
}

/** What an error of the file system means for the person who started. */
export function reasonOfFolder({ code, message }, folder) {
  if (code === 'EACCES' || code === 'EPERM') return `no rights to write ${folder}: make it yours, or name another folder in DATA_DIR`;
  if (code === 'EROFS') return `${folder} lies on a disk that can only be read: name another folder in DATA_DIR`;
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return `${folder} is a file where the data folder should be: move it away, or name another folder in DATA_DIR`;
  if (code === 'ENOSPC') return `the disk of ${folder} is full: free some space, or name another folder in DATA_DIR`;
  return `the data folder ${folder} cannot be used (${message})`;
}

async function lock(folder) {
  const file = join(folder, 'lock');
  const mine = { pid: process.pid, since: new Date().toISOString() };
  const create = () => {
    const handle = openSync(file, 'wx', 0o600);
    writeFileSync(handle, JSON.stringify(mine));
    closeSync(handle);
  };
  try {
    create();
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    await takeOver(file, folder);
    create();
  }
  return {
    /** Notes a child's process number, so that the next start can end it if this one is killed. */
    note: (name, pid) => writeFileSync(file, JSON.stringify(Object.assign(mine, { [name]: pid }))),
    release: () => rmSync(file, { force: true }),
  };
}

/** Removes the lock of a start that is gone, and ends what it left running. Throws a Refusal when that start still runs. */
async function takeOver(file, folder) {
  const text = readFileSync(file, 'utf8');
  const holder = parseLock(text);
  // The number of a start before a power cut or in another container may be ours or anybody's now.
  const isRunning = holder.pid !== process.pid && /[/\\]start[/\\]serve\.mjs/.test(commandOf(holder.pid));
  if (isRunning) {
    throw new Refusal(
      `Sealchart is running already on ${folder} (process ${holder.pid}, since ${holder.since}): use that one, stop it, or name another folder in DATA_DIR`,
    );
  }
  const aside = `${file}.${process.pid}`;
  renameSync(file, aside);
  if (readFileSync(aside, 'utf8') !== text) {
    // Another start was faster and this is its lock: give it back.
    linkSync(aside, file);
    rmSync(aside);
    throw new Refusal(`Sealchart is being started on ${folder} at this moment by another process`);
  }
  if (/[/\\]api[/\\]dist[/\\]main\.js/.test(commandOf(holder.api))) await endProcess(holder.api);
  await stopLeftMongod(join(folder, 'mongod', 'db'));
  rmSync(aside);
}

/** A lock cut short by a power cut names nobody. */
function parseLock(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
