import type { AccountChain, Bytes, DirectoryEntry, Kdf, KeyBundle, SignedStatement, Slot } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  AccountBundle,
  AccountRotate,
  SealchartError,
  bundleHashOf,
  compareAscii,
  fromB64u,
  toB64u,
} from '@sealchart/protocol';
import type { Identity } from '../../crypto/openpgp.ts';
import { forgetIdentity } from '../../crypto/openpgp.ts';
import { sealKeys } from '../../crypto/sealed-keys.ts';
import type { Origin, SlotBinding } from '../../crypto/slots.ts';
import { makeSlot, openSlot, rewrapSlot, slotContextOf, slotKeysOf } from '../../crypto/slots.ts';
import { authorFields, signStatement } from '../../crypto/statement.ts';
import { openIdentities } from '../open-account.ts';
import type { OwnChain } from '../own-chain.ts';
import { checkBundle, proveChain } from '../own-chain.ts';

/** The account as the newest write left it. */
export interface BundleBase {
  readonly instanceId: string;
  readonly chain: AccountChain;
  readonly bundle: KeyBundle;
  readonly entry: DirectoryEntry;
  /** Newest first. */
  readonly identities: readonly Identity[];
}

/** A way in whose secret (32 bytes) is at hand: it vouches for the chain anew. */
export type SlotAtHand = { readonly slotId: string; readonly secret: Bytes } & (
  | { readonly kind: 'password'; readonly kdf: Kdf }
  | { readonly kind: 'recovery' }
);

