import type { ElementManifest as ElementManifestValue, ElementState, ElementView, ParsedStatement } from '@sealchart/protocol';
import {
  AccountId,
  ELEMENT_MANIFEST,
  ElementId,
  ElementManifest,
  EraseReceipt,
  Hash,
  Instant,
  SealchartError,
  erasedState,
  fromB64u,
  parseStatement,
  verifyStatement,
} from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { AnchorProofs } from '../anchors/anchor-proofs.ts';
import type { ElementsContext } from './context.ts';
import { notConfirmed, requireElement, requireForwardKey, requireNewest, requirePlace } from './manifest-checks.ts';
import { attempt } from './refusal.ts';
import type { StoredElement } from './stored-element.ts';

/** What is kept of an element of the own record that was erased: it never lives again on this device. */
export const ErasedEntry = z.strictObject({
  elementId: ElementId,
  recordId: AccountId,
  /** Of the `erase` manifest. */
  version: z.int().check(z.minimum(2)),
  manifestHash: Hash,
  /** When it was signed, as its author says. */
  erasedAt: Instant,
  /** Sequence that introduced the key which vouches for it, in the own chain. */
  keySince: z.int(),
  /** The operator's word, once it was fetched. */
  receipt: z.optional(EraseReceipt),
});
export type ErasedEntry = z.infer<typeof ErasedEntry>;

/** Where the sealed store keeps what was erased. */
export const ERASED = 'erased/';

/** Key of one erased element's entry in the sealed store. */
export function erasedKey(elementId: string): string {
  return `${ERASED}${elementId}`;
}

/** What this device knows of an element that was erased; undefined for all others. */
export function erasedEntry({ store }: ElementsContext['session'], elementId: string): Promise<ErasedEntry | undefined> {
  return store.get(erasedKey(elementId), ErasedEntry);
}

/** An element that this device knows to be erased is not asked for. `E_ERASED`. */
export async function requireNotErased(session: ElementsContext['session'], elementId: string): Promise<void> {
  const erased = await erasedEntry(session, elementId);
  if (erased) throw erasedError(erased);
}

export function erasedError({ erasedAt }: Pick<ErasedEntry, 'erasedAt'>): SealchartError {
  return new SealchartError('E_ERASED', { detail: `at ${erasedAt}` });
}

/** Within JCS bytes the quotes cannot be part of a text. */
const ERASE_KIND = '"kind":"erase"';

/** The `erase` that a view consists of, its signature not yet checked; undefined for every other view. Throws as `parseStatement`. */
export async function eraseIn(
  { instance }: Pick<ElementsContext['session'], 'instance'>,
  { chain }: Pick<ElementView, 'chain'>,
): Promise<ParsedStatement<ElementManifestValue> | undefined> {
  const [signed] = chain;
  if (!signed || chain.length > 1) return undefined;
  if (!new TextDecoder().decode(fromB64u(signed.statement)).includes(ERASE_KIND)) return undefined;
  return parseStatement(ElementManifest, ELEMENT_MANIFEST, instance.instanceId, signed);
}

/** What an `erase` is held against. */
export interface EraseContext {
  readonly view: Pick<ElementView, 'elementId' | 'newest'>;
  readonly known: StoredElement | undefined;
  readonly proofs: AnchorProofs;
}

/**
 * Verifies the end of an element of the own record: signed by its owner, at the place behind what this device verified last, or beyond
 * versions that were destroyed before it saw them. A key given up as compromised counts only under an anchor. `E_RIGHT`, `E_ROLLBACK`,
 * `E_CERT`, and as `verifyView`.
 */
export async function verifyErase(
  { session, directory }: ElementsContext,
  manifest: ParsedStatement<ElementManifestValue>,
  { view, known, proofs }: EraseContext,
): Promise<ErasedEntry> {
  const { value } = manifest;
  requireElement(value, view.elementId);
  if (value.recordId !== session.account.accountId) throw new SealchartError('E_RIGHT', { detail: 'an erase in the record of another' });
  const key = await directory.signer(value.author);
  await verifyStatement(manifest, key.certificate);
  const state = erasedState(known?.state, manifest);
  requireEnd(known?.state, value);
  requireForwardKey(known?.keySequences ?? {}, value, key);
  requireNewest(view.newest, state.version);
  const before = await erasedEntry(session, state.elementId);
  if (before && before.manifestHash !== state.manifestHash) {
    throw new SealchartError('E_ROLLBACK', { detail: 'another end than the one that was verified here' });
  }
  if (before) return before;
  const keySince = key.retired === 'compromise' ? await anchoredSince(proofs, state) : key.since;
  return { ...state, erasedAt: value.authoredAt, keySince };
}

/** Behind the version that was verified last there is one place; further on lies what was destroyed. `E_ROLLBACK`. */
function requireEnd(state: ElementState | undefined, manifest: ElementManifestValue): void {
  if (state && manifest.version <= state.version + 1) requirePlace(state, manifest);
}

/** The key of the anchor over this very end. `E_CERT` without one. */
async function anchoredSince(proofs: AnchorProofs, state: Omit<ErasedEntry, 'erasedAt' | 'keySince'>): Promise<number> {
  const found = await attempt(() => proofs.find(state));
  const leaf = found.ok ? found.value : undefined;
  if (leaf?.version === state.version && leaf.manifestHash === state.manifestHash) return leaf.keySince;
  throw notConfirmed(found.ok ? undefined : found.error);
}
