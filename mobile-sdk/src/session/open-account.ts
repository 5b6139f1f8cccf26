import type { AccountChain, Bytes, KeyBundle } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { forgetIdentity } from '../crypto/openpgp.ts';
import type { Identity } from '../crypto/openpgp.ts';
import { openKeys } from '../crypto/sealed-keys.ts';
import { wordsOf } from '../crypto/words.ts';
import type { Ports } from '../ports/ports.ts';
import { SealedStore } from '../store/sealed-store.ts';
import type { StoreCipher } from '../store/store-cipher.ts';
import { Api } from '../transport/api.ts';
import type { ClientName } from '../transport/client-headers.ts';
import type { ServerAddress } from './address.ts';
import { contact } from './instance-pin.ts';
import type { OwnChain } from './own-chain.ts';
import type { OwnState, StoredAccount } from './stored-account.ts';
import type { UnlockedSession } from './unlocked-session.ts';

/** The program, its host and its server: what every act of a session needs. */
export interface SessionContext {
  readonly address: ServerAddress;
  readonly client: ClientName;
  readonly ports: Ports;
}

/** An unlocked account with what only the session itself may hold. */
export interface OpenAccount {
  readonly session: UnlockedSession;
  readonly accountKey: Bytes;
}

/** Opens the bundle's identities; each must stand in the chain, newest first. `E_BUNDLE`. */
export async function openIdentities(accountKey: Bytes, instanceId: string, chain: AccountChain, bundle: KeyBundle): Promise<Identity[]> {
  const identities = await openKeys(accountKey, instanceId, bundle);
  const proven = chain.keys.toReversed().map(({ certificate }) => certificate.hash);
  if (identities.length !== proven.length || identities.some(({ certificate }, i) => certificate.hash !== proven[i])) {
    identities.forEach(forgetIdentity);
    throw new SealchartError('E_BUNDLE', { detail: 'other identities than those of the chain' });
  }
  return identities;
}

export interface Opened {
  readonly accountKey: Bytes;
  readonly identities: readonly Identity[];
  readonly own: OwnChain;
  readonly cipher: StoreCipher;
}

/** Puts together what was proven. */
export async function toOpenAccount(context: SessionContext, stored: StoredAccount, state: OwnState, opened: Opened): Promise<OpenAccount> {
  const { instance, accountId } = stored;
  const { chain, name } = opened.own;
  const [identity] = opened.identities;
  if (!identity) throw new SealchartError('E_BUNDLE', { detail: 'no identity' });
  const { fingerprint } = identity.certificate;
  const words = await wordsOf(instance.instanceId, accountId, fingerprint);
  const caller = { server: instance.server, client: context.client, ports: context.ports };
  const guard = async () => {
    await contact(new Api(caller), context.address, instance);
  };
  const session = {
    instance,
    account: { accountId, identifier: state.identifier, name, fingerprint, words, instance },
    chain,
    identity,
    identities: opened.identities,
    ports: context.ports,
    api: new Api({ ...caller, token: state.token, guard }),
    store: new SealedStore(context.ports.store, opened.cipher),
  };
  return { session, accountKey: opened.accountKey };
}
