import type { KeyBundle, Kdf, Slot } from '@sealchart/protocol';
import {
  KDF_CEILING,
  KDF_FLOOR,
  SealchartError,
  SealedKeysHeader,
  SlotHeader,
  equalBytes,
  fromB64u,
  fromUtf8,
  jcsBytes,
  parseForeign,
} from '@sealchart/protocol';
import type * as z from 'zod/mini';

const IV_OCTETS = 12;
const TAG_OCTETS = 16;
/** AES key wrap (RFC 3394) of a 256-bit key. */
const WRAPPED_KEY_OCTETS = 40;
const ACCOUNT_KEY_OCTETS = 32;

/** Throws `E_KDF` unless the parameters lie between floor and ceiling. */
export function checkKdf(kdf: Kdf): void {
  for (const name of ['m', 't', 'p'] as const) {
    if (kdf[name] < KDF_FLOOR[name]) throw new SealchartError('E_KDF', { detail: `${name} is below ${KDF_FLOOR[name]}` });
    if (kdf[name] > KDF_CEILING[name]) throw new SealchartError('E_KDF', { detail: `${name} is above ${KDF_CEILING[name]}` });
  }
}

/**
 * Checks what a server can see of a bundle: that each JWE has the one allowed header and bind this instance, account and version,
 * and that the parts behind it have the lengths of ciphertext. Throws `E_FORMAT` or `E_BIND`.
 */
export function checkBundle(bundle: KeyBundle, instance: string): void {
  checkSealedKeys(bundle, instance);
  for (const slot of bundle.slots) checkSlot(slot, bundle, instance);
}

/** The one password slot. Throws `E_FORMAT` when there is none or more than one. */
export function passwordSlotOf(bundle: KeyBundle): Slot {
  const [slot, ...others] = bundle.slots.filter(({ kind }) => kind === 'password');
  if (!slot || others.length > 0) throw new SealchartError('E_FORMAT', { detail: 'a bundle has exactly one password slot' });
  return slot;
}

/** The recovery slot; undefined when there is none. Throws `E_FORMAT` when there is more than one: there is one kit. */
export function recoverySlotOf(bundle: KeyBundle): Slot | undefined {
  const [slot, ...others] = bundle.slots.filter(({ kind }) => kind === 'recovery');
  if (others.length > 0) throw new SealchartError('E_FORMAT', { detail: 'a bundle has at most one recovery slot' });
  return slot;
}

/**
 * Throws `E_BIND` unless every slot that was there before is the same way in: of the same kind and key, made with the same settings.
 * Whoever means another one gives it another id.
 */
export function checkKeptSlots(before: KeyBundle, after: KeyBundle): void {
  const slots = new Map(before.slots.map((slot) => [slot.slotId, slot]));
  for (const slot of after.slots) {
    const former = slots.get(slot.slotId);
    if (former && !isSameSlot(former, slot)) throw new SealchartError('E_BIND', { detail: `slot ${slot.slotId} is another one now` });
  }
}

function isSameSlot(before: Slot, after: Slot): boolean {
  // The header binds kind and settings, and the version of the bundle, which rises.
  const [former, next] = [before, after].map(({ slotId, wrapped }) =>
    jcsBytes({ ...headerOf(SlotHeader, wrapped, `slot ${slotId}`).ctx, version: 0 }),
  );
  return before.publicKey === after.publicKey && equalBytes(former ?? new Uint8Array(), next ?? new Uint8Array());
}

/** The settings that a password slot's header names. Throws `E_FORMAT` for another kind of slot. */
export function kdfOfSlot(slot: Slot): Kdf {
  const { ctx } = headerOf(SlotHeader, slot.wrapped, `slot ${slot.slotId}`);
  if (ctx.kind !== 'password') throw new SealchartError('E_FORMAT', { detail: 'not a password slot' });
  return ctx.kdf;
}

/** Throws `E_BIND` unless the settings sent beside the bundle are those that its password slot was made with. */
export function checkKdfOfSlot(kdf: Kdf, slot: Slot): void {
  if (!equalBytes(jcsBytes(kdf), jcsBytes(kdfOfSlot(slot)))) {
    throw new SealchartError('E_BIND', { detail: 'kdf is not the one of the password slot' });
  }
}

function checkSealedKeys(bundle: KeyBundle, instance: string): void {
  const { ctx } = headerOf(SealedKeysHeader, bundle.sealedKeys, 'sealedKeys');
  const isBound = ctx.instance === instance && ctx.account === bundle.accountId && ctx.version === bundle.version;
  if (!isBound || ctx.fingerprint !== bundle.fingerprint) throw new SealchartError('E_BIND', { detail: 'sealedKeys' });
  checkParts(bundle.sealedKeys, 'sealedKeys', { key: 0 });
}

function checkSlot(slot: Slot, bundle: KeyBundle, instance: string): void {
  const where = `slot ${slot.slotId}`;
  const { ctx } = headerOf(SlotHeader, slot.wrapped, where);
  const isBound = ctx.instance === instance && ctx.account === bundle.accountId && ctx.version === bundle.version;
  if (!isBound || ctx.slotId !== slot.slotId || ctx.kind !== slot.kind) throw new SealchartError('E_BIND', { detail: where });
  checkParts(slot.wrapped, where, { key: WRAPPED_KEY_OCTETS, ciphertext: ACCOUNT_KEY_OCTETS });
}

/** The protected header of a compact JWE (RFC 7516 section 3.1), with exactly the members of the schema. */
function headerOf<T>(schema: z.ZodMiniType<T>, jwe: string, where: string): T {
  let header: unknown;
  try {
    header = JSON.parse(fromUtf8(fromB64u(jwe.split('.', 1)[0] ?? '')));
  } catch (cause) {
    throw new SealchartError('E_FORMAT', { detail: `header of ${where}`, cause });
  }
  const result = parseForeign(schema, header);
  if (!result.success) throw new SealchartError('E_FORMAT', { detail: `header of ${where}` });
  return result.data;
}

function checkParts(jwe: string, where: string, octets: { readonly key: number; readonly ciphertext?: number }): void {
  const [, key = '', iv = '', ciphertext = '', tag = ''] = jwe.split('.').map((part) => fromB64u(part));
  const isRight =
    key.length === octets.key &&
    iv.length === IV_OCTETS &&
    tag.length === TAG_OCTETS &&
    (octets.ciphertext === undefined || ciphertext.length === octets.ciphertext);
  if (!isRight) throw new SealchartError('E_FORMAT', { detail: `parts of ${where}` });
}
