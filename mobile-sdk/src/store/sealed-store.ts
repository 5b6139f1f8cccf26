import type { Bytes } from '@sealchart/protocol';
import { SealchartError, equalBytes, fromUtf8, utf8 } from '@sealchart/protocol';
import type * as z from 'zod/mini';
import type { LocalStore } from '../ports/local-store.ts';
import type { StoreCipher } from './store-cipher.ts';

/** Another one with each write: so a client notices that another one of the same store wrote. */
const MARK = 'mark/sealed';

/** Entries that are written together or not at all. */
export interface SealedChanges {
  /** JSON values; a `Uint8Array` is kept as the bytes it is. */
  readonly put?: ReadonlyMap<string, unknown>;
  readonly remove?: readonly string[];
  /** As `StoreChanges.expected`: bytes as they lie in the store, sealed. */
  readonly expected?: ReadonlyMap<string, Uint8Array | undefined>;
}

/** Stands before every write, so that what repeats other entries changes together with them; calls `write` once with all of it. */
export type WriteMirror = (changes: SealedChanges, write: (all: SealedChanges) => Promise<void>) => Promise<void>;

/**
 * What a device keeps of an unlocked account: every value sealed under this device's store key and
 * bound to its name, so that entries can be neither read nor exchanged. Names are in the clear. `E_LOCKED` after `close`.
 */
export class SealedStore {
  readonly #store: LocalStore;
  #cipher: StoreCipher | undefined;
  #mirror: WriteMirror | undefined;
  /** As this client wrote or read it last. */
  #mark: Uint8Array | undefined;

  constructor(store: LocalStore, cipher: StoreCipher) {
    this.#store = store;
    this.#cipher = cipher;
  }

  /** Undefined when nothing is kept under the key; `E_STORE` when the entry is damaged or does not fit the schema. */
  async get<T>(key: string, schema: z.ZodMiniType<T>): Promise<T | undefined> {
    const bytes = await this.getBytes(key);
    return bytes && parse(key, bytes, schema);
  }

  /** Every entry whose key starts with `prefix`, by its full key and in order of keys. Errors as `get`. */
  async getAll<T>(prefix: string, schema: z.ZodMiniType<T>): Promise<Map<string, T>> {
    const cipher = this.#open();
    const sealed = await this.#store.readAll(prefix);
    const open = async ([key, bytes]: [string, Uint8Array]): Promise<[string, T]> => [
      key,
      parse(key, await cipher.open(key, bytes), schema),
    ];
    return new Map(await Promise.all(Array.from(sealed, open)));
  }

  /** An entry that was written as bytes. */
  async getBytes(key: string): Promise<Bytes | undefined> {
    const cipher = this.#open();
    const sealed = await this.#store.read(key);
    return sealed && cipher.open(key, sealed);
  }

  /** An entry and the bytes that it lies there as, for a write that expects just them. Errors as `get`. */
  async getSealed<T>(key: string, schema: z.ZodMiniType<T>): Promise<{ readonly value: T; readonly sealed: Uint8Array } | undefined> {
    const cipher = this.#open();
    const sealed = await this.#store.read(key);
    return sealed && { value: parse(key, await cipher.open(key, sealed), schema), sealed };
  }

  /** The bytes that an entry lies there as, whether or not they open. */
  getSealedBytes(key: string): Promise<Uint8Array | undefined> {
    this.#open();
    return this.#store.read(key);
  }

  /** From now on every write goes through this one. */
  mirrorBy(mirror: WriteMirror): void {
    this.#mirror = mirror;
  }

  /** Seals and writes; all or nothing, durable when it resolves. `E_STORE`, `E_BUSY` where something else lies there than is expected. */
  async write(changes: SealedChanges): Promise<void> {
    this.#open();
    await (this.#mirror ? this.#mirror(changes, (all) => this.#write(all)) : this.#write(changes));
  }

  async #write({ put = new Map<string, unknown>(), remove = [], expected }: SealedChanges): Promise<void> {
    const cipher = this.#open();
    const seal = async ([key, value]: [string, unknown]): Promise<[string, Bytes]> => [key, await cipher.seal(key, toBytes(key, value))];
    const mark = await cipher.seal(MARK, new Uint8Array());
    const sealed = new Map([...(await Promise.all(Array.from(put, seal))), [MARK, mark] as const]);
    await this.#store.write({ put: sealed, remove, ...(expected === undefined ? {} : { expected }) });
    this.#mark = mark;
  }

  /** Whether another client wrote here since this one last wrote or asked; the first answer is yes. */
  async isMoved(): Promise<boolean> {
    this.#open();
    const found = await this.#store.read(MARK);
    const isSame = found !== undefined && this.#mark !== undefined && equalBytes(found, this.#mark);
    this.#mark = found;
    return !isSame;
  }

  /** The key is dropped; the entries stay. */
  close(): void {
    this.#cipher = undefined;
  }

  #open(): StoreCipher {
    if (!this.#cipher) throw new SealchartError('E_LOCKED');
    return this.#cipher;
  }
}

function toBytes(key: string, value: unknown): Bytes {
  if (value instanceof Uint8Array) return value as Bytes;
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new SealchartError('E_STORE', { detail: `nothing to keep under ${key}` });
  return utf8(text);
}

function parse<T>(key: string, bytes: Uint8Array, schema: z.ZodMiniType<T>): T {
  try {
    const result = schema.safeParse(JSON.parse(fromUtf8(bytes)));
    if (result.success) return result.data;
    throw result.error;
  } catch (cause) {
    throw new SealchartError('E_STORE', { detail: `entry ${key} has another form`, cause });
  }
}
