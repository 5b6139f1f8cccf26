import type { AccountChain, Bytes, KeyBundle } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { Identity } from '../crypto/openpgp.ts';
import { forgetIdentity } from '../crypto/openpgp.ts';
import { openKeys } from '../crypto/sealed-keys.ts';
import { wordsOf } from '../crypto/words.ts';
import type { Ports } from '../ports/ports.ts';
import type { GuardedWrites } from '../store/guarded-writes.ts';
import { SealedStore } from '../store/sealed-store.ts';
import type { StoreCipher } from '../store/store-cipher.ts';
import { Api } from '../transport/api.ts';
import type { ClientName } from '../transport/client-headers.ts';
import type { ServerAddress } from './address.ts';
import { contact } from './instance-pin.ts';
import type { OwnChain } from './own-chain.ts';
import { OwnRecord } from './own-record.ts';
import type { OwnState, StoredAccount } from './stored-account.ts';
import type { UnlockedSession } from './unlocked-session.ts';

/** The program, its host and its server: what every act of a session needs. */
export interface SessionContext {
  readonly address: ServerAddress;
  readonly client: ClientName;
  readonly ports: Ports;
  readonly sessionIn: 'answer' | 'cookie';
}

/** An unlocked account with what only the session itself may hold. */
export interface OpenAccount {
  readonly session: UnlockedSession;
  readonly accountKey: Bytes;
  /** What lies in the clear in the local store. */
  readonly stored: StoredAccount;
  /** What lies sealed in it about the account itself. */
  readonly own: OwnRecord;
  readonly cipher: StoreCipher;
  /** What moves `stored` and `own` in the local store. */
  readonly writes: GuardedWrites;
}

/** Opens the bundle's identities; each must stand in the chain, newest first. `E_BUNDLE`. */
export async function openIdentities(accountKey: Bytes, instanceId: string, chain: AccountChain, bundle: KeyBundle): Promise<Identity[]> {
  const identities = await openKeys(accountKey, instanceId, bundle);
  try {
    checkIdentities(identities, chain);
    return identities;
  } catch (error) {
    identities.forEach(forgetIdentity);
    throw error;
  }
}

/** Identities must be those of the chain, newest first, all and no others. `E_BUNDLE`. */
export function checkIdentities(identities: readonly Identity[], chain: AccountChain): void {
  const proven = chain.keys.toReversed().map(({ certificate }) => certificate.hash);
  if (identities.length !== proven.length || identities.some(({ certificate }, i) => certificate.hash !== proven[i])) {
    throw new SealchartError('E_BUNDLE', { detail: 'other identities than those of the chain' });
  }
}

/** Identities that were opened anew: those in use already stay the objects that they are, so that whoever signs with one goes on. */
export function reuseIdentities(inUse: readonly Identity[], opened: readonly Identity[]): Identity[] {
  return opened.map((identity) => {
    const known = inUse.find(({ certificate }) => certificate.hash === identity.certificate.hash);
    if (known) forgetIdentity(identity);
    return known ?? identity;
  });
}

/** What was opened and proven of an account. */
export interface Opened {
  readonly accountKey: Bytes;
  /** Newest first. */
  readonly identities: readonly Identity[];
  readonly own: OwnChain;
  readonly cipher: StoreCipher;
  readonly writes: GuardedWrites;
}

/** Parts of a session that go on when keys or pins move: whoever holds them is not cut off. */
type Lasting = Pick<UnlockedSession, 'api' | 'store'>;

/** Puts together what was proven. `lasting` are those of the session whose place this one takes, if it takes one. */
export async function toOpenAccount(
  context: SessionContext,
  stored: StoredAccount,
  state: OwnState,
  { accountKey, identities, own: proven, cipher, writes }: Opened,
  lasting: Lasting = startSession(context, stored, state, cipher),
): Promise<OpenAccount> {
  const { instance, accountId } = stored;
  const { chain, profile } = proven;
  const [identity] = identities;
  if (!identity) throw new SealchartError('E_BUNDLE', { detail: 'no identity' });
  const { fingerprint } = identity.certificate;
  const words = await wordsOf(instance.instanceId, accountId, fingerprint);
  const { api, store } = lasting;
  const own = new OwnRecord({ instanceId: instance.instanceId, chain, cipher, writes, state, profile });
  const session: UnlockedSession = {
    instance,
    get account() {
      return { accountId, identifier: state.identifier, name: own.profile.name, fingerprint, words, instance };
    },
    chain,
    get profile() {
      return own.profile;
    },
    keepProfile: (newer) => own.keepProfile(newer),
    identity,
    identities,
    ports: context.ports,
    api,
    store,
  };
  return { session, accountKey, stored, own, cipher, writes };
}

/** A caller with this session's token, and the sealed store. */
export function startSession(context: SessionContext, { instance }: StoredAccount, { token }: OwnState, cipher: StoreCipher): Lasting {
  const caller = { server: instance.server, client: context.client, ports: context.ports };
  const guard = async () => {
    await contact(new Api(caller), context.address, instance);
  };
  const bearer = token === undefined ? {} : { token };
  const proof = context.sessionIn === 'cookie' ? { hasCookie: true } : bearer;
  return { api: new Api({ ...caller, ...proof, guard }), store: new SealedStore(context.ports.store, cipher) };
}
