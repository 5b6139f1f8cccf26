/** Changes that are made together or not at all. */
export interface StoreChanges {
  readonly put?: ReadonlyMap<string, Uint8Array>;
  readonly remove?: readonly string[];
  /** What must lie under these keys as the write begins, undefined for nothing; otherwise nothing is written and it is `E_BUSY`. */
  readonly expected?: ReadonlyMap<string, Uint8Array | undefined>;
}

export interface ExclusiveOptions {
  /** How long an act waits for others before `E_BUSY`; default: 30,000. */
  readonly patienceMs?: number;
}

/**
 * Where a device keeps what it must not forget. Holds sealed bytes only; keys are ASCII paths such as `element/elm_…`.
 * A write is atomic and durable when its promise resolves; failures reject with `E_STORE`.
 */
export interface LocalStore {
  /** Undefined when nothing is kept under the key. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Everything whose key starts with `prefix`, in order of keys. */
  readAll(prefix: string): Promise<ReadonlyMap<string, Uint8Array>>;
  write(changes: StoreChanges): Promise<void>;
  /**
   * Runs one act at a time among all who have this store open: other windows, other programs. Those who wait come in turn. `E_BUSY`
   * when the others do not let go in time: then the act was not begun. Acts do not nest. Whoever ends, however, lets go.
   */
  exclusive<T>(act: () => Promise<T>, options?: ExclusiveOptions): Promise<T>;
  /** Removes everything, as durably as a write. */
  clear(): Promise<void>;
  close(): Promise<void>;
}
