import type { Bytes, Kdf, LoginResponse } from '@sealchart/protocol';
import { SealchartError, toB64u } from '@sealchart/protocol';
import type { Instance } from '../client-api/account.ts';
import type { Identity } from '../crypto/openpgp.ts';
import { forgetIdentity } from '../crypto/openpgp.ts';
import { checkKdf, loginSecretOf, stretchPassword } from '../crypto/password.ts';
import { openSlot } from '../crypto/slots.ts';
import type { GuardedWrites } from '../store/guarded-writes.ts';
import { storeCipher } from '../store/store-cipher.ts';
import { makeStoreKey, openStoreKey, sealStoreKey } from '../store/store-key.ts';
import { Api } from '../transport/api.ts';
import { checkRealm } from './address.ts';
import { contact } from './instance-pin.ts';
import type { OpenAccount, SessionContext } from './open-account.ts';
import { openIdentities, toOpenAccount } from './open-account.ts';
import type { OwnChain } from './own-chain.ts';
import { asBundleRefusal, checkBundle, checkPins, pinsFor, pinsOf, proveChain } from './own-chain.ts';
import type { PasswordSlot } from './password-slot.ts';
import { checkOrigin, isSameKdf, passwordSlotKeys, passwordSlotOf } from './password-slot.ts';
import type { OwnState, StoredAccount } from './stored-account.ts';
import { accountWrites, readAccount, writeAccount } from './stored-account.ts';

/** Who logs in; `device` is what the session is listed under. */
export interface Credentials {
  readonly identifier: string;
  readonly password: string;
  readonly device: string;
}

/** What a login right after a registration or recovery must find. */
export interface Expected {
  readonly accountId: string;
  readonly kdf: Kdf;
}

export interface LoginOptions {
  readonly expected?: Expected;
  /** The person says that the password was changed elsewhere: settings that this device has not seen are taken. */
  readonly isPasswordChanged?: boolean;
  /** Told by the act before this one, in place of the one that the device keeps. */
  readonly deviceToken?: string;
}

/**
 * Logs in, on a fresh device or on one that knows the account. Before the password is touched: `E_INSTANCE`, `E_REALM`,
 * `E_KDF`, and on a known device `E_SALT`. Then `E_LOGIN`, `E_THROTTLED`, `E_GUESSED`; and `E_BUNDLE` when what the
 * server answers is not the account's own, whatever is wrong with it: nothing is kept and nothing more is sent. Makes no
 * keys of the account. `expected` is held against the answers as what a known device has seen is.
 */
export async function login(
  context: SessionContext,
  { identifier, password, device }: Credentials,
  options: LoginOptions = {},
): Promise<OpenAccount> {
  const { ports, address, sessionIn } = context;
  const writes = await accountWrites(ports);
  const known = await readAccount(ports.store);
  const api = new Api({ server: address.origin, client: context.client, ports });
  const instance = await contact(api, address, known?.instance);
  const { realm, kdf } = await api.prelogin({ identifier });
  checkRealm(address.host, realm);
  if (realm !== instance.realm) throw new SealchartError('E_REALM', { detail: 'the server gives two names' });
  checkKdf(kdf);
  checkSeen(kdf, known, options);
  const stretch = await stretchPassword(ports.kdf, password, kdf);
  try {
    const loginSecret = toB64u(await loginSecretOf(stretch, instance.instanceId, realm));
    const asCookie = sessionIn === 'cookie' ? { sessionIn } : {};
    const { deviceToken } = options;
    const token = deviceToken === undefined ? deviceTokenFor(context, known) : { deviceToken };
    const answer = await api.login({ identifier, loginSecret, device, ...token, ...asCookie });
    if (sessionIn === 'answer' && answer.token === undefined) throw new SealchartError('E_ANSWER', { detail: 'no token' });
    const found = await asBundleRefusal(() => openAnswer(answer, { instance, kdf, stretch, known, expected: options.expected }));
    return await keep(context, { instance, known, writes, identifier }, answer, found);
  } finally {
    stretch.fill(0);
  }
}

/** The device token goes to the server that gave it, nowhere else. */
export function deviceTokenFor({ address }: SessionContext, known: StoredAccount | undefined): { readonly deviceToken?: string } {
  const { deviceToken, instance } = known ?? {};
  return deviceToken !== undefined && instance?.server === address.origin ? { deviceToken } : {};
}

/** `E_SALT` for settings that neither this device nor the act before this one has seen. */
function checkSeen(kdf: Kdf, known: StoredAccount | undefined, { expected, isPasswordChanged = false }: LoginOptions): void {
  if (isPasswordChanged && !expected) return;
  const seen = expected ? [expected.kdf] : kdfsOf(known);
  if (seen.length > 0 && !seen.some((one) => isSameKdf(one, kdf))) {
    throw new SealchartError('E_SALT', { detail: 'if this is another account, log out here first' });
  }
}

