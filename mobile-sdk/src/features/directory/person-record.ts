import { AccountId, CERTIFICATE_BYTES, Fingerprint, Hash, Identifier, b64u, toB64u } from '@sealchart/protocol';
import type { AccountChain } from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { Person } from '../../client-api/people.ts';

/** One identity of a pinned account; the certificate is binary, base64url. */
export const PinnedKey = z.strictObject({
  fingerprint: Fingerprint,
  certificate: b64u(CERTIFICATE_BYTES),
  /** Sequence of the event that introduced it. */
  since: z.int().check(z.minimum(1)),
  retired: z.optional(z.enum(['routine', 'compromise', 'closed'])),
});
export type PinnedKey = z.infer<typeof PinnedKey>;

/** The account chain as this device verified it last; whatever the server shows later must contain it. */
export const PersonPin = z.strictObject({
  /** Hashes of all events, the first at index 0. */
  hashes: z.array(Hash).check(z.minLength(2)),
  /** In the order of use, the current one last. */
  keys: z.array(PinnedKey).check(z.minLength(1)),
  closed: z.boolean(),
  /** Self-given. */
  name: z.string(),
  profileNumber: z.int().check(z.minimum(1)),
});
export type PersonPin = z.infer<typeof PersonPin>;

/** What a server showed in place of what was pinned. It blocks sharing until the person decides. */
export const PersonAlert = z.strictObject({
  /** `chain`: another history of the account; `key`: its key was replaced as compromised; `address`: the e-mail address led to another account before. */
  reason: z.enum(['chain', 'key', 'address']),
  fingerprint: Fingerprint,
  name: z.string(),
  identifier: z.optional(Identifier),
});
export type PersonAlert = z.infer<typeof PersonAlert>;

/** The newest verification statement about this account. */
export const VerificationMark = z.strictObject({
  fingerprint: Fingerprint,
  method: z.enum(['qr', 'words', 'hex']),
  result: z.enum(['verified', 'withdrawn']),
  number: z.int().check(z.minimum(1)),
  hash: Hash,
});
export type VerificationMark = z.infer<typeof VerificationMark>;

/** All that a device knows of another account, one sealed entry: `person/<account id>`. */
export const PersonRecord = z.strictObject({
  accountId: AccountId,
  /** Absent while the account is known from a verification or an alert alone. */
  pin: z.optional(PersonPin),
  identifier: z.optional(Identifier),
  alert: z.optional(PersonAlert),
  mark: z.optional(VerificationMark),
  /** Fingerprints that were pinned before the person accepted a chain without them, oldest first. */
  former: z.optional(z.array(Fingerprint)),
});
export type PersonRecord = z.infer<typeof PersonRecord>;

/** Where the sealed store keeps people. */
export const PEOPLE = 'person/';

/** Key of one person's entry in the sealed store. */
export function personKey(accountId: string): string {
  return `${PEOPLE}${accountId}`;
}

/** What to keep of a verified chain and the name that its owner gave. */
export function pinOf(chain: AccountChain, profile: { readonly name: string; readonly number: number }): PersonPin {
  return {
    hashes: [...chain.hashes],
    keys: chain.keys.map(({ certificate, since, retired }) => ({
      fingerprint: certificate.fingerprint,
      certificate: toB64u(certificate.bytes),
      since,
      ...(retired === undefined ? {} : { retired }),
    })),
    closed: chain.closed,
    name: profile.name,
    profileNumber: profile.number,
  };
}

/**
 * How a person stands: `changed` after an alert, or when the verified key is not one of the chain or was replaced as
 * compromised; a routine rotation is signed by the key before it and keeps the verification.
 */
export function personState({ pin, alert, mark }: PersonRecord): Person['state'] {
  if (alert) return 'changed';
  if (!pin || mark?.result !== 'verified') return 'unverified';
  const place = pin.keys.findIndex((key) => key.fingerprint === mark.fingerprint);
  const isContinuous = place >= 0 && pin.keys.slice(place, -1).every((key) => key.retired === 'routine');
  return isContinuous ? 'verified' : 'changed';
}
