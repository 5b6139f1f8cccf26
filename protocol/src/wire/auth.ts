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

/** POST /v1/auth/login. */
export const LoginRequest = z.strictObject({
  identifier: Identifier,
  loginSecret: b64u(32, 32),
  /** What the session is listed under, such as "sealchart on ward-3". */
  device: z.string().check(z.minLength(1), z.maxLength(DEVICE_CHARACTERS)),
});
export type LoginRequest = z.infer<typeof LoginRequest>;

export const LoginResponse = z.strictObject({
  accountId: AccountId,
  /** Bearer token of the session: 32 random bytes. */
  token: b64u(32, 32),
  expiresAt: Instant,
  bundle: KeyBundle,
  /** The account's own directory entry, to be held against bundle, origin and pins. */
  entry: DirectoryEntry,
});
export type LoginResponse = z.infer<typeof LoginResponse>;

/** GET /v1/accounts/me: what a device needs to notice a change made on another one. */
export const OwnAccountResponse = z.strictObject({ bundle: KeyBundle, entry: DirectoryEntry });
export type OwnAccountResponse = z.infer<typeof OwnAccountResponse>;
