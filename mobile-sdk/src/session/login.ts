import type { Bytes, Kdf, LoginResponse } from '@sealchart/protocol';
import { SealchartError, toB64u } from '@sealchart/protocol';
import type { Instance } from '../client-api.ts';
import { forgetIdentity } from '../crypto/openpgp.ts';
import { checkKdf, loginSecretOf, stretchPassword } from '../crypto/password.ts';
import { openSlot } from '../crypto/slots.ts';
import { storeCipher } from '../store/store-cipher.ts';
import { Api } from '../transport/api.ts';
import { checkRealm } from './address.ts';
import { contact } from './instance-pin.ts';
import type { OpenAccount, Opened, SessionContext } from './open-account.ts';
import { openIdentities, toOpenAccount } from './open-account.ts';
import { asBundleRefusal, checkBundle, checkPins, pinsOf, proveChain } from './own-chain.ts';
import { checkOrigin, isSameKdf, passwordSlotKeys, passwordSlotOf } from './password-slot.ts';
import type { OwnState, StoredAccount } from './stored-account.ts';
import { readAccount, writeAccount } from './stored-account.ts';

/** Who logs in; `device` is what the session is listed under. */
export interface Credentials {
  readonly identifier: string;
  readonly password: string;
  readonly device: string;
}

/** What a login right after a registration must find. */
export interface Registered {
  readonly accountId: string;
  readonly kdf: Kdf;
}

/**
 * Logs in, on a fresh device or on one that knows the account. Before the password is touched: `E_INSTANCE`, `E_REALM`,
 * `E_KDF`, and on a known device `E_SALT`. Then `E_LOGIN`, `E_THROTTLED`; and `E_BUNDLE` when what the server answers
 * is not the account's own, whatever is wrong with it: nothing is kept and nothing more is sent. Makes no keys. After a
 * registration, `registered` is held against the answers as what a known device has seen is.
 */
export async function login(
  context: SessionContext,
  { identifier, password, device }: Credentials,
  registered?: Registered,
): Promise<OpenAccount> {
  const { ports, address } = context;
  const known = await readAccount(ports.store);
  const api = new Api({ server: address.origin, client: context.client, ports });
  const instance = await contact(api, address, known?.instance);
  const { realm, kdf } = await api.prelogin({ identifier });
  checkRealm(address.host, realm);
  if (realm !== instance.realm) throw new SealchartError('E_REALM', { detail: 'the server gives two names' });
  checkKdf(kdf);
  const seen = registered?.kdf ?? (known && passwordSlotOf(known.instance.instanceId, known.bundle).context.kdf);
  if (seen && !isSameKdf(kdf, seen)) {
    throw new SealchartError('E_SALT', { detail: 'if this is another account, log out here first' });
  }
  const stretch = await stretchPassword(ports.kdf, password, kdf);
  try {
    const loginSecret = await loginSecretOf(stretch, instance.instanceId, realm);
    const answer = await api.login({ identifier, loginSecret: toB64u(loginSecret), device });
    const opened = await asBundleRefusal(() => openAnswer(answer, { context, instance, kdf, stretch, known, registered }));
    return await keep(context, { instance, known, identifier }, answer, opened);
  } finally {
    stretch.fill(0);
  }
}

interface LoginState {
  readonly context: SessionContext;
  readonly instance: Instance;
  readonly kdf: Kdf;
  readonly stretch: Bytes;
  readonly known: StoredAccount | undefined;
  readonly registered: Registered | undefined;
}

/** [Note: Login] The order matters: nothing is opened that was not proven to be this account's, and newest. */
async function openAnswer({ accountId, bundle, entry }: LoginResponse, state: LoginState): Promise<Opened> {
  const { instance, known } = state;
  if (known && known.accountId !== accountId) throw new SealchartError('E_BUNDLE', { detail: 'another account than on this device' });
  if (state.registered && state.registered.accountId !== accountId) {
    throw new SealchartError('E_BUNDLE', { detail: 'another account than the one just registered' });
  }
  const own = await proveChain(instance.instanceId, accountId, entry);
  await checkBundle(own.chain, bundle);
  if (known) checkPins(own.chain, bundle, known.pins);
  const password = passwordSlotOf(instance.instanceId, bundle);
  if (!isSameKdf(password.context.kdf, state.kdf)) throw new SealchartError('E_BUNDLE', { detail: 'a slot with other parameters' });
  const keys = await passwordSlotKeys(state.stretch, password);
  await checkOrigin(password, keys, own.chain);
  const accountKey = await openSlot(password.slot, keys, password.context);
  try {
    const identities = await openIdentities(accountKey, instance.instanceId, own.chain, bundle);
    const cipher = await storeCipher(accountKey, instance.instanceId, accountId, state.context.ports.random);
    return { accountKey, identities, own, cipher };
  } catch (error) {
    accountKey.fill(0);
    throw error;
  }
}

interface Keeping {
  readonly instance: Instance;
  readonly known: StoredAccount | undefined;
  readonly identifier: string;
}

async function keep(
  context: SessionContext,
  { instance, known, identifier }: Keeping,
  answer: LoginResponse,
  opened: Opened,
): Promise<OpenAccount> {
  const { accountId, bundle, entry, token, expiresAt } = answer;
  const { store } = context.ports;
  const state: OwnState = { identifier, token, expiresAt, entry };
  const stored = { instance, accountId, bundle, pins: pinsOf(opened.own.chain, bundle, known?.pins) };
  try {
    await writeAccount(store, opened.cipher, stored, state);
    return await toOpenAccount(context, stored, state, opened);
  } catch (error) {
    opened.accountKey.fill(0);
    opened.identities.forEach(forgetIdentity);
    throw error;
  }
}
