import type { Bytes, KeyBundle } from '@sealchart/protocol';
import { ACCOUNT_EVENT, AccountBundle, bundleHashOf, fromB64u, parseStatement, replayAccountChain } from '@sealchart/protocol';
import type { Identity } from '../crypto/openpgp.ts';
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
  const { bundle: before, entry: entryBefore } = account.answer;
  const { instanceId } = server.instance;
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
  const entry = { ...next.entry, events: [...next.entry.events.slice(0, -1), event.signed] };
  return { ...account, answer: { ...account.answer, bundle, entry } };
}