/** Those of the password as this device knows it, and of one whose change was sent but not confirmed. */
function kdfsOf(known: StoredAccount | undefined): Kdf[] {
  if (!known) return [];
  const pinned = passwordSlotOf(known.instance.instanceId, known.bundle).context.kdf;
  return known.pending?.kdf ? [pinned, known.pending.kdf] : [pinned];
}

interface LoginState {
  readonly instance: Instance;
  readonly kdf: Kdf;
  readonly stretch: Bytes;
  readonly known: StoredAccount | undefined;
  readonly expected: Expected | undefined;
}

interface Found {
  readonly accountKey: Bytes;
  readonly identities: readonly Identity[];
  readonly own: OwnChain;
  /** Of the slot that the password opened. */
  readonly slotId: string;
}

/** [Note: Login] The order matters: nothing is opened that was not proven to be this account's, and newest. */
async function openAnswer({ accountId, bundle, entry }: LoginResponse, state: LoginState): Promise<Found> {
  const { instance, known, expected } = state;
  requireSameAccount(accountId, known, expected);
  const own = await proveChain(instance.instanceId, accountId, entry);
  await checkBundle(own.chain, bundle);
  if (known) checkPins(own.chain, bundle, pinsFor(own.chain, known));
  const password = passwordSlotOf(instance.instanceId, bundle);
  requireSettings(password, state.kdf);
  const keys = await passwordSlotKeys(state.stretch, password);
  await checkOrigin(password, keys, own.chain);
  const accountKey = await openSlot(password.slot, keys, password.context);
  try {
    const identities = await openIdentities(accountKey, instance.instanceId, own.chain, bundle);
    return { accountKey, identities, own, slotId: password.slot.slotId };
  } catch (error) {
    accountKey.fill(0);
    throw error;
  }
}

function requireSameAccount(accountId: string, known: StoredAccount | undefined, expected: Expected | undefined): void {
  if (known && known.accountId !== accountId) throw new SealchartError('E_BUNDLE', { detail: 'another account than on this device' });
  if (expected && expected.accountId !== accountId)
    throw new SealchartError('E_BUNDLE', { detail: 'another account than the one just opened' });
}

/** What the server asked to stretch the password with, and what its slot says, must be the same: devices go by the slot from then on. */
function requireSettings({ context }: PasswordSlot, kdf: Kdf): void {
  if (!isSameKdf(context.kdf, kdf)) throw new SealchartError('E_BUNDLE', { detail: 'a slot with other parameters' });
}

interface Keeping {
  readonly instance: Instance;
  readonly known: StoredAccount | undefined;
  readonly writes: GuardedWrites;
  readonly identifier: string;
}

async function keep(context: SessionContext, keeping: Keeping, answer: LoginResponse, found: Found): Promise<OpenAccount> {
  try {
    return await keepOpen(context, keeping, answer, found);
  } catch (error) {
    found.accountKey.fill(0);
    found.identities.forEach(forgetIdentity);
    throw error;
  }
}

/** Everything that this device knows from now on, in one write. */
async function keepOpen(
  context: SessionContext,
  { instance, known, identifier, ...keeping }: Keeping,
  { accountId, bundle, entry, token, expiresAt, deviceToken }: LoginResponse,
  { own, identities, accountKey, slotId }: Found,
): Promise<OpenAccount> {
  const { random } = context.ports;
  const place = { instanceId: instance.instanceId, accountId };
  const writes = known ? keeping.writes : await emptyStore(context);
  const storeKey = known ? await openStoreKey(identities, place, known.storeKey) : makeStoreKey(random);
  try {
    const cipher = await storeCipher(storeKey, instance.instanceId, accountId, random);
    const stored: StoredAccount = {
      instance,
      accountId,
      bundle,
      pins: pinsOf(own.chain, bundle, known && pinsFor(own.chain, known), slotId),
      storeKey: await sealStoreKey(identities[0] as Identity, place, storeKey, random),
      ...(deviceToken === undefined ? {} : { deviceToken }),
    };
    const state: OwnState = { identifier, ...(token === undefined ? {} : { token }), expiresAt, entry };
    await writeAccount(writes, cipher, stored, state);
    return await toOpenAccount(context, stored, state, { accountKey, identities, own, cipher, writes });
  } finally {
    storeKey.fill(0);
  }
}

/** What a store without an account still holds is nothing that anybody can open: a window that was logged out wrote it a moment late. */
async function emptyStore({ ports }: SessionContext): Promise<GuardedWrites> {
  await ports.store.clear();
  return accountWrites(ports);
}
