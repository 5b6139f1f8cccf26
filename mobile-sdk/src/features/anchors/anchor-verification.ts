import type { Anchor as AnchorValue, AnchorLeaf, AnchorProof, SignedStatement } from '@sealchart/protocol';
import { ANCHOR, Anchor, SealchartError, parseStatement, requireAnchored, verifyStatement } from '@sealchart/protocol';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import type { Directory } from '../directory/directory.ts';

/** What anchors are verified with. */
export interface AnchorsContext {
  readonly session: Pick<UnlockedSession, 'instance' | 'api'>;
  readonly directory: Pick<Directory, 'signer'>;
}

/** An anchor whose author and signature were proven. */
export interface VerifiedAnchor {
  readonly value: AnchorValue;
  /** Sequence that introduced the key which signed it, in the owner's chain. */
  readonly keySince: number;
}

/** A version that the owner of its record vouches for. */
export interface AnchoredVersion extends AnchorLeaf {
  /** As that of the anchor. */
  readonly keySince: number;
}

/**
 * Reads an anchor and proves who signed it: the owner of the record that it names (`E_RIGHT`), with a key that was not given up as
 * compromised, nor any key after it (`E_CERT`). Further as `parseStatement`, `Directory.signer` and `verifyStatement`.
 */
export async function verifyAnchor({ session, directory }: AnchorsContext, signed: SignedStatement): Promise<VerifiedAnchor> {
  const anchor = await parseStatement(Anchor, ANCHOR, session.instance.instanceId, signed);
  requireOwner(anchor.value);
  const key = await directory.signer(anchor.value.author);
  if (key.retired === 'compromise') throw new SealchartError('E_CERT', { detail: 'an anchor by a key that was given up as compromised' });
  await verifyStatement(anchor, key.certificate);
  return { value: anchor.value, keySince: key.since };
}

/** Nobody vouches for the record of another. `E_RIGHT`. */
function requireOwner({ author, recordId }: AnchorValue): void {
  if (author.account !== recordId) throw new SealchartError('E_RIGHT', { detail: 'only the owner vouches for a record' });
}

/** The version of an element that a proof shows to be under a verified anchor. `E_BIND` for another record's anchor, `E_HASH`. */
export async function anchoredVersion(
  { value, keySince }: VerifiedAnchor,
  { elementId, recordId }: { readonly elementId: string; readonly recordId: string },
  { version, manifestHash, index, path }: Pick<AnchorProof, 'version' | 'manifestHash' | 'index' | 'path'>,
): Promise<AnchoredVersion> {
  if (value.recordId !== recordId) throw new SealchartError('E_BIND', { detail: 'an anchor of another record' });
  const leaf = { elementId, version, manifestHash };
  await requireAnchored(value, leaf, { index, path });
  return { ...leaf, keySince };
}
