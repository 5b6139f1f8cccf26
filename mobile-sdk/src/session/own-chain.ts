import type { AccountChain, DirectoryEntry, KeyBundle } from '@sealchart/protocol';
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
import type { AccountPins } from './stored-account.ts';

/** What a directory entry proves about the own account. */
export interface OwnChain {
  readonly chain: AccountChain;
  /** Self-given name of the newest profile. */
  readonly name: string;
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
  if (entry.accountId !== accountId) throw refusal('entry of another account');
  const chain = await replayAccountChain(instanceId, accountId, entry.events, entry.certificates.map(fromB64u));
  if (chain.closed) throw refusal('the account is closed');
  const profile = await parseStatement(ProfileStatement, PROFILE, instanceId, entry.profile);
  if (profile.value.author.account !== accountId) throw refusal('profile of another account');
  await verifyStatement(profile, keyOf(chain, profile.value.author.fingerprint).certificate);
  return { chain, name: profile.value.name };
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

/**
 * What to hold against the next answer. A slot that another device added is not pinned here before a person confirmed
 * it: `pinned` are the slots this device vouches for, all of them on first contact.
 */
export function pinsOf(chain: AccountChain, bundle: KeyBundle, pinned?: AccountPins): AccountPins {
  const isKnown = (slotId: string) => pinned === undefined || pinned.slots.some((slot) => slot.slotId === slotId);
  return {
    sequence: chain.sequence,
    head: chain.hashes.at(-1) ?? '',
    bundleVersion: bundle.version,
    slots: bundle.slots.filter(({ slotId }) => isKnown(slotId)).map(({ slotId, publicKey }) => ({ slotId, publicKey })),
  };
}

function refusal(detail: string): SealchartError {
  return new SealchartError('E_BUNDLE', { detail });
}
