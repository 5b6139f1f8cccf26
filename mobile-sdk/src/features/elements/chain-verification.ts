import type { ElementView, ParsedStatement, SignedStatement } from '@sealchart/protocol';
import { ELEMENT_MANIFEST, ElementManifest, SealchartError, nextElementState, parseStatement, verifyStatement } from '@sealchart/protocol';
import type { AccountKey } from '@sealchart/protocol';
import { AnchorProofs } from '../anchors/anchor-proofs.ts';
import type { ElementsContext } from './context.ts';
import { erasedEntry, erasedError, eraseIn, verifyErase } from './erased-element.ts';
import {
  notConfirmed,
  requireAhead,
  requireElement,
  requireForwardKey,
  requireNewest,
  requirePlace,
  requireReader,
} from './manifest-checks.ts';
import { attempt } from './refusal.ts';
import type { StoredElement } from './stored-element.ts';

/**
 * The first half of a reader's order of work: schema, the author's key as the directory proves it, signature, context,
 * instance, ids, place in the chain, right of the author; at the end the own place in the audience. Gives the state to
 * be kept, with the known summary where the content is the same; keeps nothing itself. `proofs` are those of elements that are
 * read together. `E_ERASED` for a proven end, `E_ROLLBACK` for an element that lives although this device saw its end.
 */
export async function verifyView(
  context: ElementsContext,
  view: ElementView,
  known: StoredElement | undefined,
  proofs = new AnchorProofs(context, [view.elementId]),
): Promise<StoredElement> {
  await requireLiving(context, view, known, proofs);
  let newest = known;
  const hashes = new Map<number, string>();
  for await (const { stored } of verifyVersions(context, view, known)) {
    newest = stored;
    hashes.set(stored.state.version, stored.state.manifestHash);
  }
  return requireReadable(context, { view, newest, hashes, proofs, ahead: known?.ahead });
}

/** A version whose signature, place and right were proven. */
export interface VerifiedVersion {
  readonly value: ElementManifest;
  readonly stored: StoredElement;
}

/** Verifies the versions of a view one after another, behind what is known. */
export async function* verifyVersions(
  context: ElementsContext,
  { elementId, chain }: Pick<ElementView, 'elementId' | 'chain'>,
  known: StoredElement | undefined,
): AsyncGenerator<VerifiedVersion, void, void> {
  let stored = known;
  for (const signed of chain) {
    const verified = await verifyNext(context, elementId, stored, signed);
    stored = verified.stored;
    yield verified;
  }
}

interface Verified {
  readonly view: ElementView;
  readonly newest: StoredElement | undefined;
  /** Manifest hashes of the versions that were verified, by version. */
  readonly hashes: ReadonlyMap<number, string>;
  readonly proofs: AnchorProofs;
  /** What this device verified before, beyond the state that it took up. */
  readonly ahead: StoredElement['ahead'];
}

/** What holds at the end of a verified chain: it is whole and confirmed, and the account is a reader. */
export async function requireReadable(
  { session: { account, ports } }: ElementsContext,
  { view, newest, hashes, proofs, ahead }: Verified,
): Promise<StoredElement> {
  if (!newest) throw new SealchartError('E_INCOMPLETE', { detail: 'an element without a manifest' });
  requireAhead(ahead, hashes);
  requireNewest(view.newest, newest.state.version);
  const confirmed = await confirm(newest, hashes, proofs);
  requireReader(confirmed.state, account.accountId, ports.clock.now());
  const { gone: _gone, ahead: _reached, ...readable } = confirmed;
  return readable;
}

/** Nothing lives that was erased: `E_ERASED` for an end that is proven, `E_ROLLBACK` for versions behind one. */
export async function requireLiving(
  context: ElementsContext,
  view: ElementView,
  known: StoredElement | undefined,
  proofs: AnchorProofs,
): Promise<void> {
  const erase = await eraseIn(context.session, view);
  if (erase) throw erasedError(await verifyErase(context, erase, { view, known, proofs }));
  if (!(await erasedEntry(context.session, view.elementId))) return;
  throw new SealchartError('E_ROLLBACK', { detail: 'versions of an element that was erased' });
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
): Promise<VerifiedVersion> {
  const manifest = await parseStatement(ElementManifest, ELEMENT_MANIFEST, session.instance.instanceId, signed);
  requireElement(manifest.value, elementId);
  const key = await directory.signer(manifest.value.author);
  await verifyStatement(manifest, key.certificate);
  requirePlace(before?.state, manifest.value);
  requireForwardKey(before?.keySequences ?? {}, manifest.value, key);
  return { value: manifest.value, stored: advance(before, manifest, key) };
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
  const { count, head } = state.content.addenda;
  const addenda = before?.addenda ?? [];
  const isBringing = count > (addenda.at(-1)?.count ?? 0);
  return {
    state,
    contentAt: isContent || !before ? value.authoredAt : before.contentAt,
    changedBy: value.author.account,
    changedAt: value.authoredAt,
    keySequences: { ...before?.keySequences, [value.author.account]: key.since },
    addenda: isBringing ? [...addenda, { count, head, author: value.author, contentVersion: value.version }] : addenda,
    ...(before?.provenAddenda === undefined ? {} : { provenAddenda: before.provenAddenda }),
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
