import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { SealchartError } from '@sealchart/protocol';
import type { ExclusiveOptions } from '../../ports/local-store.ts';
import { TURN_PATIENCE_MS, Turns, busy } from '../../store/turns.ts';

/** How often a process looks whether another one let go. */
const LOOK_MS = 20;
/** SQLite's code for a lock that somebody else holds. */
const SQLITE_BUSY = 5;

/**
 * Turns of several processes on one file, by locks that the system takes back from a process that ends. There are two, so that who
 * waits comes next: whoever wants the room waits in the doorway, and who leaves the room has to go through the doorway again.
 */
export class FileTurns {
  readonly #turns = new Turns();
  readonly #doorway: FileLock;
  readonly #room: FileLock;

  /** `path` is the file that is shared; the locks are beside it, made at the first turn. */
  constructor(path: string) {
    this.#doorway = new FileLock(`${path}-next`);
    this.#room = new FileLock(`${path}-turn`);
  }

  /** See `LocalStore.exclusive`. */
  take<T>(act: () => Promise<T>, { patienceMs = TURN_PATIENCE_MS }: ExclusiveOptions = {}): Promise<T> {
    const end = Date.now() + patienceMs;
    const enter = async (): Promise<T> => {
      await this.#doorway.take(end);
      try {
        await this.#room.take(end);
      } finally {
        this.#doorway.release();
      }
      try {
        return await act();
      } finally {
        this.#room.release();
      }
    };
    return this.#turns.take(enter, { patienceMs });
  }

  /** Gives up both. */
  close(): void {
    this.#doorway.close();
    this.#room.close();
  }
}

/** A file that one connection at a time holds. SQLite knows how files are locked on each system; the file stays empty. */
class FileLock {
  readonly #path: string;
  #database: DatabaseSync | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** `E_BUSY` when it is not free by `end`, in milliseconds since 1970; `E_STORE`. */
  async take(end: number): Promise<void> {
    while (!this.#try()) {
      if (Date.now() >= end) throw busy();
      await sleep(LOOK_MS);
    }
  }

  release(): void {
    if (this.#database?.isTransaction) this.#database.exec('ROLLBACK');
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  #try(): boolean {
    try {
      this.#database ??= open(this.#path);
      this.#database.exec('BEGIN EXCLUSIVE');
      return true;
    } catch (cause) {
      if (isBusy(cause)) return false;
      throw new SealchartError('E_STORE', { detail: cause instanceof Error ? cause.message : 'SQLite', cause });
    }
  }
}

/** Its waiting would hold up the whole program: others are waited for in between. */
function open(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  return new DatabaseSync(path, { timeout: 0 });
}

function isBusy(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
}
