import type { AccountChain, DirectoryEntry, KeyBundle, SignedStatement } from '@sealchart/protocol';
import {
  PROFILE,
  ProfileStatement,
  SealchartError,
  bundleHashOf,
  currentKey,
  equalBytes,
  fromB64u,
  keyOf,
  parseStatement,
  replayAccountChain,
  verifyStatement,
} from '@sealchart/protocol';
import type { AccountPins, StoredAccount } from './stored-account.ts';

/** The own profile as it was verified. */
export interface OwnProfile {
  readonly number: number;
  /** Of the statement: what a successor names as `previous`. */
  readonly hash: string;
  /** Of the identity that signed it. */
  readonly fingerprint: string;
  /** Self-given. */
  readonly name: string;
}

/** What a directory entry proves about the own account. */
export interface OwnChain {
  readonly chain: AccountChain;
  /** The newest one. */
  readonly profile: OwnProfile;
}

/** Turns every refusal into `E_BUNDLE`: at a login nobody but the server could be wrong, and it learns nothing from it. */
export async function asBundleRefusal<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof SealchartError && cause.code === 'E_BUNDLE') throw cause;
    const detail = cause instanceof SealchartError ? cause.code : 'damaged';
    throw new SealchartError('E_BUNDLE', { detail, cause });
  }
}

/** Replays the own chain: its id must follow from its first key, it must be open, its profile signed by one of its keys. */
export async function proveChain(instanceId: string, accountId: string, entry: DirectoryEntry): Promise<OwnChain> {
  const chain = await replayEntry(instanceId, accountId, entry);
  return { chain, profile: await proveProfile(instanceId, chain, entry.profile) };
}

/** The chain of an entry, without its profile. `E_BUNDLE` for another account's, otherwise as `replayAccountChain`. */
export async function replayEntry(instanceId: string, accountId: string, entry: DirectoryEntry): Promise<AccountChain> {
  if (entry.accountId !== accountId) throw refusal('entry of another account');
  const chain = await replayAccountChain(instanceId, accountId, entry.events, entry.certificates.map(fromB64u));
  if (chain.closed) throw refusal('the account is closed');
  return chain;
}

/** A profile of this account, signed by a key that it has or had. `E_BUNDLE`, `E_AUTHOR`, `E_SIGNATURE`, `E_FORMAT`. */
export async function proveProfile(instanceId: string, chain: AccountChain, signed: SignedStatement): Promise<OwnProfile> {
  const profile = await parseStatement(ProfileStatement, PROFILE, instanceId, signed);
  const { author, number, name } = profile.value;
  if (author.account !== chain.accountId) throw refusal('profile of another account');
  await verifyStatement(profile, keyOf(chain, author.fingerprint).certificate);
  return { number, hash: profile.hash, fingerprint: author.fingerprint, name };
}

/** The bundle must be the very one that the chain names last, with the certificate of the chain's current key. */
export async function checkBundle(chain: AccountChain, bundle: KeyBundle): Promise<void> {
  const { certificate } = currentKey(chain);
  if (bundle.accountId !== chain.accountId) throw refusal('bundle of another account');
  if (bundle.version !== chain.bundle.version || (await bundleHashOf(bundle)) !== chain.bundle.hash)
    throw refusal('not the bundle of the chain');
  if (bundle.fingerprint !== certificate.fingerprint || !equalBytes(fromB64u(bundle.certificate), certificate.bytes)) {
    throw refusal('not the certificate of the chain');
  }
}

/** Nothing that this device has seen may be gone or different: chain, bundle version, keys of slots. */
export function checkPins(chain: AccountChain, bundle: KeyBundle, pins: AccountPins): void {
  if (chain.hashes[pins.sequence - 1] !== pins.head) throw refusal('an older or another chain');
  if (bundle.version < pins.bundleVersion) throw refusal('an older bundle');
  for (const pinned of pins.slots) {
    const slot = bundle.slots.find(({ slotId }) => slotId === pinned.slotId);
    if (slot && slot.publicKey !== pinned.publicKey) throw refusal('a slot has another key');
  }
}

/** The pins that hold for this chain: those of a pending write once the chain has its event, otherwise the former ones. */
export function pinsFor(chain: AccountChain, { pins, pending }: Pick<StoredAccount, 'pins' | 'pending'>): AccountPins {
  return pending && chain.hashes[pending.pins.sequence - 1] === pending.pins.head ? pending.pins : pins;
}

/**
 * What to hold against the next answer. A slot that another device added is not pinned here before a person confirmed
 * it: `pinned` are the slots this device vouches for, all of them on first contact; `opened` is the one whose secret
 * the person just gave.
 */
export function pinsOf(chain: AccountChain, bundle: KeyBundle, pinned?: AccountPins, opened?: string): AccountPins {
  const slots = bundle.slots.flatMap(({ slotId, publicKey }): AccountPins['slots'] => {
    const known = pinned?.slots.find((slot) => slot.slotId === slotId);
    return pinned === undefined || known || slotId === opened ? [known ?? { slotId, publicKey }] : [];
  });
  return { sequence: chain.sequence, head: chain.hashes.at(-1) ?? '', bundleVersion: bundle.version, slots };
}

function refusal(detail: string): SealchartError {
  return new SealchartError('E_BUNDLE', { detail });
}
