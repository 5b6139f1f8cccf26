import { ACCOUNT_EVENT, AccountRevoke } from '@sealchart/protocol';
import type { AccountRevoke as AccountRevokeValue } from '@sealchart/protocol';
import { authorFields, signStatement } from '../../crypto/statement.ts';
import type { CurrentAccount } from '../current-account.ts';
import { requestError } from '../new-password.ts';
import { asOwner, checkSuspectedSince } from './owner.ts';

export interface CloseOptions {
  readonly password: string;
  readonly cause: 'closed' | 'compromise';
  readonly suspectedSince?: string;
}

/**
 * Ends the account: its chain gets the last event, and everything of it is removed from this device. `E_REQUEST`,
 * `E_PASSWORD`, and as `refreshAccount`. When the server does not confirm it, this device keeps all that it has.
 */
export async function closeAccount(current: CurrentAccount, { password, cause, suspectedSince }: CloseOptions): Promise<void> {
  checkSuspectedSince(suspectedSince, current.context.ports.clock.now());
  if (cause === 'closed' && suspectedSince !== undefined) throw requestError('suspectedSince', 'only for a compromise');
  await asOwner(current, password, async () => {
    const { session } = current.require();
    await session.api.close({ event: await signRevoke(session, { cause, suspectedSince }) });
  });
  current.lock();
  await current.context.ports.store.clear();
}

async function signRevoke(
  session: ReturnType<CurrentAccount['require']>['session'],
  { cause, suspectedSince }: { readonly cause: AccountRevokeValue['cause']; readonly suspectedSince: string | undefined },
) {
  const { chain, identity, ports } = session;
  const at = ports.clock.now();
  const value: AccountRevokeValue = {
    ...authorFields(session, at),
    context: ACCOUNT_EVENT,
    kind: 'revoke',
    sequence: chain.sequence + 1,
    previous: chain.hashes.at(-1) ?? '',
    fingerprint: identity.certificate.fingerprint,
    cause,
    ...(suspectedSince === undefined ? {} : { suspectedSince }),
  };
  return (await signStatement(identity, at, AccountRevoke, value)).signed;
}
