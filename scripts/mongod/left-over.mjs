// What a killed run leaves behind: processes known by their number, and only touched when their command line says they are ours.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Whether a process with this number exists. */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The command line of a process, '' when there is none or it cannot be read. */
export function commandOf(pid) {
  if (!isAlive(pid)) return '';
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    } catch {
      return '';
    }
  }
  if (process.platform === 'win32') return '';
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/** Ends a process by its number and waits until it is gone: SIGTERM, then SIGKILL after `graceMs`. */
export async function endProcess(pid, graceMs = 60_000) {
  const until = Date.now() + graceMs;
  signal(pid, 'SIGTERM');
  while (isAlive(pid) && Date.now() < until) await pause(50);
  if (isAlive(pid)) signal(pid, 'SIGKILL');
  while (isAlive(pid)) await pause(50);
}

/** Ends the mongod that still runs on a data folder, when there is one. mongod.lock holds its number; it survives a power cut. */
export async function stopLeftMongod(data) {
  const lock = join(data, 'mongod.lock');
  const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8').trim()) : 0;
  if (pid > 0 && commandOf(pid).includes(data)) await endProcess(pid);
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
