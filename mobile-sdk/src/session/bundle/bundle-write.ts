import type { BundleWriteResponse, Kdf, LoginVerifier } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { forgetIdentity } from '../../crypto/openpgp.ts';
import type { CurrentAccount } from '../current-account.ts';
import type { OpenAccount } from '../open-account.ts';
import { pinsOf } from '../own-chain.ts';
import type { AccountPins, PendingWrite } from '../stored-account.ts';
import { forgetPending, writePending } from '../stored-account.ts';
import type { BundlePlan, NextBundle } from './next-bundle.ts';
import { makeNextBundle } from './next-bundle.ts';
import { takeIn } from './taking-in.ts';

/** A plan, whose account key this act owns, and what the server is to prove its new secrets with. */
export interface BundleWrite {
  readonly plan: Omit<BundlePlan, 'at'>;
  /** With a new password slot, and only with one. */
  readonly loginVerifier?: LoginVerifier;
  /** With a new recovery slot, and only with one. */
  readonly recovery?: { readonly slotId: string; readonly verifier: string };
}

/**
 * Makes the next bundle, notes it here, sends it and takes it in: see [Note: Pending write]. The account ends in the
 * former or the new state here and at the server, whatever is interrupted. `E_CONFLICT` when another device was faster.
 */
export async function writeBundle(current: CurrentAccount, write: BundleWrite): Promise<OpenAccount> {
  try {
    return await carryOut(current, write);
  } catch (error) {
    write.plan.accountKey.fill(0);
    if (write.plan.rotation) forgetIdentity(write.plan.rotation.identity);
    throw error;
  }
}

async function carryOut(current: CurrentAccount, write: BundleWrite): Promise<OpenAccount> {
  const { context } = current;
  const next = await prepare(current, write);
  const pins = pinsAfter(next, current.require().stored.pins);
  await note(current, write, pins);
  const { deviceToken } = await send(current, write, { next, pins });
  const open = current.require();
  const { accountKey } = write.plan;
  const { bundle, entry, own, identities } = next;
  const newer = { bundle, entry, own, pins, accountKey, identities, ...(deviceToken === undefined ? {} : { deviceToken }) };
  return current.replace(open, await takeIn(context, open, newer));
}

function prepare(current: CurrentAccount, { plan }: BundleWrite): Promise<NextBundle> {
  const { session, stored, own } = current.require();
  const { instance, chain, identities } = session;
  const base = { instanceId: instance.instanceId, chain, bundle: stored.bundle, entry: own.state.entry, identities };
  return makeNextBundle(base, { ...plan, at: session.ports.clock.now() });
}

/** This device vouches for every slot of a bundle that it made; what it noted of one that stays, stays. */
function pinsAfter({ own, bundle }: NextBundle, before: AccountPins): AccountPins {
  const pins = pinsOf(own.chain, bundle);
  return { ...pins, slots: pins.slots.map((slot) => before.slots.find(({ slotId }) => slotId === slot.slotId) ?? slot) };
}

async function note(current: CurrentAccount, { plan, loginVerifier, recovery }: BundleWrite, pins: AccountPins): Promise<void> {
  const open = current.require();
  const pending = pendingOf(pins, loginVerifier?.kdf, recovery?.slotId);
  const isNewKey = plan.rotation !== undefined;
  await writePending(open.writes, pending, isNewKey ? { cipher: open.cipher, accountKey: plan.accountKey } : undefined);
  current.replace(open, { ...open, stored: { ...open.stored, pending } });
}

/** What is noted of a write. The words of a new kit reach nobody unless its answer comes: until then it is unseen. */
export function pendingOf(pins: AccountPins, kdf: Kdf | undefined, recoverySlotId: string | undefined): PendingWrite {
  const slots = pins.slots.map((slot) => (slot.slotId === recoverySlotId ? { ...slot, isUnseen: true as const } : slot));
  return { pins: { ...pins, slots }, ...(kdf === undefined ? {} : { kdf }) };
}

/** What counts is whether the server took it, not what it said: an answer may be lost on its way. */
async function send(
  current: CurrentAccount,
  { loginVerifier, recovery }: BundleWrite,
  { next, pins }: { readonly next: NextBundle; readonly pins: AccountPins },
): Promise<Pick<BundleWriteResponse, 'deviceToken'>> {
  const { bundle, events } = next;
  const { api } = current.require().session;
  try {
    return await api.writeBundle({
      expectedVersion: bundle.version - 1,
      bundle,
      events: [...events],
      ...(loginVerifier ? { loginVerifier } : {}),
      ...(recovery ? { recoveryVerifier: recovery.verifier } : {}),
    });
  } catch (error) {
    if (!(error instanceof SealchartError) || !(await isTaken(current, pins))) throw error;
    return {};
  }
}

/** Asks the server once; when it still holds the former state, the note is forgotten. Otherwise `refreshAccount` decides later. */
async function isTaken(current: CurrentAccount, written: AccountPins): Promise<boolean> {
  const open = current.require();
  const { session, stored } = open;
  try {
    const { sequence, head } = await session.api.head({ patienceMs: 0 });
    if (sequence === written.sequence && head === written.head) return true;
    if (sequence !== stored.pins.sequence || head !== stored.pins.head) return false;
  } catch {
    return false;
  }
  await forgetPending(open.writes);
  const { pending: _, ...settled } = stored;
  current.replace(open, { ...open, stored: settled });
  return false;
}
