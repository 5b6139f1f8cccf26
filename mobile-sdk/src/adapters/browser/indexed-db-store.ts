import { SealchartError } from '@sealchart/protocol';
import type { DBSchema, IDBPTransaction } from 'idb';
import { openDB } from 'idb';
import type { LocalStore, StoreChanges } from '../../ports/local-store.ts';
import { expectations, requireExpected } from '../../store/expectation.ts';
import { exclusiveIn } from './web-lock.ts';

interface Schema extends DBSchema {
  entries: { key: string; value: Uint8Array };
}

type WriteTransaction = IDBPTransaction<Schema, ['entries'], 'readwrite'>;

const VERSION = 1;
/** Behind every ASCII key with the same beginning. */
const LAST = '\u007f';
/** Resolves when the bytes are on the disk, not when they are on their way. */
const WRITE = { durability: 'strict' } as const;

/** A store in the IndexedDB database of this name. Every failure of the browser is `E_STORE`. */
export async function indexedDbStore(name: string): Promise<LocalStore> {
  const database = await guarded(() =>
    openDB<Schema>(name, VERSION, {
      upgrade: (upgraded) => void upgraded.createObjectStore('entries'),
      // Another page wants to delete or upgrade: it must not wait for this one.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    }),
  );
  return {
    read: (key) => guarded(() => database.get('entries', key)),
    readAll: (prefix) =>
      guarded(async () => {
        const range = IDBKeyRange.bound(prefix, prefix + LAST, false, true);
        const { store, done } = database.transaction('entries');
        const [keys, values] = await Promise.all([store.getAllKeys(range), store.getAll(range), done]);
        return new Map(keys.map((key, i) => [key, values[i] ?? new Uint8Array()]));
      }),
    exclusive: exclusiveIn(name),
    write: (changes) => guarded(() => writeAll(database.transaction('entries', 'readwrite', WRITE), changes)),
    clear: () =>
      guarded(async () => {
        const { store, done } = database.transaction('entries', 'readwrite', WRITE);
        await Promise.all([store.clear(), done]);
      }),
    close: () => guarded(() => Promise.resolve(database.close())),
  };
}

/** All or nothing: a change that is refused at once does not end the transaction by itself. */
async function writeAll(transaction: WriteTransaction, changes: StoreChanges): Promise<void> {
  const { put = new Map<string, Uint8Array>(), remove = [] } = changes;
  const requests: Promise<unknown>[] = [transaction.done];
  try {
    for (const [key, expected] of expectations(changes)) requireExpected(expected, await transaction.store.get(key));
    for (const key of remove) requests.push(transaction.store.delete(key));
    for (const [key, value] of put) requests.push(transaction.store.put(value, key));
  } catch (error) {
    transaction.abort();
    await Promise.allSettled(requests);
    throw error;
  }
  await Promise.all(requests);
}

/** Every failure of the browser is `E_STORE`. */
export async function guarded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof SealchartError) throw cause;
    throw new SealchartError('E_STORE', { detail: 'IndexedDB', cause });
  }
}
