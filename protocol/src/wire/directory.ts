import * as z from 'zod/mini';
import { AccountId, b64u } from '../ids.ts';
import { ACCOUNT_EVENTS, ACCOUNT_KEYS, CERTIFICATE_BYTES } from '../limits.ts';
import { SignedStatement } from '../statements/signed-statement.ts';
import { Identifier } from './identifier.ts';

/** What the directory holds of an account. Nothing in it is believed before the chain was replayed. */
export const DirectoryEntry = z.strictObject({
  accountId: AccountId,
  events: z.array(SignedStatement).check(z.minLength(2), z.maxLength(ACCOUNT_EVENTS)),
  /** Binary certificates of all keys of the chain. */
  certificates: z.array(b64u(CERTIFICATE_BYTES)).check(z.minLength(1), z.maxLength(ACCOUNT_KEYS)),
  /** Newest `profile` statement. */
  profile: SignedStatement,
});
export type DirectoryEntry = z.infer<typeof DirectoryEntry>;

/** POST /v1/directory/lookup: the account of an e-mail address; in the body, so that no address enters a log of paths. */
export const LookupRequest = z.strictObject({ identifier: Identifier });
export type LookupRequest = z.infer<typeof LookupRequest>;

/** POST /v1/directory/accounts: entries by id; unknown ids are left out of the answer. */
const PAGE = 100;
export const AccountsRequest = z.strictObject({ accountIds: z.array(AccountId).check(z.minLength(1), z.maxLength(PAGE)) });
export type AccountsRequest = z.infer<typeof AccountsRequest>;

export const AccountsResponse = z.strictObject({ entries: z.array(DirectoryEntry).check(z.maxLength(PAGE)) });
export type AccountsResponse = z.infer<typeof AccountsResponse>;
