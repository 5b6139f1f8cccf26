import type { KeyBundle, Slot } from '@sealchart/protocol';
import { Instant, SealchartError, fromInstant } from '@sealchart/protocol';
import type { SlotAtHand } from '../bundle/next-bundle.ts';
import type { CurrentAccount } from '../current-account.ts';
import { requestError } from '../new-password.ts';
import type { UnlockedSlot } from '../password-slot.ts';
import type { StoredAccount } from '../stored-account.ts';
import { provePassword } from '../unlock.ts';

/**
 * Runs an act that changes keys: only for who gives the password (`E_PASSWORD`, before anything is sent), and on the
 * account's newest state. An unlocked device that was left alone is not enough to lock its owner out.
 */
export function asOwner<T>(current: CurrentAccount, password: string, act: (slot: UnlockedSlot) => Promise<T>): Promise<T> {
  return current.whileOpen(async () => {
    // The person may mean the password whose change was sent: first find out which one holds.
    if (current.require().stored.pending?.kdf) await current.refresh();
    const slot = await provePassword(current.context, current.require().stored, password);
    try {
      // It stays the slot of this password: a change of it made elsewhere is not followed, see `refreshAccount`.
      await current.refresh();
      return await act(slot);
    } finally {
      slot.unlockKey.fill(0);
    }
  });
}

/** The password's slot as it stays, its secret at hand. */
export function atHand({ slot, context, unlockKey }: UnlockedSlot): SlotAtHand {
  return { kind: 'password', slotId: slot.slotId, kdf: context.kdf, secret: unlockKey };
}

/**
 * The slots of these kinds that stay without their secret. `E_SLOT_UNKNOWN` when this device does not vouch for a slot,
 * whatever its kind: see [Note: Kept slots].
 */
export function keptSlots({ bundle, pins }: StoredAccount, isKept: (slot: Slot) => boolean): Slot[] {
  const unknown = unknownSlots(bundle, pins);
  if (unknown.length > 0) throw new SealchartError('E_SLOT_UNKNOWN', { detail: unknown.map(({ kind }) => kind).join(', ') });
  return bundle.slots.filter(isKept);
}

/** Slots that nobody confirmed on this device. */
export function unknownSlots({ slots }: KeyBundle, pins: StoredAccount['pins']): Slot[] {
  return slots.filter(({ slotId, publicKey }) => !pins.slots.some((pin) => pin.slotId === slotId && pin.publicKey === publicKey));
}

/** `E_REQUEST` unless absent, or an instant that has passed. */
export function checkSuspectedSince(suspectedSince: string | undefined, now: number): void {
  if (suspectedSince === undefined) return;
  if (!Instant.safeParse(suspectedSince).success) throw requestError('suspectedSince', 'not an instant such as 2026-01-31T12:00:00Z');
  if (fromInstant(suspectedSince) > now) throw requestError('suspectedSince', 'not in the past');
}
