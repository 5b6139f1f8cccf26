/** Changes that are made together or not at all. */
export interface StoreChanges {
  readonly put?: ReadonlyMap<string, Uint8Array>;
  readonly remove?: readonly string[];
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
  /** Removes everything, as durably as a write. */
  clear(): Promise<void>;
  close(): Promise<void>;
}
