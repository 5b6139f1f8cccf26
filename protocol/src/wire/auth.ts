import * as z from 'zod/mini';
import { AccountId, b64u } from '../ids.ts';
import { DEVICE_CHARACTERS } from '../limits.ts';
import { Instant } from '../time.ts';
import { Kdf, KeyBundle } from './bundle.ts';
import { DirectoryEntry } from './directory.ts';
import { Identifier } from './identifier.ts';

/** POST /v1/auth/prelogin. An unknown address gets a stable answer of the same form. */
export const PreloginRequest = z.strictObject({ identifier: Identifier });
export type PreloginRequest = z.infer<typeof PreloginRequest>;

export const PreloginResponse = z.strictObject({ authMethod: z.literal('password'), realm: z.string().check(z.maxLength(253)), kdf: Kdf });
export type PreloginResponse = z.infer<typeof PreloginResponse>;

/** What a session is listed under, such as "sealchart on ward-3". */
export const DeviceName = z.string().check(z.minLength(1), z.maxLength(DEVICE_CHARACTERS));

/** Told once to a device that logged in: with it, wrong passwords of strangers never delay this device. 32 random bytes. */
export const DeviceToken = b64u(32, 32);

/** POST /v1/auth/login. */
export const LoginRequest = z.strictObject({
  identifier: Identifier,
  loginSecret: b64u(32, 32),
  device: DeviceName,
  /** Of an earlier login of this account on this device. Browsers send it as a cookie instead. */
  deviceToken: z.optional(DeviceToken),
  /** `cookie`: session and device token come as cookies that no script can read; otherwise in the answer. */
  sessionIn: z.optional(z.enum(['answer', 'cookie'])),
});
export type LoginRequest = z.infer<typeof LoginRequest>;

export const LoginResponse = z.strictObject({
  accountId: AccountId,
  /** Bearer token of the session: 32 random bytes. Absent where it went into a cookie. */
  token: z.optional(b64u(32, 32)),
  /** A new one at every login. Absent where it went into a cookie. */
  deviceToken: z.optional(DeviceToken),
  /** When the session ends, whatever its use; unused it ends earlier. */
  expiresAt: Instant,
  bundle: KeyBundle,
  /** The account's own directory entry, to be held against bundle, origin and pins. */
  entry: DirectoryEntry,
});
export type LoginResponse = z.infer<typeof LoginResponse>;

/** POST /v1/auth/recover. By account id, as the kit names it, or by e-mail address. An unknown account is refused like wrong words. */
export const RecoverRequest = z.strictObject({
  account: z.union([AccountId, Identifier]),
  /** HMAC of the recovery code, of which the server keeps the SHA-256. */
  recoveryLogin: b64u(32, 32),
  device: DeviceName,
  deviceToken: z.optional(DeviceToken),
});
export type RecoverRequest = z.infer<typeof RecoverRequest>;

/** A recovery session: it reads bundle and account chain and writes one bundle, nothing else. */
export const RecoverResponse = z.strictObject({
  accountId: AccountId,
  token: b64u(32, 32),
  expiresAt: Instant,
  bundle: KeyBundle,
  entry: DirectoryEntry,
});
export type RecoverResponse = z.infer<typeof RecoverResponse>;

/** GET /v1/accounts/me: what a device needs to notice a change made on another one. */
export const OwnAccountResponse = z.strictObject({ bundle: KeyBundle, entry: DirectoryEntry });
export type OwnAccountResponse = z.infer<typeof OwnAccountResponse>;
