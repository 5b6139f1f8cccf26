import type { Bytes, KeyBundle as KeyBundleValue } from '@sealchart/protocol';
import {
  AccountId,
  DeviceToken,
  DirectoryEntry,
  Hash,
  Identifier,
  Instant,
  Kdf,
  KeyBundle,
  SealchartError,
  SlotId,
  b64u,
  fromUtf8,
  jcsBytes,
  utf8,
} from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { Instance } from '../client-api/account.ts';
import type { LocalStore } from '../ports/local-store.ts';
import type { Ports } from '../ports/ports.ts';
import { GuardedWrites } from '../store/guarded-writes.ts';
import type { StoreCipher } from '../store/store-cipher.ts';
import { SealedStoreKey } from '../store/store-key.ts';
import { InstancePin } from './instance-pin.ts';

/** What this device has seen of its own account and never goes behind: in the clear, because it is needed before unlocking. */
export const AccountPins = z.strictObject({
  /** Newest event of the account's chain. */
  sequence: z.int().check(z.minimum(2)),
  head: Hash,
  bundleVersion: z.int().check(z.minimum(1)),
  /** Ways in that this device vouches for. */
  slots: z.array(
    z.strictObject({
      slotId: SlotId,
      publicKey: b64u(32, 32),
      /** A recovery kit whose words were lost with the answer to the act that made it. */
      isUnseen: z.optional(z.literal(true)),
    }),
  ),
});
export type AccountPins = z.infer<typeof AccountPins>;

/**
 * A bundle write under way. [Note: Pending write] It is noted here before it is sent, so that a lost answer or a crash
 * loses nothing: the next act that reaches the server finds out from the account's chain whether it was taken.
 */
export const PendingWrite = z.strictObject({
  /** What this device pins once the server took it. */
  pins: AccountPins,
  /** Of the new password, if there is one: the server may ask for it from now on. */
  kdf: z.optional(Kdf),
});
export type PendingWrite = z.infer<typeof PendingWrite>;

/** What only the unlocked account may read of itself. */
export const OwnState = z.strictObject({
  identifier: Identifier,
  /** Bearer token of this device's session; absent where it lies in a cookie. */
  token: z.optional(b64u(32, 32)),
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
  readonly storeKey: SealedStoreKey;
  readonly pending?: PendingWrite;
  /** Told by the server at the last login: strangers' wrong passwords never delay who shows it. */
  readonly deviceToken?: string;
}

/** Names of the entries in the clear. */
const KEYS = {
  instance: 'instance',
  account: 'account',
  bundle: 'bundle',
  pins: 'pins',
  storeKey: 'store-key',
  pending: 'pending',
  deviceToken: 'device-token',
  /** Another one with each write of any entry here, see `GuardedWrites`. */
  mark: 'mark/account',
} as const;
/** Name of the sealed `OwnState`. */
export const OWN = 'own';
/** Name of the sealed account key of a pending write: 32 bytes. */
const PENDING_KEY = 'pending-key';

/** Every write of what a device knows of its account goes through these; to be made before it is read. `E_STORE`. */
export function accountWrites({ store, random }: Pick<Ports, 'store' | 'random'>): Promise<GuardedWrites> {
  return GuardedWrites.read(store, random, KEYS.mark);
}

/** Tries while another client moves what is being read: it writes once or twice an act. */
const READ_ROUNDS = 3;

/**
 * Reads several entries that belong together, without keeping others from writing them. What fails because they moved in between is
 * tried again.
 */
export async function whileUnmoved<T>(ports: Pick<Ports, 'store' | 'random'>, act: (writes: GuardedWrites) => Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    const writes = await accountWrites(ports);
    try {
      return await act(writes);
    } catch (error) {
      if (round === READ_ROUNDS || !(await writes.isBehind())) throw error;
    }
  }
}

/** Whether an account is set up on this device. */
export async function hasAccount(store: LocalStore): Promise<boolean> {
  return (await store.read(KEYS.account)) !== undefined;
}

/** Undefined on a fresh device; `E_STORE` when an entry is missing or damaged. */
export async function readAccount(store: LocalStore): Promise<StoredAccount | undefined> {
  if (!(await hasAccount(store))) return undefined;
  const [instance, accountId, bundle, pins, storeKey, pending, deviceToken] = await Promise.all([
    readClear(store, KEYS.instance, InstancePin),
    readClear(store, KEYS.account, AccountId),
    readClear(store, KEYS.bundle, KeyBundle),
    readClear(store, KEYS.pins, AccountPins),
    readClear(store, KEYS.storeKey, SealedStoreKey),
    readOptional(store, KEYS.pending, PendingWrite),
    readOptional(store, KEYS.deviceToken, DeviceToken),
  ]);
  return {
    instance,
    accountId,
    bundle,
    pins,
    storeKey,
    ...(pending === undefined ? {} : { pending }),
    ...(deviceToken === undefined ? {} : { deviceToken }),
  };
}

/** Writes all that makes a device know its account, in one step; a pending write is done with, a device token stays unless there is a new one. */
export async function writeAccount(writes: GuardedWrites, cipher: StoreCipher, account: StoredAccount, own: OwnState): Promise<void> {
  const put = new Map<string, Bytes>([
    [KEYS.instance, jcsBytes(account.instance)],
    [KEYS.account, jcsBytes(account.accountId)],
    [KEYS.bundle, jcsBytes(account.bundle)],
    [KEYS.pins, jcsBytes(account.pins)],
    [KEYS.storeKey, jcsBytes(account.storeKey)],
    [OWN, await cipher.seal(OWN, utf8(JSON.stringify(own)))],
  ]);
  if (account.deviceToken !== undefined) put.set(KEYS.deviceToken, jcsBytes(account.deviceToken));
  await writes.write({ put, remove: [KEYS.pending, PENDING_KEY] });
}

/** Writes the newer own state alone. */
export async function writeOwn(writes: GuardedWrites, cipher: StoreCipher, own: OwnState): Promise<void> {
  await writes.write({ put: new Map([[OWN, await cipher.seal(OWN, utf8(JSON.stringify(own)))]]) });
}

/** Writes the pins alone. */
export async function writePins(writes: GuardedWrites, pins: AccountPins): Promise<void> {
  await writes.write({ put: new Map([[KEYS.pins, jcsBytes(pins)]]) });
}

/** Notes a write that is about to be sent; `newKey` is its account key, if that is a new one. */
export async function writePending(
  writes: GuardedWrites,
  pending: PendingWrite,
  newKey?: { readonly cipher: StoreCipher; readonly accountKey: Bytes },
): Promise<void> {
  const put = new Map<string, Bytes>([[KEYS.pending, jcsBytes(pending)]]);
  if (newKey) put.set(PENDING_KEY, await newKey.cipher.seal(PENDING_KEY, newKey.accountKey));
  await writes.write({ put, remove: newKey ? [] : [PENDING_KEY] });
}

/** The new account key of a pending write; undefined when it has none. `E_STORE`. */
export async function readPendingKey(store: LocalStore, cipher: StoreCipher): Promise<Bytes | undefined> {
  const sealed = await store.read(PENDING_KEY);
  return sealed && cipher.open(PENDING_KEY, sealed);
}

/** Forgets a write that the server did not take. */
export async function forgetPending(writes: GuardedWrites): Promise<void> {
  await writes.write({ remove: [KEYS.pending, PENDING_KEY] });
}

async function readOptional<T>(store: LocalStore, key: string, schema: z.ZodMiniType<T>): Promise<T | undefined> {
  return (await store.read(key)) === undefined ? undefined : readClear(store, key, schema);
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
