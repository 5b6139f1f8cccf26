import { SealchartError } from '@sealchart/protocol';
import { forgetIdentity } from '../crypto/openpgp.ts';
import { isAccountKeyOf, openKeys } from '../crypto/sealed-keys.ts';
import type { OpenAccount, SessionContext } from './open-account.ts';
import { reuseIdentities, startSession, toOpenAccount } from './open-account.ts';
import { asBundleRefusal, checkPins, pinsFor } from './own-chain.ts';
import type { OwnState as OwnStateValue, StoredAccount } from './stored-account.ts';
import { OWN, OwnState, readAccount, whileUnmoved } from './stored-account.ts';
import { proveState } from './unlock.ts';

/**
 * The open account as another client of the same store left it: proven as at unlocking, with the account key at hand. `E_NOT_LOGGED_IN`
 * when it was logged out there; `E_LOCKED` when it has a new account key, was logged in anew, or is another one; `E_BUNDLE` when what
 * lies there is older than what this client saw; `E_STORE`.
 */
export function reopen(context: SessionContext, open: OpenAccount): Promise<OpenAccount> {
  return whileUnmoved(context.ports, async (writes) => {
    const stored = await readAccount(context.ports.store);
    if (!stored) throw new SealchartError('E_NOT_LOGGED_IN', { detail: 'logged out in another window or program' });
    const { accountKey } = open;
    const { instanceId } = open.session.instance;
    const isSame = stored.accountId === open.stored.accountId && stored.instance.instanceId === instanceId;
    if (!isSame) throw locked('another account');
    if (!(await isAccountKeyOf(accountKey, instanceId, stored.bundle))) throw locked('a new account key');
    const state = await readState(open);
    const opened = reuseIdentities(open.session.identities, await openKeys(accountKey, instanceId, stored.bundle));
    try {
      const own = await proveState(stored, state, opened);
      await asBundleRefusal(async () => checkPins(own.chain, stored.bundle, pinsFor(own.chain, open.stored)));
      const lasting = lastingOf(context, open, stored, state);
      return await toOpenAccount(context, stored, state, { accountKey, identities: opened, own, cipher: open.cipher, writes }, lasting);
    } catch (error) {
      opened.filter((identity) => !open.session.identities.includes(identity)).forEach(forgetIdentity);
      throw error;
    }
  });
}

/** Whoever logged out and in again made another key for the store. */
async function readState({ session }: OpenAccount): Promise<OwnStateValue> {
  try {
    const state = await session.store.get(OWN, OwnState);
    if (state) return state;
  } catch (cause) {
    if (!(cause instanceof SealchartError) || cause.code !== 'E_STORE') throw cause;
  }
  throw locked('logged in anew');
}

/** The store goes on; so does the caller unless there is another token. */
function lastingOf(context: SessionContext, { session, own, cipher }: OpenAccount, stored: StoredAccount, state: OwnStateValue) {
  const { store, api } = session;
  return { store, api: own.state.token === state.token ? api : startSession(context, stored, state, cipher).api };
}

function locked(what: string): SealchartError {
  return new SealchartError('E_LOCKED', { detail: `${what} in another window or program` });
}
