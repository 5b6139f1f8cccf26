import type { Bytes } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { LocalStore, StoreChanges } from '../ports/local-store.ts';
import type { Random } from '../ports/random.ts';
import { isSameEntry } from './expectation.ts';

const MARK_OCTETS = 16;

/**
 * Writes to entries that several clients of one store hold in memory as well. Each write puts a new random mark beside them, and
 * expects the mark that this client read or wrote last: so it never takes back what another one wrote meanwhile (`E_BUSY`), not even
 * where the host could not keep both apart (`LocalStore.exclusive`), because a window was frozen in the middle of an act.
 */
export class GuardedWrites {
  readonly #store: LocalStore;
  readonly #random: Random;
  readonly #key: string;
  #seen: Uint8Array | undefined;
  #isClosed = false;
  /** Of a write under way, which may be there already. */
  #next: Bytes | undefined;

  private constructor(store: LocalStore, random: Random, key: string, seen: Uint8Array | undefined) {
    this.#store = store;
    this.#random = random;
    this.#key = key;
    this.#seen = seen;
  }

  /** From what lies in the store now; `key` is the mark's. To be called before what it guards is read. */
  static async read(store: LocalStore, random: Random, key: string): Promise<GuardedWrites> {
    return new GuardedWrites(store, random, key, await store.read(key));
  }

  /** Whether another client wrote since. */
  async isBehind(): Promise<boolean> {
    const found = await this.#store.read(this.#key);
    const isOwnWrite = this.#next !== undefined && isSameEntry(this.#next, found);
    return !isOwnWrite && !isSameEntry(this.#seen, found);
  }

  /** As `LocalStore.write`; `E_BUSY` when another client wrote since, `E_LOCKED` once closed: then nothing is written. */
  async write({ put = new Map<string, Uint8Array>(), ...changes }: StoreChanges): Promise<void> {
    if (this.#isClosed) throw new SealchartError('E_LOCKED');
    const next = this.#random.bytes(MARK_OCTETS);
    const expected = new Map([...(changes.expected ?? []), [this.#key, this.#seen] as const]);
    this.#next = next;
    try {
      await this.#store.write({ ...changes, put: new Map([...put, [this.#key, next]]), expected });
      this.#seen = next;
    } finally {
      // A write that failed may be there all the same: then this client is behind, and reads what lies there.
      this.#next = undefined;
    }
  }

  /** Whoever still holds it writes no more: `E_LOCKED`. */
  close(): void {
    this.#isClosed = true;
  }
}
