import * as z from 'zod/mini';
import { Fingerprint, Hash } from '../ids.ts';
import { Instant } from '../time.ts';
import { statementFields } from './signed-statement.ts';

export const ACCOUNT_EVENT = 'sealchart/v1/account-event';

/** `modern`: v6 Ed25519 + X25519; `rsa`: v4 RSA-4096. */
export const Profile = z.enum(['modern', 'rsa']);
export type Profile = z.infer<typeof Profile>;

const fields = statementFields(ACCOUNT_EVENT);
const successor = { sequence: z.int().check(z.minimum(2)), previous: Hash };

/** The first event; signed by the key it names, from which the account's id follows. */
export const AccountCreate = z.strictObject({
  ...fields,
  kind: z.literal('create'),
  sequence: z.literal(1),
  previous: z.null(),
  profile: Profile,
  fingerprint: Fingerprint,
  certificateHash: Hash,
});
export type AccountCreate = z.infer<typeof AccountCreate>;

/** A new identity; signed by the key before it, counts only together with the `bundle` event behind it. */
export const AccountRotate = z.strictObject({
  ...fields,
  ...successor,
  kind: z.literal('rotate'),
  profile: Profile,
  fingerprint: Fingerprint,
  certificateHash: Hash,
  cause: z.enum(['routine', 'compromise']),
  suspectedSince: z.optional(Instant),
});
export type AccountRotate = z.infer<typeof AccountRotate>;

/** A new key bundle; signed by the current key. */
export const AccountBundle = z.strictObject({
  ...fields,
  ...successor,
  kind: z.literal('bundle'),
  bundleVersion: z.int().check(z.minimum(1)),
  bundleHash: Hash,
});
export type AccountBundle = z.infer<typeof AccountBundle>;

/** The end of the chain; signed by the current key. */
export const AccountRevoke = z.strictObject({
  ...fields,
  ...successor,
  kind: z.literal('revoke'),
  fingerprint: Fingerprint,
  cause: z.enum(['closed', 'compromise']),
  suspectedSince: z.optional(Instant),
});
export type AccountRevoke = z.infer<typeof AccountRevoke>;

/** One link of an account's chain. */
export const AccountEvent = z.discriminatedUnion('kind', [AccountCreate, AccountRotate, AccountBundle, AccountRevoke]);
export type AccountEvent = z.infer<typeof AccountEvent>;
