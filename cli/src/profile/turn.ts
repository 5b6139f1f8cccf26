import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { SealchartError } from '@sealchart/protocol';
import type { Profile } from './profile.ts';

/** SQLite's own number for "another process holds it". */
const SQLITE_BUSY = 5;
const LOOK_EVERY_MS = 200;

/**
 * What one process at a time does with a profile. `import`: two of one file would both find that it was never imported,
 * and bring everything in twice. `account`: two changes of its keys would each keep their own state over the other's.
 */
export type Matter = 'import' | 'account';

/**
 * Waits until no other process has this turn, and keeps others waiting until the returned function is called. The system
 * ends the turn of a process that dies. `onWait` is called once when there is somebody to wait for. Rejects with
 * `E_STORE` when the profile's folder cannot be used.
 */
export async function takeTurn(profile: Profile, matter: Matter, onWait: () => void): Promise<() => void> {
  let hasWaited = false;
  for (;;) {
    const end = tryTurn(join(profile.directory, `${matter}.lock`));
    if (end) return end;
    if (!hasWaited) onWait();
    hasWaited = true;
    await pause(LOOK_EVERY_MS);
  }
}

/** Only the lock of an empty database is used: no file would free itself when its process is killed. */
function tryTurn(file: string): (() => void) | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if (isBusy(cause)) return undefined;
    throw new SealchartError('E_STORE', { detail: `${file} cannot be used`, cause });
  }
  const held = database;
  return () => held.close();
}

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
