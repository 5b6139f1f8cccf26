import type { Bytes, RecoverResponse } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { Instance } from '../../client-api/account.ts';
import type { Identity } from '../../crypto/openpgp.ts';
import { areKeysOf, openSlot, slotKeysOf } from '../../crypto/slots.ts';
import { openIdentities } from '../open-account.ts';
import type { OwnChain } from '../own-chain.ts';
import { checkBundle, checkPins, pinsFor, proveChain } from '../own-chain.ts';
import { bindSlot, checkOrigin } from '../password-slot.ts';
import type { StoredAccount } from '../stored-account.ts';

/** What the answer to a recovery is held against. */
export interface RecoveryState {
  readonly instance: Instance;
  /** As the kit names it; undefined where the person gave an e-mail address. */
  readonly accountId: string | undefined;
  /** Secret of the kit's slot, 32 bytes. */
  readonly recoveryKey: Bytes;
  readonly known: StoredAccount | undefined;
}

/** The account as the kit opens it. */
export interface Recovered {
  readonly own: OwnChain;
  /** Of the kit's slot. */
  readonly slotId: string;
  readonly accountKey: Bytes;
  readonly identities: readonly Identity[];
}

/**
 * Opens the account with the kit's slot. `E_RECOVERY` whatever is wrong: the code has 160 bits and was right for the
 * server, so nobody but the server could be wrong. The order is that of [Note: Login].
 */
export async function openRecovery(answer: RecoverResponse, state: RecoveryState): Promise<Recovered> {
  try {
    return await prove(answer, state);
  } catch (cause) {
    const detail = cause instanceof SealchartError ? (cause.detail ?? cause.code) : 'damaged';
    throw new SealchartError('E_RECOVERY', { detail, cause });
  }
}

async function prove({ accountId, bundle, entry }: RecoverResponse, state: RecoveryState): Promise<Recovered> {
  const { instance, known, recoveryKey } = state;
  const { instanceId } = instance;
  requireAccount(accountId, state);
  const own = await proveChain(instanceId, accountId, entry);
  await checkBundle(own.chain, bundle);
  if (known) checkPins(own.chain, bundle, pinsFor(own.chain, known));
  for (const slot of bundle.slots.filter(({ kind }) => kind === 'recovery')) {
    const keys = await slotKeysOf(recoveryKey, { instanceId, accountId, slotId: slot.slotId });
    if (!areKeysOf(slot, keys)) continue;
    const bound = bindSlot(instanceId, bundle, slot, 'recovery');
    await checkOrigin(bound, keys, own.chain);
    const accountKey = await openSlot(slot, keys, bound.context);
    const identities = await openIdentities(accountKey, instanceId, own.chain, bundle);
    return { own, slotId: slot.slotId, accountKey, identities };
  }
  throw refusal('no way in that the kit opens');
}

function requireAccount(accountId: string, { accountId: named, known }: RecoveryState): void {
  if (named !== undefined && named !== accountId) throw refusal('another account than that of the kit');
  if (known && known.accountId !== accountId) throw refusal('another account than on this device');
}

function refusal(detail: string): SealchartError {
  return new SealchartError('E_RECOVERY', { detail });
}
