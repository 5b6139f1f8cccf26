import { SealchartError } from '@sealchart/protocol';
import type { LocalStore } from '../ports/local-store.ts';
import { expectations, requireExpected } from '../store/expectation.ts';
import { Turns } from '../store/turns.ts';

/** A store that forgets everything with the program. `entries` are what it holds, sealed or not, as a disk would. */
export interface MemoryStore extends LocalStore {
  readonly entries: Map<string, Uint8Array>;
}

export function memoryStore(): MemoryStore {
  const entries = new Map<string, Uint8Array>();
  const turns = new Turns();
  const sorted = () => Array.from(entries).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    entries,
    read: async (key) => entries.get(key)?.slice(),
    readAll: async (prefix) => new Map(sorted().filter(([key]) => key.startsWith(prefix))),
    async write({ put = new Map<string, Uint8Array>(), remove = [], ...changes }) {
      const copies = Array.from(put, ([key, value]) => [key, copyOf(value)] as const);
      for (const [key, expected] of expectations(changes)) requireExpected(expected, entries.get(key));
      for (const key of remove) entries.delete(key);
      for (const [key, value] of copies) entries.set(key, value);
    },
    exclusive: (act, options) => turns.take(act, options),
    clear: async () => entries.clear(),
    close: async () => undefined,
  };
}

/** A disk would not take anything else either. */
function copyOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new SealchartError('E_STORE', { detail: 'not bytes' });
  return value.slice();
}
