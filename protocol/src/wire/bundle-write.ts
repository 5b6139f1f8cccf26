import * as z from 'zod/mini';
import { Hash, b64u } from '../ids.ts';
import { SignedStatement } from '../statements/signed-statement.ts';
import { DeviceToken } from './auth.ts';
import { Kdf, KeyBundle } from './bundle.ts';

/** What the server proves a password with from now on. */
export const LoginVerifier = z.strictObject({ kdf: Kdf, loginSecret: b64u(32, 32) });
export type LoginVerifier = z.infer<typeof LoginVerifier>;

/**
 * POST /v1/accounts/me/bundle: all or nothing, as compare-and-set on the bundle's version. A repeated request whose bundle is
 * the stored one answers as the first did; any other loses with `E_CONFLICT`.
 */
export const BundleWriteRequest = z.strictObject({
  expectedVersion: z.int().check(z.minimum(1)),
  /** Its version is `expectedVersion` + 1. */
  bundle: KeyBundle,
  /** `bundle`, or `rotate` and `bundle`: the next of the account's chain. */
  events: z.array(SignedStatement).check(z.minLength(1), z.maxLength(2)),
  /** With a new password slot, and only with one: all other sessions end. */
  loginVerifier: z.optional(LoginVerifier),
  /** SHA-256 of the new recovery code's `recoveryLogin`: with a new recovery slot, and only with one. */
  recoveryVerifier: z.optional(Hash),
});
export type BundleWriteRequest = z.infer<typeof BundleWriteRequest>;

export const BundleWriteResponse = z.strictObject({
  bundleVersion: z.int().check(z.minimum(1)),
  /**
   * A rotation for compromise ends all device tokens: this is the one in place of the own. A recovery gets one for the login that follows, so
   * that strangers who guess do not delay it. Absent otherwise, and for cookies.
   */
  deviceToken: z.optional(DeviceToken),
});
export type BundleWriteResponse = z.infer<typeof BundleWriteResponse>;

/** GET /v1/accounts/me/head: the newest event of the own chain, to notice cheaply what another device did. */
export const AccountHeadResponse = z.strictObject({
  bundleVersion: z.int().check(z.minimum(1)),
  sequence: z.int().check(z.minimum(2)),
  head: Hash,
});
export type AccountHeadResponse = z.infer<typeof AccountHeadResponse>;

/** POST /v1/accounts/me/profile: the successor of the stored profile, else `E_CONFLICT`. */
export const ProfileWriteRequest = z.strictObject({ profile: SignedStatement });
export type ProfileWriteRequest = z.infer<typeof ProfileWriteRequest>;

/** POST /v1/accounts/me/close: a `revoke` event. Nothing follows: nobody logs in, nothing is sealed to it, its address is free. */
export const CloseRequest = z.strictObject({ event: SignedStatement });
export type CloseRequest = z.infer<typeof CloseRequest>;
