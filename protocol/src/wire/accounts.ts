import * as z from 'zod/mini';
import { AccountId, b64u } from '../ids.ts';
import { SignedStatement } from '../statements/signed-statement.ts';
import { Kdf, KeyBundle } from './bundle.ts';
import { Identifier } from './identifier.ts';

/** POST /v1/accounts. No field can carry the password, its stretch or an unlock key. */
export const RegisterRequest = z.strictObject({
  identifier: Identifier,
  kdf: Kdf,
  loginSecret: b64u(32, 32),
  bundle: KeyBundle,
  /** `create` and `bundle`, in this order. */
  events: z.array(SignedStatement).check(z.minLength(2), z.maxLength(2)),
  profile: SignedStatement,
});
export type RegisterRequest = z.infer<typeof RegisterRequest>;

export const RegisterResponse = z.strictObject({ accountId: AccountId });
export type RegisterResponse = z.infer<typeof RegisterResponse>;
