import type { Bytes, DirectoryEntry, KeyBundle, Slot } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  AccountBundle,
  SEALED_KEYS,
  bundleHashOf,
  fromB64u,
  jcsBytes,
  parseStatement,
  replayAccountChain,
  toB64u,
} from '@sealchart/protocol';
import { sealJwe } from '../crypto/jwe.ts';
import type { Identity } from '../crypto/openpgp.ts';
import { sealKeys } from '../crypto/sealed-keys.ts';
import { rewrapSlot, slotContextOf } from '../crypto/slots.ts';
import { signStatement } from '../crypto/statement.ts';
import type { BundlePlan } from '../session/bundle/next-bundle.ts';
import { makeNextBundle } from '../session/bundle/next-bundle.ts';
import type { AccountServer, ServedAccount } from './account-server.ts';

/** What somebody got hold of. */
export interface StolenKeys {
  readonly accountKey: Bytes;
  /** Newest first. */
  readonly identities: readonly Identity[];
}

/** A bundle as somebody with the account's keys could write it: every rule can be broken by what is overridden. */
export interface BundleForgery {
  readonly plan?: Partial<BundlePlan>;
  /** Changes the bundle before it is signed. */
  readonly change?: (bundle: KeyBundle) => KeyBundle | Promise<KeyBundle>;
  /** Signs the `bundle` event in the place of the current identity. */
  readonly signer?: Identity;
}

/** The account with one more bundle. Without overrides it is one that every device accepts. The server is not asked. */
export async function forgeBundle(
  server: AccountServer,
  identifier: string,
  stolen: StolenKeys,
  forgery: BundleForgery = {},
): Promise<ServedAccount> {
  const account = server.account(identifier);
  const { bundle, entry } = await forgeState(server.instance.instanceId, account.answer, stolen, forgery);
  return { ...account, answer: { ...account.answer, bundle, entry } };
}

/** What a server hands out of an account. */
export interface AccountState {
  readonly bundle: KeyBundle;
  readonly entry: DirectoryEntry;
}

/** As `forgeBundle`, for the state of any server's account. */
export async function forgeState(
  instanceId: string,
  { bundle: before, entry: entryBefore }: AccountState,
  stolen: StolenKeys,
  forgery: BundleForgery = {},
): Promise<AccountState> {
  const chain = await replayAccountChain(instanceId, before.accountId, entryBefore.events, entryBefore.certificates.map(fromB64u));
  const base = { instanceId, chain, bundle: before, entry: entryBefore, identities: stolen.identities };
  const kept = before.slots.filter(({ slotId }) => !forgery.plan?.atHand?.some((slot) => slot.slotId === slotId));
  const plan: BundlePlan = { accountKey: stolen.accountKey.slice(), atHand: [], kept, at: Date.UTC(2026, 5, 2), ...forgery.plan };
  const next = await makeNextBundle(base, plan);
  const bundle = (await forgery.change?.(next.bundle)) ?? next.bundle;
  const [signed] = next.events.slice(-1);
  const [identity] = next.identities;
  if (!signed || !identity) throw new Error('nothing was made');
  const { value } = await parseStatement(AccountBundle, ACCOUNT_EVENT, instanceId, signed);
  const changed = { ...value, bundleVersion: bundle.version, bundleHash: await bundleHashOf(bundle) };
  const event = await signStatement(forgery.signer ?? identity, plan.at, AccountBundle, changed);
  return { bundle, entry: { ...next.entry, events: [...next.entry.events.slice(0, -1), event.signed] } };
}

/**
 * The bundle as a server could write it that has none of its keys: these identities in place of the account's, under an account key of the
 * server's own, wrapped to the public keys of the slots, so that password and kit open it.
 */
export async function replaceKeys(instanceId: string, bundle: KeyBundle, [identity, ...former]: readonly Identity[]): Promise<KeyBundle> {
  if (!identity) throw new Error('no identity');
  const { accountId, version } = bundle;
  const { bytes, fingerprint } = identity.certificate;
  const accountKey = crypto.getRandomValues(new Uint8Array(32));
  const rewrap = (slot: Slot): Promise<Slot> => rewrapSlot(slot, slotContextOf(slot), accountKey);
  return {
    ...bundle,
    certificate: toB64u(bytes),
    fingerprint,
    sealedKeys: await sealKeys(accountKey, [identity, ...former], { instanceId, accountId, version, fingerprint }),
    slots: await Promise.all(bundle.slots.map(rewrap)),
  };
}

/** The bundle with this transferable secret key under the name of the one that it holds. */
export async function replaceSecretKey(
  instanceId: string,
  bundle: KeyBundle,
  accountKey: Bytes,
  secretKey: Uint8Array,
): Promise<KeyBundle> {
  const { accountId, version, fingerprint } = bundle;
  const ctx = { context: SEALED_KEYS, instance: instanceId, account: accountId, version, fingerprint } as const;
  const plaintext = jcsBytes({ keys: [{ fingerprint, secretKey: toB64u(secretKey) }] });
  return { ...bundle, sealedKeys: await sealJwe('sealed-keys', accountKey, ctx, plaintext) };
}
