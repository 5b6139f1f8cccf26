import type { AccountChain, Bytes, Kdf, KeyBundle, Slot, SlotContext } from '@sealchart/protocol';
import { SealchartError, fromB64u } from '@sealchart/protocol';
import { stretchPassword, unlockKeyOf } from '../crypto/password.ts';
import type { SlotKeys } from '../crypto/slots.ts';
import { areKeysOf, isOriginProven, slotContextOf, slotKeysOf } from '../crypto/slots.ts';
import type { Kdf as KdfPort } from '../ports/kdf.ts';

/** A slot of a bundle, and what its header says. */
export interface BoundSlot<Context extends SlotContext = SlotContext> {
  readonly slot: Slot;
  readonly context: Context;
}

type ContextOf<Kind extends Slot['kind']> = Extract<SlotContext, { kind: Kind }>;

/** The slot that a password opens. */
export type PasswordSlot = BoundSlot<ContextOf<'password'>>;

/** `E_BUNDLE` unless the slot's header is of this kind and binds this instance, account and bundle version. */
export function bindSlot<Kind extends Slot['kind']>(
  instanceId: string,
  bundle: KeyBundle,
  slot: Slot,
  kind: Kind,
): BoundSlot<ContextOf<Kind>> {
  const context = slotContextOf(slot);
  const isBound = context.instance === instanceId && context.account === bundle.accountId && context.version === bundle.version;
  if (!isBound || context.kind !== kind) throw new SealchartError('E_BUNDLE', { detail: `${kind} slot of something else` });
  return { slot, context: context as ContextOf<Kind> };
}

/** `E_BUNDLE` unless there is exactly one and its header binds this instance, account and bundle version. */
export function passwordSlotOf(instanceId: string, bundle: KeyBundle): PasswordSlot {
  const [slot, ...others] = bundle.slots.filter(({ kind }) => kind === 'password');
  if (!slot || others.length > 0) throw new SealchartError('E_BUNDLE', { detail: 'not one password slot' });
  return bindSlot(instanceId, bundle, slot, 'password');
}

/** Derives the slot's keys from the stretched password. */
export async function passwordSlotKeys(stretch: Bytes, { slot, context }: PasswordSlot): Promise<SlotKeys> {
  const unlockKey = await unlockKeyOf(stretch, context.instance);
  try {
    return await slotKeysOf(unlockKey, placeOf({ slot, context }));
  } finally {
    unlockKey.fill(0);
  }
}

/** The secret of a password slot, once the password was proven to be that of the slot. */
export interface UnlockedSlot extends PasswordSlot {
  /** 32 bytes, to be overwritten. */
  readonly unlockKey: Bytes;
  readonly keys: SlotKeys;
}

/** Stretches the password with the slot's parameters; undefined when it is not that of the slot. `E_KDF`. */
export async function unlockSlot(port: KdfPort, { slot, context }: PasswordSlot, password: string): Promise<UnlockedSlot | undefined> {
  const stretch = await stretchPassword(port, password, context.kdf);
  const unlockKey = await unlockKeyOf(stretch, context.instance);
  stretch.fill(0);
  const keys = await slotKeysOf(unlockKey, placeOf({ slot, context }));
  if (areKeysOf(slot, keys)) return { slot, context, unlockKey, keys };
  unlockKey.fill(0);
  return undefined;
}

/** The event that the slot vouches for must stand in the chain: so a device without pins gets no other identity. */
export async function checkOrigin({ slot, context }: BoundSlot, keys: SlotKeys, chain: AccountChain): Promise<void> {
  const headOf = (sequence: number) => {
    const hash = chain.hashes[sequence - 1];
    return hash === undefined ? undefined : fromB64u(hash);
  };
  if (!(await isOriginProven(slot, keys, placeOf({ slot, context }), headOf)))
    throw new SealchartError('E_BUNDLE', { detail: 'the slot vouches for another chain' });
}

export function isSameKdf(a: Kdf, b: Kdf): boolean {
  return a.name === b.name && a.m === b.m && a.t === b.t && a.p === b.p && a.salt === b.salt;
}

function placeOf({ slot, context }: BoundSlot) {
  return { instanceId: context.instance, accountId: context.account, slotId: slot.slotId };
}
