import type { Bytes } from '@sealchart/protocol';
import { SealchartError, concatBytes, fromB64u, joinNul, toB64u } from '@sealchart/protocol';
import type { DBSchema, IDBPDatabase } from 'idb';
import { openDB } from 'idb';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { secureRandom } from '../secure-random.ts';
import { systemClock } from '../system-clock.ts';
import { guarded } from './indexed-db-store.ts';

/** How long an account may lie idle before it locks, in milliseconds: what the person may choose. */
export const IDLE_MS = { least: 60_000, usual: 15 * 60_000, most: 8 * 60 * 60_000 } as const;

/** Keeps an account unlocked over reloads of its page, until a deadline. See [Note: Unlocked over a reload]. */
export interface UnlockKeeper {
  /**
   * Wraps an account key, which is overwritten. Gives text (base64url) for `sessionStorage`; it opens nothing without this browser's
   * key. Instants are milliseconds since 1970. `E_USAGE` for a deadline that has passed or is more than 8 hours away.
   */
  keep(accountKey: Uint8Array, deadlineMs: number): Promise<string>;
  /** The account key, to be overwritten; undefined, and all is wiped, once the deadline has passed or the clock went back behind the last act. */
  open(wrapped: string, now?: number): Promise<Uint8Array | undefined>;
  /** Another deadline, while the one before has not passed; otherwise all is wiped and nothing is extended. `E_USAGE` as `keep`. */
  extend(deadlineMs: number): Promise<void>;
  /** Wipes: whatever was wrapped opens no more, in no window. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export interface UnlockKeeperOptions {
  /** As in `BrowserPortsOptions`: what is wrapped for one account opens for no other. */
  readonly name: string;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** What lies in the database. */
interface Kept {
  /** AES-256-GCM, not extractable. */
  readonly key: CryptoKey;
  readonly deadline: number;
  /** When it was kept or extended last: a clock that shows less was put back. */
  readonly at: number;
}

interface Schema extends DBSchema {
  kept: { key: string; value: Kept };
}

const VERSION = 1;
const ENTRY = 'unlock';
const KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
const WRITE = { durability: 'strict' } as const;

/**
 * [Note: Unlocked over a reload] The wrapped key lies in the window's `sessionStorage`, the key that opens it in IndexedDB: no script
 * can read the latter's bytes, and either is worthless alone. A closed window takes its half with it; lock and deadline wipe the other.
 */
export function unlockKeeper({ name, clock = systemClock(), random = secureRandom() }: UnlockKeeperOptions): UnlockKeeper {
  const place = new KeptPlace(`${name}-unlock`);
  const parameters = (iv: Bytes) => ({ name: 'AES-GCM', iv, additionalData: joinNul('sealchart/v1/unlock', name) });
  return {
    async keep(accountKey, deadlineMs) {
      try {
        const now = clock.now();
        const deadline = checkDeadline(deadlineMs, now);
        const fresh = await makeKey();
        // Other windows have what the key at hand wrapped: it stays while it holds.
        const kept = await place.change((before) => ({ key: before && !isOver(before, now) ? before.key : fresh, deadline, at: now }));
        if (!kept) throw new SealchartError('E_STORE', { detail: 'IndexedDB' });
        const nonce = random.bytes(NONCE_OCTETS);
        const sealed = await crypto.subtle.encrypt(parameters(nonce), kept.key, accountKey as Bytes);
        return toB64u(concatBytes(nonce, new Uint8Array(sealed)));
      } finally {
        accountKey.fill(0);
      }
    },
    async open(wrapped, now = clock.now()) {
      const kept = await place.change((before) => (before && isOver(before, now) ? undefined : before));
      const sealed = wrappedBytes(wrapped);
      if (!kept || !sealed) return undefined;
      try {
        const [nonce, rest] = [sealed.slice(0, NONCE_OCTETS), sealed.slice(NONCE_OCTETS)];
        return new Uint8Array(await crypto.subtle.decrypt(parameters(nonce), kept.key, rest));
      } catch {
        return undefined;
      }
    },
    async extend(deadlineMs) {
      const now = clock.now();
      const deadline = checkDeadline(deadlineMs, now);
      await place.change((before) => (before && !isOver(before, now) ? { ...before, deadline, at: now } : undefined));
    },
    forget: async () => void (await place.change(() => undefined)),
    close: () => place.close(),
  };
}

/** The one entry of a database of its own, opened when it is first needed. Every failure of the browser is `E_STORE`. */
class KeptPlace {
  readonly #name: string;
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** Reads and writes in one transaction; gives what lies there now. `change` gives what it was given to leave it alone. */
  change(change: (before: Kept | undefined) => Kept | undefined): Promise<Kept | undefined> {
    return guarded(async () => {
      const { store, done } = (await this.#open()).transaction('kept', 'readwrite', WRITE);
      const before = await store.get(ENTRY);
      const after = change(before);
      if (after !== before) await (after ? store.put(after, ENTRY) : store.delete(ENTRY));
      await done;
      return after;
    });
  }

  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    await guarded(async () => (await database)?.close());
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>(this.#name, VERSION, {
      upgrade: (upgraded) => void upgraded.createObjectStore('kept'),
      blocking: () => void this.close(),
      terminated: () => void (this.#database = undefined),
    });
    return this.#database;
  }
}

function isOver({ deadline, at }: Kept, now: number): boolean {
  return now >= deadline || now < at;
}

function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

function checkDeadline(deadlineMs: number, now: number): number {
  if (deadlineMs > now && deadlineMs <= now + IDLE_MS.most) return deadlineMs;
  throw new SealchartError('E_USAGE', { detail: 'an account locks within 8 hours' });
}

/** Undefined for what no keeper ever gave. */
function wrappedBytes(wrapped: string): Bytes | undefined {
  try {
    const bytes = fromB64u(wrapped);
    return bytes.length === NONCE_OCTETS + KEY_OCTETS + TAG_OCTETS ? bytes : undefined;
  } catch {
    return undefined;
  }
}
