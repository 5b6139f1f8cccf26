import type { Bytes, Slot, SlotContext } from '@sealchart/protocol';
import { SLOT, SealchartError, equalBytes, fromB64u, joinNul, toB64u } from '@sealchart/protocol';
import { hkdfSha256 } from './hkdf.ts';
import { hmacSha256 } from './hmac.ts';
import { openJwe, readJweHeader, sealJwe } from './jwe.ts';
import type { X25519Pair } from './x25519.ts';
import { importX25519, x25519Pair } from './x25519.ts';

/** The slot that a secret belongs to. */
export interface SlotPlace {
  readonly instanceId: string;
  readonly accountId: string;
  readonly slotId: string;
}

/** What a slot's 32-byte secret yields. */
export interface SlotKeys extends X25519Pair {
  /** Key of the slot's `origin` mac. */
  readonly originKey: Bytes;
}

/** An event of the account's chain: the newest before the `bundle` event of the same write. */
export interface Origin {
  readonly sequence: number;
  /** The event's hash, 32 bytes. */
  readonly head: Bytes;
}

/** Derives the slot's X25519 pair and origin key. */
export async function slotKeysOf(secret: Bytes, place: SlotPlace): Promise<SlotKeys> {
  const derive = (purpose: string) => hkdfSha256(secret, joinNul(purpose, place.instanceId, place.accountId, place.slotId), 32);
  const scalar = await derive('sealchart/v1/slot-key');
  const pair = await x25519Pair(scalar);
  scalar.fill(0);
  return { ...pair, originKey: await derive('sealchart/v1/slot-origin') };
}

/** Context of a slot without the constant. */
export type SlotBinding = SlotContext extends infer Kind ? (Kind extends SlotContext ? Omit<Kind, 'context'> : never) : never;

/** Makes a slot that opens `accountKey` with `secret` and vouches for the account's chain up to `origin`. */
export async function makeSlot(binding: SlotBinding, secret: Bytes, accountKey: Bytes, origin: Origin): Promise<Slot> {
  const place = { instanceId: binding.instance, accountId: binding.account, slotId: binding.slotId };
  const { publicKey, originKey } = await slotKeysOf(secret, place);
  const wrapped = await sealJwe('slot', await importX25519(publicKey), { context: SLOT, ...binding }, accountKey);
  const mac = await originMac(originKey, place, origin);
  return {
    slotId: binding.slotId,
    kind: binding.kind,
    publicKey: toB64u(publicKey),
    wrapped,
    origin: { sequence: origin.sequence, mac: toB64u(mac) },
  };
}

/**
 * The same slot around another account key or in another bundle version, without its secret: kind, id, public key and
 * origin stay as they are. [Note: Kept slots] Whoever calls this vouches for the public key, because what it belongs to
 * opens the account: it must be the one that this device pinned.
 */
export async function rewrapSlot(slot: Slot, binding: SlotBinding, accountKey: Bytes): Promise<Slot> {
  const publicKey = await importX25519(fromB64u(slot.publicKey));
  return { ...slot, wrapped: await sealJwe('slot', publicKey, { context: SLOT, ...binding }, accountKey) };
}

/**
 * What a slot's protected header binds. `E_BUNDLE` unless the header is of the exact form and names this slot and kind;
 * nothing is decrypted and nothing proven yet.
 */
export function slotContextOf(slot: Slot): SlotContext {
  const { ctx } = readJweHeader('slot', slot.wrapped);
  if (ctx.slotId !== slot.slotId || ctx.kind !== slot.kind) throw new SealchartError('E_BUNDLE', { detail: 'header of another slot' });
  return ctx;
}

/** True when these keys are those of the slot: a wrong password makes others. */
export function areKeysOf(slot: Slot, keys: SlotKeys): boolean {
  return equalBytes(fromB64u(slot.publicKey), keys.publicKey);
}

/** The account key, 32 bytes. `E_BUNDLE` unless header, binding and keys are those of the slot. */
export async function openSlot(slot: Slot, keys: SlotKeys, expected: SlotContext): Promise<Bytes> {
  if (!areKeysOf(slot, keys)) throw new SealchartError('E_BUNDLE', { detail: 'a slot with another public key' });
  const accountKey = await openJwe('slot', keys.privateKey, expected, slot.wrapped);
  if (accountKey.length !== 32) throw new SealchartError('E_BUNDLE', { detail: 'not an account key' });
  return accountKey;
}

/** Whether the slot's `origin` was made with its secret over the event that `headOf` gives for its sequence. */
export async function isOriginProven(
  slot: Slot,
  keys: SlotKeys,
  place: SlotPlace,
  headOf: (sequence: number) => Bytes | undefined,
): Promise<boolean> {
  const { sequence, mac } = slot.origin;
  const head = headOf(sequence);
  return head !== undefined && equalBytes(fromB64u(mac), await originMac(keys.originKey, place, { sequence, head }));
}

function originMac(originKey: Bytes, { instanceId, accountId }: SlotPlace, { sequence, head }: Origin): Promise<Bytes> {
  return hmacSha256(originKey, joinNul('sealchart/v1/origin', instanceId, accountId, String(sequence), head));
}
