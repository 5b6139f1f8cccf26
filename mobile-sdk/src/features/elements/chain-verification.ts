import type { ElementView, ParsedStatement, SignedStatement } from '@sealchart/protocol';
import { ELEMENT_MANIFEST, ElementManifest, SealchartError, nextElementState, parseStatement, verifyStatement } from '@sealchart/protocol';
import type { AccountKey } from '@sealchart/protocol';
import { AnchorProofs } from '../anchors/anchor-proofs.ts';
import type { ElementsContext } from './context.ts';
import { notConfirmed, requireElement, requireForwardKey, requireNewest, requirePlace, requireReader } from './manifest-checks.ts';
import { attempt } from './refusal.ts';
import type { StoredElement } from './stored-element.ts';

/**
 * The first half of a reader's order of work: schema, the author's key as the directory proves it, signature, context,
 * instance, ids, place in the chain, right of the author; at the end the own place in the audience. Gives the state to
 * be kept, with the known summary where the content is the same; keeps nothing itself. `proofs` are those of elements that are
 * read together.
 */
export async function verifyView(
  context: ElementsContext,
  view: ElementView,
  known: StoredElement | undefined,
  proofs = new AnchorProofs(context, [view.elementId]),
): Promise<StoredElement> {
  const { account, ports } = context.session;
  let stored = known;
  const hashes = new Map<number, string>();
  for (const signed of view.chain) {
    stored = await verifyNext(context, view.elementId, stored, signed);
    hashes.set(stored.state.version, stored.state.manifestHash);
  }
  if (!stored) throw new SealchartError('E_INCOMPLETE', { detail: 'an element without a manifest' });
  requireNewest(view.newest, stored.state.version);
  const confirmed = await confirm(stored, hashes, proofs);
  requireReader(confirmed.state, account.accountId, ports.clock.now());
  const { gone: _gone, ...readable } = confirmed;
  return readable;
}

/**
 * What only a key given up as compromised vouches for is confirmed by an anchor of the record's owner over that version or a later
 * one of this very chain. `E_CERT` without one.
 */
async function confirm(stored: StoredElement, hashes: ReadonlyMap<number, string>, proofs: AnchorProofs): Promise<StoredElement> {
  const { unconfirmed, ...rest } = stored;
  if (!unconfirmed) return stored;
  const found = await attempt(() => proofs.find(stored.state));
  const leaf = found.ok ? found.value : undefined;
  const isCovered = leaf !== undefined && leaf.version >= unconfirmed.version && hashes.get(leaf.version) === leaf.manifestHash;
  if (!isCovered) throw notConfirmed(found.ok ? undefined : found.error);
  return { ...rest, anchored: { version: leaf.version, keySince: leaf.keySince } };
}

async function verifyNext(
  { session, directory }: ElementsContext,
  elementId: string,
  before: StoredElement | undefined,
  signed: SignedStatement,
): Promise<StoredElement> {
  const manifest = await parseStatement(ElementManifest, ELEMENT_MANIFEST, session.instance.instanceId, signed);
  requireElement(manifest.value, elementId);
  const key = await directory.signer(manifest.value.author);
  await verifyStatement(manifest, key.certificate);
  requirePlace(before?.state, manifest.value);
  requireForwardKey(before?.keySequences ?? {}, manifest.value, key);
  return advance(before, manifest, key);
}

/** The stored element behind a manifest whose signature and place were checked; judges the rights. Throws as `nextElementState`. */
export function advance(
  before: StoredElement | undefined,
  manifest: ParsedStatement<ElementManifest>,
  key: Pick<AccountKey, 'since' | 'retired'>,
): StoredElement {
  const { value } = manifest;
  const state = nextElementState(before?.state, manifest);
  const isContent = value.kind === 'content';
  const summary = isContent ? undefined : before?.summary;
  const unconfirmed = unconfirmedAfter(before, value, key.retired);
  const addenda = before?.addenda ?? [];
  return {
    state,
    contentAt: isContent || !before ? value.authoredAt : before.contentAt,
    changedBy: value.author.account,
    changedAt: value.authoredAt,
    keySequences: { ...before?.keySequences, [value.author.account]: key.since },
    addenda: isContent && state.content.addenda.count > 0 ? [...addenda, state.content.addenda] : addenda,
    ...(unconfirmed === undefined ? {} : { unconfirmed }),
    ...(before?.anchored === undefined ? {} : { anchored: before.anchored }),
    ...(summary === undefined ? {} : { summary }),
  };
}

/** A version first seen after its key was given up as compromised counts again once another account has built on it. */
function unconfirmedAfter(
  before: StoredElement | undefined,
  { author: { account }, version }: ElementManifest,
  retired: AccountKey['retired'],
): StoredElement['unconfirmed'] {
  if (retired === 'compromise') return { account, version };
  return before?.unconfirmed?.account === account ? before.unconfirmed : undefined;
}
