import type { AccountChain, AccountHeadResponse, Bytes, DirectoryEntry, KeyBundle, OwnAccountResponse } from '@sealchart/protocol';
import { SealchartError, currentKey } from '@sealchart/protocol';
import type { Identity } from '../crypto/openpgp.ts';
import { forgetIdentity } from '../crypto/openpgp.ts';
import { isAccountKeyOf, openKeys } from '../crypto/sealed-keys.ts';
import { takeIn } from './bundle/taking-in.ts';
import type { OpenAccount, SessionContext } from './open-account.ts';
import { checkIdentities, reuseIdentities } from './open-account.ts';
import type { OwnChain } from './own-chain.ts';
import { asBundleRefusal, checkBundle, checkPins, pinsFor, pinsOf, proveProfile, replayEntry } from './own-chain.ts';
import { isSameKdf, passwordSlotOf } from './password-slot.ts';
import type { AccountPins } from './stored-account.ts';
import { forgetPending, readPendingKey } from './stored-account.ts';

/**
 * Asks the server for the newest state of the own account and follows it; undefined when there is nothing new. Decides
 * about a pending write, too. `E_BUNDLE` for an older or another state than was seen; `E_SELF_KEY_UNKNOWN` for a chain
 * with a link that none of the own keys signed, or a key that the bundle does not hold; `E_KEYS_RENEWED` when keys or
 * password were changed elsewhere and only the person can go on. Whatever is refused, the local state stays.
 */
export async function refreshAccount(context: SessionContext, open: OpenAccount): Promise<OpenAccount | undefined> {
  const { session, stored } = open;
  const { pins, pending } = stored;
  const head = await session.api.head();
  if (head.sequence === pins.sequence && head.head === pins.head && head.bundleVersion === pins.bundleVersion) {
    if (!pending) return undefined;
    await forgetPending(open.writes);
    const { pending: _, ...settled } = stored;
    return { ...open, stored: settled };
  }
  requireNewer(head, pins);
  return follow(context, open, await session.api.me(), head);
}

function requireNewer(head: AccountHeadResponse, pins: AccountPins): void {
  if (head.sequence <= pins.sequence) throw refusal('an older or another state');
}

async function follow(
  context: SessionContext,
  open: OpenAccount,
  { bundle, entry: served }: OwnAccountResponse,
  head: AccountHeadResponse,
): Promise<OpenAccount> {
  const { session, stored } = open;
  const { instanceId } = session.instance;
  const chain = await asUnknownKey(() => replayEntry(instanceId, stored.accountId, served));
  const pins = pinsFor(chain, stored);
  checkHead(chain, head);
  checkPins(chain, bundle, pins);
  checkCurrentKey(chain, bundle);
  const own = await asBundleRefusal(async () => {
    await checkBundle(chain, bundle);
    return { chain, profile: await proveProfile(instanceId, chain, served.profile) };
  });
  const newest = newestProfile(open, own, served);
  const keys = await openNewer(open, chain, bundle, pins);
  try {
    const newer = { bundle, ...newest, pins: pinsOf(chain, bundle, pins), ...keys };
    return await takeIn(context, open, newer);
  } catch (error) {
    forgetOpened(open, keys);
    throw error;
  }
}

/** A link that does not follow, or was signed by nobody who may: not the chain that this account wrote. */
async function asUnknownKey<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof SealchartError && cause.code === 'E_BUNDLE') throw cause;
    const detail = cause instanceof SealchartError ? cause.code : 'damaged';
    throw new SealchartError('E_SELF_KEY_UNKNOWN', { detail, cause });
  }
}

/** What is told in full must hold what was told in short: two answers of one server. */
function checkHead(chain: AccountChain, { sequence, head }: AccountHeadResponse): void {
  if (chain.hashes[sequence - 1] !== head) throw refusal('two states at once');
}

function checkCurrentKey(chain: AccountChain, { fingerprint }: KeyBundle): void {
  if (fingerprint !== currentKey(chain).certificate.fingerprint) throw unknownKey('the key bundle holds another one');
}

/** A profile may be newer without any event; an older one is not taken back. */
function newestProfile({ own: known }: OpenAccount, own: OwnChain, served: DirectoryEntry): { own: OwnChain; entry: DirectoryEntry } {
  if (own.profile.number >= known.profile.number) return { own, entry: served };
  return { own: { ...own, profile: known.profile }, entry: { ...served, profile: known.state.entry.profile } };
}

interface NewerKeys {
  readonly accountKey: Bytes;
  readonly identities: readonly Identity[];
}

/**
 * Opens a newer bundle with the keys at hand. `E_KEYS_RENEWED` when they do not suffice: and where the password slot or
 * the identity is a new one that this device did not make, they are not used, because only the person can tell who did.
 */
async function openNewer(open: OpenAccount, chain: AccountChain, bundle: KeyBundle, pins: AccountPins): Promise<NewerKeys> {
  const { session } = open;
  const { instanceId } = session.instance;
  if (!isKnownPassword(open, bundle, pins)) throw renewed('with a new password');
  if (currentKey(chain).since > pins.sequence) throw renewed('with a new identity');
  const accountKey = await accountKeyOf(open, bundle);
  if (!accountKey) throw renewed('with a new account key');
  const opened = await openKeys(accountKey, instanceId, bundle);
  const identities = reuseIdentities(session.identities, opened);
  try {
    checkIdentities(identities, chain);
    return { accountKey, identities };
  } catch (cause) {
    forgetOpened(open, { accountKey, identities });
    throw new SealchartError('E_SELF_KEY_UNKNOWN', { detail: 'the key bundle holds other ones', cause });
  }
}

/** Whether the password that this device knows, or has sent, still opens the bundle by the same settings. */
function isKnownPassword({ session, stored }: OpenAccount, bundle: KeyBundle, pins: AccountPins): boolean {
  const { instanceId } = session.instance;
  const { slot, context } = passwordSlotOf(instanceId, bundle);
  const sent = pins === stored.pending?.pins ? stored.pending.kdf : undefined;
  const kdf = sent ?? passwordSlotOf(instanceId, stored.bundle).context.kdf;
  return pins.slots.some(({ slotId }) => slotId === slot.slotId) && isSameKdf(context.kdf, kdf);
}

/** The key of the open account, or that of its pending write. */
async function accountKeyOf(open: OpenAccount, bundle: KeyBundle): Promise<Bytes | undefined> {
  const { instanceId } = open.session.instance;
  if (await isAccountKeyOf(open.accountKey, instanceId, bundle)) return open.accountKey;
  const pending = await readPendingKey(open.session.ports.store, open.cipher);
  if (pending && (await isAccountKeyOf(pending, instanceId, bundle))) return pending;
  pending?.fill(0);
  return undefined;
}

/** Overwrites what was opened for nothing; what is in use stays. */
function forgetOpened(open: OpenAccount, { accountKey, identities }: NewerKeys): void {
  if (accountKey !== open.accountKey) accountKey.fill(0);
  identities.filter((identity) => !open.session.identities.includes(identity)).forEach(forgetIdentity);
}

function refusal(detail: string): SealchartError {
  return new SealchartError('E_BUNDLE', { detail });
}

function unknownKey(detail: string): SealchartError {
  return new SealchartError('E_SELF_KEY_UNKNOWN', { detail });
}

function renewed(detail: string): SealchartError {
  return new SealchartError('E_KEYS_RENEWED', { detail });
}
