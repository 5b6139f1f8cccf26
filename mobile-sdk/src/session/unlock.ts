import type { Bytes } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { stretchPassword } from '../crypto/password.ts';
import { isAccountKeyOf } from '../crypto/sealed-keys.ts';
import { areKeysOf, openSlot } from '../crypto/slots.ts';
import { SealedStore } from '../store/sealed-store.ts';
import { storeCipher } from '../store/store-cipher.ts';
import type { OpenAccount, SessionContext } from './open-account.ts';
import { openIdentities, toOpenAccount } from './open-account.ts';
import { asBundleRefusal, checkBundle, checkPins, proveChain } from './own-chain.ts';
import { passwordSlotKeys, passwordSlotOf } from './password-slot.ts';
import type { StoredAccount } from './stored-account.ts';
import { OWN, OwnState, readAccount } from './stored-account.ts';

/** Opens the account with the bundle that this device keeps; no network. `E_NOT_LOGGED_IN`, `E_PASSWORD`, `E_STORE`. */
export async function unlock(context: SessionContext, password: string): Promise<OpenAccount> {
  const stored = await requireStored(context);
  const slot = passwordSlotOf(stored.instance.instanceId, stored.bundle);
  const stretch = await stretchPassword(context.ports.kdf, password, slot.context.kdf);
  try {
    const keys = await passwordSlotKeys(stretch, slot);
    if (!areKeysOf(slot.slot, keys)) throw new SealchartError('E_PASSWORD');
    return await openStored(context, stored, await openSlot(slot.slot, keys, slot.context));
  } finally {
    stretch.fill(0);
  }
}

/** As `unlock`, with an account key that was given out before; `E_LOCKED` when it does not fit. */
export async function unlockWithKey(context: SessionContext, accountKey: Uint8Array): Promise<OpenAccount> {
  const stored = await requireStored(context);
  const key: Bytes = accountKey.slice();
  if (!(await isAccountKeyOf(key, stored.instance.instanceId, stored.bundle)))
    throw new SealchartError('E_LOCKED', { detail: 'another key' });
  return openStored(context, stored, key);
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
async function openStored(context: SessionContext, stored: StoredAccount, accountKey: Bytes): Promise<OpenAccount> {
  try {
    return await proveStored(context, stored, accountKey);
  } catch (error) {
    accountKey.fill(0);
    throw error;
  }
}

async function proveStored(context: SessionContext, stored: StoredAccount, accountKey: Bytes): Promise<OpenAccount> {
  const { instance, accountId, bundle, pins } = stored;
  const cipher = await storeCipher(accountKey, instance.instanceId, accountId, context.ports.random);
  const state = await new SealedStore(context.ports.store, cipher).get(OWN, OwnState);
  if (!state) throw new SealchartError('E_STORE', { detail: `entry ${OWN} is missing` });
  const { own, identities } = await asBundleRefusal(async () => {
    const proven = await proveChain(instance.instanceId, accountId, state.entry);
    await checkBundle(proven.chain, bundle);
    checkPins(proven.chain, bundle, pins);
    return { own: proven, identities: await openIdentities(accountKey, instance.instanceId, proven.chain, bundle) };
  });
  return toOpenAccount(context, stored, state, { accountKey, identities, own, cipher });
}
