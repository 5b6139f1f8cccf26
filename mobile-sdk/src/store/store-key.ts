import type { Bytes } from '@sealchart/protocol';
import { Fingerprint, SealchartError, b64u, fromB64u, joinNul, toB64u } from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { Identity } from '../crypto/openpgp.ts';
import { openToSelf, sealToSelf } from '../crypto/openpgp.ts';
import type { Random } from '../ports/random.ts';

const KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
const SEALED_OCTETS = NONCE_OCTETS + KEY_OCTETS + TAG_OCTETS;

/**
 * [Note: Store key] The key of the local store is random and this device's own. It is kept sealed to the account's
 * current identity. Former identities stay in every later key bundle, so it opens whatever another device changes:
 * password, account key or identity. If it followed from one of those, a change made elsewhere would cost this device
 * all that it knows: pins, verified people, last seen versions.
 */
export const SealedStoreKey = z.strictObject({
  /** Of the identity that it is sealed to. */
  fingerprint: Fingerprint,
  /** Nonce, ciphertext and tag. */
  sealed: b64u(SEALED_OCTETS, SEALED_OCTETS),
});
export type SealedStoreKey = z.infer<typeof SealedStoreKey>;

/** The account on an instance whose local store is meant. */
export interface StorePlace {
  readonly instanceId: string;
  readonly accountId: string;
}

/** A new store key: 32 random bytes. */
export function makeStoreKey(random: Random): Bytes {
  return random.bytes(KEY_OCTETS);
}

/** Seals the store key to an identity. */
export async function sealStoreKey(identity: Identity, place: StorePlace, storeKey: Bytes, random: Random): Promise<SealedStoreKey> {
  const sealed = await sealToSelf(identity, purposeOf(place), random.bytes(NONCE_OCTETS), storeKey);
  return { fingerprint: identity.certificate.fingerprint, sealed: toB64u(sealed) };
}

/** Opens the store key with whichever identity it is sealed to. `E_STORE` when none of them is, or it is damaged. */
export async function openStoreKey(identities: readonly Identity[], place: StorePlace, key: SealedStoreKey): Promise<Bytes> {
  const identity = identities.find(({ certificate }) => certificate.fingerprint === key.fingerprint);
  if (!identity) throw new SealchartError('E_STORE', { detail: 'the key of the store is sealed to another identity' });
  try {
    return await openToSelf(identity, purposeOf(place), fromB64u(key.sealed));
  } catch (cause) {
    throw new SealchartError('E_STORE', { detail: 'the key of the store is damaged', cause });
  }
}

function purposeOf({ instanceId, accountId }: StorePlace): Bytes {
  return joinNul('sealchart/v1/local-store-key', instanceId, accountId);
}
