import type { Bytes } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { Identity } from '../crypto/openpgp.ts';
import { forgetIdentity } from '../crypto/openpgp.ts';
import { isAccountKeyOf, openKeys } from '../crypto/sealed-keys.ts';
import { openSlot } from '../crypto/slots.ts';
import type { GuardedWrites } from '../store/guarded-writes.ts';
import { SealedStore } from '../store/sealed-store.ts';
import { storeCipher } from '../store/store-cipher.ts';
import { openStoreKey } from '../store/store-key.ts';
import type { OpenAccount, SessionContext } from './open-account.ts';
import { checkIdentities, toOpenAccount } from './open-account.ts';
import type { OwnChain } from './own-chain.ts';
import { asBundleRefusal, checkBundle, checkPins, proveChain } from './own-chain.ts';
import type { UnlockedSlot } from './password-slot.ts';
import { passwordSlotOf, unlockSlot } from './password-slot.ts';
import type { StoredAccount } from './stored-account.ts';
import { OWN, OwnState, readAccount, whileUnmoved } from './stored-account.ts';

/** Opens the account with the bundle that this device keeps; no network. `E_NOT_LOGGED_IN`, `E_PASSWORD`, `E_STORE`. */
export async function unlock(context: SessionContext, password: string): Promise<OpenAccount> {
  return whileUnmoved(context.ports, async (writes) => {
    const stored = await requireStored(context);
    const { slot, keys, context: expected, unlockKey } = await provePassword(context, stored, password);
    unlockKey.fill(0);
    return openStored(context, { stored, writes }, await openSlot(slot, keys, expected));
  });
}

/** As `unlock`, with an account key that was given out before; `E_LOCKED` when it does not fit. */
export async function unlockWithKey(context: SessionContext, accountKey: Uint8Array): Promise<OpenAccount> {
  return whileUnmoved(context.ports, async (writes) => {
    const stored = await requireStored(context);
    const key: Bytes = accountKey.slice();
    if (!(await isAccountKeyOf(key, stored.instance.instanceId, stored.bundle))) {
      key.fill(0);
      throw new SealchartError('E_LOCKED', { detail: 'another key' });
    }
    return openStored(context, { stored, writes }, key);
  });
}

/** The password slot that this device keeps, opened with its password. `E_PASSWORD`. */
export async function provePassword({ ports }: SessionContext, stored: StoredAccount, password: string): Promise<UnlockedSlot> {
  if (password === '') throw new SealchartError('E_PASSWORD', { detail: 'empty' });
  const opened = await unlockSlot(ports.kdf, passwordSlotOf(stored.instance.instanceId, stored.bundle), password);
  if (opened) return opened;
  if (!stored.pending?.kdf) throw new SealchartError('E_PASSWORD');
  throw new SealchartError('E_PASSWORD', {
    detail: 'a new password was sent from this device, but its answer was lost: if you mean that one, log in once more',
  });
}

async function requireStored(context: SessionContext): Promise<StoredAccount> {
  const stored = await readAccount(context.ports.store);
  if (!stored) throw new SealchartError('E_NOT_LOGGED_IN');
  if (stored.instance.server !== context.address.origin) {
    throw new SealchartError('E_INSTANCE', { detail: `this device knows its server as ${stored.instance.server}` });
  }
  return stored;
}

/** The store is not trusted more than the server: what it holds is proven again, from the account key upwards. */
async function openStored(context: SessionContext, place: Kept, accountKey: Bytes): Promise<OpenAccount> {
  const { stored } = place;
  let identities: readonly Identity[] = [];
  try {
    identities = await openKeys(accountKey, stored.instance.instanceId, stored.bundle);
    return await proveStored(context, place, { accountKey, identities });
  } catch (error) {
    accountKey.fill(0);
    identities.forEach(forgetIdentity);
    throw error;
  }
}

/** What lies in the clear, and what moves it. */
interface Kept {
  readonly stored: StoredAccount;
  readonly writes: GuardedWrites;
}

interface Keys {
  readonly accountKey: Bytes;
  readonly identities: readonly Identity[];
}

/** See [Note: Store key] for why the identities come before what the store holds of the chain. */
async function proveStored(context: SessionContext, { stored, writes }: Kept, keys: Keys): Promise<OpenAccount> {
  const { instance, accountId } = stored;
  const { store, random } = context.ports;
  const { instanceId } = instance;
  const storeKey = await openStoreKey(keys.identities, { instanceId, accountId }, stored.storeKey);
  const cipher = await storeCipher(storeKey, instanceId, accountId, random);
  storeKey.fill(0);
  const state = await new SealedStore(store, cipher).get(OWN, OwnState);
  if (!state) throw new SealchartError('E_STORE', { detail: `entry ${OWN} is missing` });
  const own = await proveState(stored, state, keys.identities);
  return toOpenAccount(context, stored, state, { ...keys, own, cipher, writes });
}

/** Holds chain, bundle, pins and identities of a store against each other. `E_BUNDLE`. */
export function proveState(
  { instance, accountId, bundle, pins }: StoredAccount,
  { entry }: OwnState,
  identities: readonly Identity[],
): Promise<OwnChain> {
  return asBundleRefusal(async () => {
    const proven = await proveChain(instance.instanceId, accountId, entry);
    await checkBundle(proven.chain, bundle);
    checkPins(proven.chain, bundle, pins);
    checkIdentities(identities, proven.chain);
    return proven;
  });
}
