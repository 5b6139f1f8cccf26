import type { Bytes, DirectoryEntry, KeyBundle } from '@sealchart/protocol';
import type { Identity } from '../../crypto/openpgp.ts';
import { openStoreKey, sealStoreKey } from '../../store/store-key.ts';
import type { OpenAccount, SessionContext } from '../open-account.ts';
import { toOpenAccount } from '../open-account.ts';
import type { OwnChain } from '../own-chain.ts';
import type { AccountPins, StoredAccount } from '../stored-account.ts';
import { writeAccount } from '../stored-account.ts';

/** A newer state of the account, opened and proven. */
export interface NewerState {
  readonly bundle: KeyBundle;
  readonly entry: DirectoryEntry;
  readonly own: OwnChain;
  readonly pins: AccountPins;
  /** That of the open account, or the one in its place. */
  readonly accountKey: Bytes;
  /** Newest first; those in use are the same objects. */
  readonly identities: readonly Identity[];
  readonly deviceToken?: string;
}

/** Keeps a newer state in one local write, and makes the open account of it. What is in use of the former one goes on. */
export async function takeIn(context: SessionContext, open: OpenAccount, newer: NewerState): Promise<OpenAccount> {
  const { session, stored: before, cipher, writes } = open;
  const { bundle, entry, own, pins, accountKey, identities, deviceToken } = newer;
  const { instance, accountId } = before;
  const { random } = context.ports;
  const place = { instanceId: instance.instanceId, accountId };
  const storeKey = await openStoreKey(session.identities, place, before.storeKey);
  const sealed = await sealStoreKey(identities[0] ?? session.identity, place, storeKey, random);
  storeKey.fill(0);
  const stored: StoredAccount = {
    instance,
    accountId,
    bundle,
    pins,
    storeKey: sealed,
    ...(deviceToken === undefined ? {} : { deviceToken }),
  };
  const state = { ...open.own.state, entry };
  await writeAccount(writes, cipher, stored, state);
  return toOpenAccount(context, stored, state, { accountKey, identities, own, cipher, writes }, session);
}
