import type { Bytes } from '@sealchart/protocol';
import { AccountId, SealchartError } from '@sealchart/protocol';
import type { RecoveryKit } from '../../client-api/account.ts';
import { codeOfWords } from '../../crypto/recovery-code.ts';
import { checkIdentifier } from '../credentials.ts';
import { requestError } from '../new-password.ts';
import type { StoredAccount } from '../stored-account.ts';

/** A kit as a person has it: whole, or the account and the words. */
export type GivenKit = RecoveryKit | { readonly account: string; readonly words: string };

/** What a kit says, in normal form. */
export interface TypedKit {
  /** 20 bytes, to be overwritten. */
  readonly code: Bytes;
  /** Undefined where the account is given by its e-mail address. */
  readonly accountId: string | undefined;
  /** The e-mail address, where one is given. */
  readonly identifier: string | undefined;
  /** The server that the kit was made for, where it is a whole one. */
  readonly instance: Pick<RecoveryKit, 'instanceId' | 'realm' | 'logKey'> | undefined;
}

/**
 * Reads what the person has. `E_WORDS`; `E_REQUEST` for what is no account, and where nothing tells the e-mail address;
 * `E_EXISTS` when this device has another account. Nothing is sent for it.
 */
export function readTypedKit(given: GivenKit, identifier: string | undefined, known: StoredAccount | undefined): TypedKit {
  const isWhole = 'accountId' in given;
  const account = isWhole ? given.accountId : given.account.trim();
  const accountId = AccountId.safeParse(account).success ? account : undefined;
  if (isWhole && accountId === undefined) throw requestError('kit', 'names no account');
  const typed = identifier === undefined ? undefined : checkIdentifier(identifier);
  const address = accountId === undefined ? checkIdentifier(account) : typed;
  if (address === undefined && !known) throw requestError('identifier', 'the e-mail address of the account is needed on this device');
  if (known && accountId !== undefined && known.accountId !== accountId) {
    throw new SealchartError('E_EXISTS', { detail: 'another one, on this device: log out there first' });
  }
  const code = codeOfWords(isWhole ? given.words.join(' ') : given.words);
  return { code, accountId, identifier: address, instance: isWhole ? given : undefined };
}
