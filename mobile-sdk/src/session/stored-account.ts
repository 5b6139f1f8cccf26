import type { Bytes, KeyBundle as KeyBundleValue } from '@sealchart/protocol';
import {
  AccountId,
  DirectoryEntry,
  Hash,
  Identifier,
  Instant,
  KeyBundle,
  SealchartError,
  SlotId,
  b64u,
  fromUtf8,
  jcsBytes,
  utf8,
} from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { Instance } from '../client-api.ts';
import type { LocalStore } from '../ports/local-store.ts';
import type { StoreCipher } from '../store/store-cipher.ts';
import { InstancePin } from './instance-pin.ts';

/** What this device has seen of its own account and never goes behind: in the clear, because it is needed before unlocking. */
export const AccountPins = z.strictObject({
  /** Newest event of the account's chain. */
  sequence: z.int().check(z.minimum(2)),
  head: Hash,
  bundleVersion: z.int().check(z.minimum(1)),
  slots: z.array(z.strictObject({ slotId: SlotId, publicKey: b64u(32, 32) })),
});
export type AccountPins = z.infer<typeof AccountPins>;

/** What only the unlocked account may read of itself. */
export const OwnState = z.strictObject({
  identifier: Identifier,
  /** Bearer token of this device's session. */
  token: b64u(32, 32),
  expiresAt: Instant,
  /** The own directory entry, whose chain was verified against the bundle. */
  entry: DirectoryEntry,
});
export type OwnState = z.infer<typeof OwnState>;

/** What a locked device knows. */
export interface StoredAccount {
  readonly instance: Instance;
  readonly accountId: string;
  readonly bundle: KeyBundleValue;
  readonly pins: AccountPins;
}

/** Names of the entries; all but the last are in the clear. */
const KEYS = { instance: 'instance', account: 'account', bundle: 'bundle', pins: 'pins' } as const;
/** Name of the sealed `OwnState`. */
export const OWN = 'own';

/** Whether an account is set up on this device. */
export async function hasAccount(store: LocalStore): Promise<boolean> {
  return (await store.read(KEYS.account)) !== undefined;
}

/** Undefined on a fresh device; `E_STORE` when an entry is missing or damaged. */
export async function readAccount(store: LocalStore): Promise<StoredAccount | undefined> {
  if (!(await hasAccount(store))) return undefined;
  const [instance, accountId, bundle, pins] = await Promise.all([
    readClear(store, KEYS.instance, InstancePin),
    readClear(store, KEYS.account, AccountId),
    readClear(store, KEYS.bundle, KeyBundle),
    readClear(store, KEYS.pins, AccountPins),
  ]);
  return { instance, accountId, bundle, pins };
}

/** Writes all that makes a device know its account, in one step. */
export async function writeAccount(store: LocalStore, cipher: StoreCipher, account: StoredAccount, own: OwnState): Promise<void> {
  const put = new Map<string, Bytes>([
    [KEYS.instance, jcsBytes(account.instance)],
    [KEYS.account, jcsBytes(account.accountId)],
    [KEYS.bundle, jcsBytes(account.bundle)],
    [KEYS.pins, jcsBytes(account.pins)],
    [OWN, await cipher.seal(OWN, utf8(JSON.stringify(own)))],
  ]);
  await store.write({ put });
}

async function readClear<T>(store: LocalStore, key: string, schema: z.ZodMiniType<T>): Promise<T> {
  const bytes = await store.read(key);
  try {
    if (!bytes) throw new TypeError('missing');
    return schema.parse(JSON.parse(fromUtf8(bytes)));
  } catch (cause) {
    throw new SealchartError('E_STORE', { detail: `entry ${key} is missing or damaged`, cause });
  }
}
