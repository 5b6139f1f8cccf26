import * as z from 'zod/mini';
import { fromB64u, joinNul, toB64u } from './bytes.ts';
import { sha256 } from './digest.ts';

/** True when `text` is canonical base64url of exactly `octets` bytes. */
export function isB64uOf(text: string, octets: number): boolean {
  try {
    return fromB64u(text).length === octets;
  } catch {
    return false;
  }
}

const id = (prefix: string) =>
  z.string().check(
    z.maxLength(26),
    z.refine((text) => text.startsWith(prefix) && isB64uOf(text.slice(prefix.length), 16), `not an id of form ${prefix}…`),
  );

/** One deployment; random, made at first start. */
export const InstanceId = id('ins_');
/** One person or service; follows from the fingerprint of its first key. A record's id is its owner's account id. */
export const AccountId = id('acc_');
/** One element of a record; random. */
export const ElementId = id('elm_');
/** One slot of a key bundle; random. */
export const SlotId = id('slt_');
/** One encrypted file; random. */
export const BlobId = id('blb_');
/** One section of a record; follows from its `create` event. */
export const SectionId = id('sec_');
/** One group of accounts; follows from its `create` event. */
export const GroupId = id('grp_');
/** Whatever an element can be sealed to. */
export const PrincipalId = z.union([AccountId, GroupId, SectionId]);

/** SHA-256 as 43 characters of base64url. */
export const Hash = z.string().check(
  z.maxLength(43),
  z.refine((text) => isB64uOf(text, 32), 'not a hash'),
);

/** A v6 (64) or, for v4 keys, likewise SHA-256 fingerprint in lower-case hexadecimal. */
export const Fingerprint = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** Canonical base64url of at most `max` bytes. */
export const b64u = (max: number, min = 1) =>
  z.string().check(
    z.maxLength(Math.ceil((max * 4) / 3)),
    z.regex(/^[A-Za-z0-9_-]*$/),
    z.refine((text) => {
      const length = Math.floor((text.length * 3) / 4);
      // The last character of a partial group has unused bits, which must be zero; a remainder of one is no encoding.
      const tail = text.length % 4;
      if (tail === 1) return false;
      if (tail !== 0 && !isCanonicalTail(text.slice(-tail))) return false;
      return length >= min && length <= max;
    }, 'not canonical base64url of that length'),
  );

const isCanonicalTail = (tail: string): boolean => {
  try {
    fromB64u(tail);
    return true;
  } catch {
    return false;
  }
};

/** The id of the account whose first key has this fingerprint (formats, "Ids"). */
export async function accountIdOf(instanceId: string, fingerprint: string): Promise<string> {
  const digest = await sha256(joinNul('sealchart/v1/account-id', instanceId, fingerprint));
  return `acc_${toB64u(digest.subarray(0, 16))}`;
}

/** Makes the id of 16 random bytes. */
export function idOf(prefix: 'ins_' | 'elm_' | 'slt_' | 'blb_', sixteenBytes: Uint8Array): string {
  return prefix + toB64u(sixteenBytes.subarray(0, 16));
}
