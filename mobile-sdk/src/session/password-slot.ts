import type { AccountChain, Bytes, Kdf, KeyBundle, Slot, SlotContext } from '@sealchart/protocol';
import { SealchartError, fromB64u } from '@sealchart/protocol';
import { unlockKeyOf } from '../crypto/password.ts';
import type { SlotKeys } from '../crypto/slots.ts';
import { isOriginProven, slotContextOf, slotKeysOf } from '../crypto/slots.ts';

/** The slot of a bundle that a password opens, and what its header says. */
export interface PasswordSlot {
  readonly slot: Slot;
  readonly context: Extract<SlotContext, { kind: 'password' }>;
}

/** `E_BUNDLE` unless there is exactly one and its header binds this instance, account and bundle version. */
export function passwordSlotOf(instanceId: string, bundle: KeyBundle): PasswordSlot {
  const [slot, ...others] = bundle.slots.filter(({ kind }) => kind === 'password');
  if (!slot || others.length > 0) throw new SealchartError('E_BUNDLE', { detail: 'not one password slot' });
  const context = slotContextOf(slot);
  if (
    context.kind !== 'password' ||
    context.instance !== instanceId ||
    context.account !== bundle.accountId ||
    context.version !== bundle.version
  ) {
    throw new SealchartError('E_BUNDLE', { detail: 'password slot of something else' });
  }
  return { slot, context };
}

/** Derives the slot's keys from the stretched password. */
export async function passwordSlotKeys(stretch: Bytes, { slot, context }: PasswordSlot): Promise<SlotKeys> {
  const unlockKey = await unlockKeyOf(stretch, context.instance);
  try {
    return await slotKeysOf(unlockKey, { instanceId: context.instance, accountId: context.account, slotId: slot.slotId });
  } finally {
    unlockKey.fill(0);
  }
}

/** The event that the slot vouches for must stand in the chain: so a device without pins gets no other identity. */
export async function checkOrigin({ slot, context }: PasswordSlot, keys: SlotKeys, chain: AccountChain): Promise<void> {
  const headOf = (sequence: number) => {
    const hash = chain.hashes[sequence - 1];
    return hash === undefined ? undefined : fromB64u(hash);
  };
  const place = { instanceId: context.instance, accountId: context.account, slotId: slot.slotId };
  if (!(await isOriginProven(slot, keys, place, headOf)))
    throw new SealchartError('E_BUNDLE', { detail: 'the slot vouches for another chain' });
}

export function isSameKdf(a: Kdf, b: Kdf): boolean {
  return a.name === b.name && a.m === b.m && a.t === b.t && a.p === b.p && a.salt === b.salt;
}
