import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SealchartError } from '@sealchart/protocol';
import type { LocalStore, StoreChanges } from '../../ports/local-store.ts';
import { expectations, requireExpected } from '../../store/expectation.ts';
import { FileTurns } from './file-turns.ts';

/** Another process of the same person may be writing a whole sync. */
const BUSY_TIMEOUT_MS = 10_000;
/** Behind every ASCII key with the same beginning. */
const LAST = '\u007f';

const SETUP = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
`;

/**
 * A store in one SQLite file, readable by its owner alone (file mode 600 in a folder of mode 700, made when missing).
 * Several processes may use it at once. Every failure of the disk or the file is `E_STORE`.
 */
export function sqliteStore(path: string): LocalStore {
  const database = guarded(() => open(path));
  const turns = new FileTurns(path);
  return {
    read: (key) => task(() => readOne(database, key)),
    readAll: (prefix) => task(() => readMany(database, prefix)),
    exclusive: (act, options) => turns.take(act, options),
    write: (changes) => task(() => inTransaction(database, () => apply(database, changes))),
    clear: () => task(() => clear(database)),
    close: () =>
      task(() => {
        turns.close();
        database.close();
      }),
  };
}

function open(path: string): DatabaseSync {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  // Made before SQLite opens it: the files beside it get the same mode.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(SETUP);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function readOne(database: DatabaseSync, key: string): Uint8Array | undefined {
  return database.prepare('SELECT value FROM entries WHERE key = ?').get(key)?.['value'] as Uint8Array | undefined;
}

function readMany(database: DatabaseSync, prefix: string): ReadonlyMap<string, Uint8Array> {
  const rows = database.prepare('SELECT key, value FROM entries WHERE key >= ? AND key < ? ORDER BY key').all(prefix, prefix + LAST);
  return new Map(rows.map((row) => [row['key'] as string, row['value'] as Uint8Array]));
}

function apply(database: DatabaseSync, changes: StoreChanges): void {
  const { put = new Map<string, Uint8Array>(), remove = [] } = changes;
  for (const [key, expected] of expectations(changes)) requireExpected(expected, readOne(database, key));
  const removal = database.prepare('DELETE FROM entries WHERE key = ?');
  for (const key of remove) removal.run(key);
  const upsert = database.prepare('INSERT INTO entries (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
  for (const [key, value] of put) upsert.run(key, value);
}

function inTransaction(database: DatabaseSync, act: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    act();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function clear(database: DatabaseSync): void {
  inTransaction(database, () => {
    database.exec('DELETE FROM entries');
  });
  // What was written ahead still holds the old entries.
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

function task<T>(act: () => T): Promise<T> {
  return Promise.resolve().then(() => guarded(act));
}

function guarded<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof SealchartError) throw cause;
    throw new SealchartError('E_STORE', { detail: cause instanceof Error ? cause.message : 'SQLite', cause });
  }
}
