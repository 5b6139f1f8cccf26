import type { Slot } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { WayIn } from '../../client-api/account.ts';
import type { CurrentAccount } from '../current-account.ts';
import type { AccountPins } from '../stored-account.ts';
import { writePins } from '../stored-account.ts';

/** Every way that opens the account, as the bundle on this device has it. */
export function waysIn(current: CurrentAccount): WayIn[] {
  const { bundle, pins } = current.require().stored;
  return bundle.slots.map((slot) => toWayIn(slot, pins));
}

/** Pins ways in that the person made elsewhere: all of those named or none. `E_NOT_FOUND`. */
export async function confirmWaysIn(current: CurrentAccount, slotIds: readonly string[]): Promise<WayIn[]> {
  await current.follow();
  const open = current.require();
  const { bundle, pins } = open.stored;
  const named = slotIds.map((slotId) => bundle.slots.find((slot) => slot.slotId === slotId));
  if (named.includes(undefined)) throw new SealchartError('E_NOT_FOUND', { detail: 'no such way into this account' });
  const isPinned = ({ slotId }: Slot) => pins.slots.some((pin) => pin.slotId === slotId);
  const confirmed = bundle.slots.filter((slot) => named.includes(slot) && !isPinned(slot));
  const slots = [...pins.slots, ...confirmed.map(({ slotId, publicKey }) => ({ slotId, publicKey }))];
  const stored = { ...open.stored, pins: { ...pins, slots } };
  await writePins(open.writes, stored.pins);
  current.replace(open, { ...open, stored });
  return waysIn(current);
}

/** A slot as this device knows it. */
export function toWayIn({ slotId, kind, publicKey }: Slot, pins: AccountPins): WayIn {
  const pin = pins.slots.find((candidate) => candidate.slotId === slotId && candidate.publicKey === publicKey);
  return { slotId, kind, isConfirmed: pin !== undefined, ...(pin?.isUnseen ? { isUnseen: true } : {}) };
}