/** What the next bundle is to be. Slots that are named nowhere are dropped. */
export interface BundlePlan {
  /** 32 bytes: the account key so far, or a new one. */
  readonly accountKey: Bytes;
  /** The new identity, and why the one so far is given up. */
  readonly rotation?: { readonly identity: Identity; readonly cause: 'routine' | 'compromise'; readonly suspectedSince?: string };
  readonly atHand: readonly SlotAtHand[];
  /** Slots of the base that stay without their secret. The caller vouches for their public keys: see `rewrapSlot`. */
  readonly kept: readonly Slot[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A bundle with the events that bring it into the chain, proven as any device will prove it. */
export interface NextBundle {
  readonly bundle: KeyBundle;
  readonly events: readonly SignedStatement[];
  readonly entry: DirectoryEntry;
  readonly identities: readonly Identity[];
  readonly own: OwnChain;
}

/**
 * Makes the successor of a bundle: every slot is wrapped anew, because its header binds the version. What was made is
 * opened and proven before it is handed out, so that no mistake and no key that was wiped meanwhile locks anybody out.
 */
export async function makeNextBundle(base: BundleBase, plan: BundlePlan): Promise<NextBundle> {
  const draft: Draft = { base, plan, accountId: base.bundle.accountId, version: base.bundle.version + 1 };
  const rotate = plan.rotation && (await signRotate(draft, plan.rotation));
  const identities = plan.rotation ? [plan.rotation.identity, ...base.identities] : base.identities;
  const origin = rotate ?? { sequence: base.chain.sequence, head: base.chain.hashes.at(-1) ?? '' };
  const bundle = await makeBundle(draft, identities, { sequence: origin.sequence, head: fromB64u(origin.head) });
  const events = [...(rotate ? [rotate.signed] : []), await signBundle(draft, identities, bundle, origin)];
  const certificates = plan.rotation ? [...base.entry.certificates, bundle.certificate] : base.entry.certificates;
  const entry = { ...base.entry, events: [...base.entry.events, ...events], certificates };
  const own = await prove(draft, bundle, entry);
  return { bundle, events, entry, identities, own };
}

interface Draft {
  readonly base: BundleBase;
  readonly plan: BundlePlan;
  readonly accountId: string;
  readonly version: number;
}

/** A place in the chain. */
interface Place {
  readonly sequence: number;
  readonly head: string;
}

function eventFields({ base, plan, accountId }: Draft, identity: Identity | undefined, before: Place) {
  if (!identity) throw new SealchartError('E_LOCKED');
  const signer = { instance: base, account: { accountId }, identity };
  const place = { sequence: before.sequence + 1, previous: before.head };
  return { ...authorFields(signer, plan.at), context: ACCOUNT_EVENT, ...place } as const;
}

async function signRotate(draft: Draft, { identity, cause, suspectedSince }: NonNullable<BundlePlan['rotation']>) {
  const { base, plan } = draft;
  const [former] = base.identities;
  const before = { sequence: base.chain.sequence, head: base.chain.hashes.at(-1) ?? '' };
  const { profile, fingerprint, hash: certificateHash } = identity.certificate;
  const fields = { ...eventFields(draft, former, before), kind: 'rotate', profile, fingerprint, certificateHash, cause } as const;
  const value = suspectedSince === undefined ? fields : { ...fields, suspectedSince };
  const { signed, hash } = await signStatement(former as Identity, plan.at, AccountRotate, value);
  return { signed, sequence: value.sequence, head: hash };
}

async function signBundle(draft: Draft, [identity]: readonly Identity[], bundle: KeyBundle, before: Place): Promise<SignedStatement> {
  const fields = { ...eventFields(draft, identity, before), kind: 'bundle' } as const;
  const value = { ...fields, bundleVersion: bundle.version, bundleHash: await bundleHashOf(bundle) };
  return (await signStatement(identity as Identity, draft.plan.at, AccountBundle, value)).signed;
}

async function makeBundle(draft: Draft, identities: readonly Identity[], origin: Origin): Promise<KeyBundle> {
  const { base, plan, accountId, version } = draft;
  const [current] = identities;
  if (!current) throw new SealchartError('E_LOCKED');
  const { fingerprint, bytes } = current.certificate;
  const made = plan.atHand.map((slot) => makeSlot(bindingOf(draft, slot), slot.secret, plan.accountKey, origin));
  const kept = plan.kept.map((slot) => rewrapSlot(slot, keptBinding(draft, slot), plan.accountKey));
  const slots = await Promise.all([...made, ...kept]);
  return {
    accountId,
    version,
    certificate: toB64u(bytes),
    fingerprint,
    sealedKeys: await sealKeys(plan.accountKey, identities, { instanceId: base.instanceId, accountId, version, fingerprint }),
    slots: slots.toSorted((a, b) => compareAscii(a.slotId, b.slotId)),
  };
}

function bindingOf({ base, accountId, version }: Draft, slot: SlotAtHand): SlotBinding {
  const binding = { instance: base.instanceId, account: accountId, version, slotId: slot.slotId };
  return slot.kind === 'password' ? { ...binding, kind: slot.kind, kdf: slot.kdf } : { ...binding, kind: slot.kind };
}

/** What the former header bound beside the version stays; it was proven with the bundle that the chain names. */
function keptBinding({ base, accountId, version }: Draft, slot: Slot): SlotBinding {
  const { context: _, ...binding } = slotContextOf(slot);
  if (binding.instance !== base.instanceId || binding.account !== accountId) {
    throw new SealchartError('E_BUNDLE', { detail: 'a slot of something else' });
  }
  return { ...binding, version };
}

/** Opens what was made by every way whose secret is at hand, as the next login will. */
async function prove({ base, plan, accountId }: Draft, bundle: KeyBundle, entry: DirectoryEntry): Promise<OwnChain> {
  const own = await proveChain(base.instanceId, accountId, entry);
  await checkBundle(own.chain, bundle);
  for (const { slotId, secret } of plan.atHand) {
    const slot = bundle.slots.find((candidate) => candidate.slotId === slotId);
    if (!slot) throw new SealchartError('E_BUNDLE', { detail: 'a slot is missing' });
    const keys = await slotKeysOf(secret, { instanceId: base.instanceId, accountId, slotId });
    const accountKey = await openSlot(slot, keys, slotContextOf(slot));
    const identities = await openIdentities(accountKey, base.instanceId, own.chain, bundle);
    accountKey.fill(0);
    identities.forEach(forgetIdentity);
  }
  return own;
}
