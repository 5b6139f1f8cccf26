import * as z from 'zod/mini';
import { sha256B64u } from '../digest.ts';
import { AccountId, Fingerprint, Hash, InstanceId, SlotId, b64u } from '../ids.ts';
import { jcsBytes } from '../jcs.ts';
import { ACCOUNT_KEYS, BUNDLE_SLOTS, CERTIFICATE_BYTES, SEALED_KEYS_BYTES } from '../limits.ts';

/** A JWE in compact form (RFC 7516 section 3.1) of at most `max` characters. */
const jwe = (max: number) => z.string().check(z.maxLength(max), z.regex(/^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/));

/** Argon2id parameters (RFC 9106) of a password slot: `m` in KiB. The client chooses them, the server returns them. */
export const Kdf = z.strictObject({
  name: z.literal('argon2id'),
  m: z.int().check(z.minimum(1)),
  t: z.int().check(z.minimum(1)),
  p: z.int().check(z.minimum(1)),
  salt: b64u(64, 16),
});
export type Kdf = z.infer<typeof Kdf>;

export const SlotKind = z.enum(['password', 'recovery', 'passkey', 'trustees', 'organisation']);
export type SlotKind = z.infer<typeof SlotKind>;

/** One way to open the account key. */
export const Slot = z.strictObject({
  slotId: SlotId,
  kind: SlotKind,
  /** X25519 public key (RFC 7748) whose private key follows from the slot's secret. */
  publicKey: b64u(32, 32),
  /** The account key: JWE `ECDH-ES+A256KW`, `A256GCM`; its header binds it, see `SlotHeader`. */
  wrapped: jwe(2_048),
  /** Proves, with the slot's secret, an event of the account's chain. */
  origin: z.strictObject({ sequence: z.int().check(z.minimum(1)), mac: Hash }),
});
export type Slot = z.infer<typeof Slot>;

/** The account's secrets, sealed: the server keeps it whole and in versions. */
export const KeyBundle = z.strictObject({
  accountId: AccountId,
  version: z.int().check(z.minimum(1)),
  certificate: b64u(CERTIFICATE_BYTES),
  fingerprint: Fingerprint,
  /** The transferable secret keys, newest first: JWE `dir`, `A256GCM` under the account key. */
  sealedKeys: jwe(SEALED_KEYS_BYTES),
  slots: z.array(Slot).check(
    z.minLength(1),
    z.maxLength(BUNDLE_SLOTS),
    z.refine((slots) => slots.every((s, i) => i === 0 || (slots[i - 1]?.slotId ?? '') < s.slotId), 'not sorted by slotId, or one twice'),
  ),
});
export type KeyBundle = z.infer<typeof KeyBundle>;

/** `bundleHash` of the account's `bundle` event: SHA-256 of the JCS bytes of the whole bundle. */
export function bundleHashOf(bundle: KeyBundle): Promise<string> {
  return sha256B64u(jcsBytes(bundle));
}

export const SEALED_KEYS = 'sealchart/v1/sealed-keys';
export const SLOT = 'sealchart/v1/slot';

/** Protected header of `sealedKeys`; nothing else may stand in it. */
export const SealedKeysHeader = z.strictObject({
  alg: z.literal('dir'),
  enc: z.literal('A256GCM'),
  ctx: z.strictObject({
    context: z.literal(SEALED_KEYS),
    instance: InstanceId,
    account: AccountId,
    version: z.int().check(z.minimum(1)),
    fingerprint: Fingerprint,
  }),
});
export type SealedKeysHeader = z.infer<typeof SealedKeysHeader>;

const slotContext = {
  context: z.literal(SLOT),
  instance: InstanceId,
  account: AccountId,
  version: z.int().check(z.minimum(1)),
  slotId: SlotId,
};

/** What the header of a slot binds, by kind. */
export const SlotContext = z.discriminatedUnion('kind', [
  z.strictObject({ ...slotContext, kind: z.literal('password'), kdf: Kdf }),
  z.strictObject({ ...slotContext, kind: z.literal('recovery') }),
  z.strictObject({ ...slotContext, kind: z.literal('passkey'), prf: z.strictObject({ credentialId: b64u(1_024), salt: b64u(64, 16) }) }),
  z.strictObject({ ...slotContext, kind: z.literal('trustees'), shares: z.array(Hash).check(z.minLength(2), z.maxLength(16)) }),
  z.strictObject({ ...slotContext, kind: z.literal('organisation') }),
]);
export type SlotContext = z.infer<typeof SlotContext>;

/** Protected header of a slot's `wrapped`. */
export const SlotHeader = z.strictObject({
  alg: z.literal('ECDH-ES+A256KW'),
  enc: z.literal('A256GCM'),
  ctx: SlotContext,
  epk: z.strictObject({ kty: z.literal('OKP'), crv: z.literal('X25519'), x: b64u(32, 32) }),
});
export type SlotHeader = z.infer<typeof SlotHeader>;

/** Plaintext of `sealedKeys`: JCS bytes, newest identity first. */
export const SealedKeys = z.strictObject({
  keys: z.array(z.strictObject({ fingerprint: Fingerprint, secretKey: b64u(16_384) })).check(z.minLength(1), z.maxLength(ACCOUNT_KEYS)),
});
export type SealedKeys = z.infer<typeof SealedKeys>;
