import * as z from 'zod/mini';
import type { Bytes } from '../bytes.ts';
import { fromB64u, toB64u } from '../bytes.ts';
import { SealchartError } from '../errors.ts';
import { AccountId, Hash } from '../ids.ts';
import { jcsBytes } from '../jcs.ts';
import { leafHash, merkleRoot, verifyInclusion } from '../merkle.ts';
import { statementFields } from './signed-statement.ts';

export const ANCHOR = 'sealchart/v1/anchor';

/**
 * The owner's word that these versions of the own record existed when it was signed: RFC 6962 root over the JCS bytes of
 * [elementId, version, manifestHash], sorted by elementId.
 */
export const Anchor = z.strictObject({
  ...statementFields(ANCHOR),
  recordId: AccountId,
  number: z.int().check(z.minimum(1)),
  previous: z.nullable(Hash),
  /** Leaves of the tree. */
  size: z.int().check(z.minimum(0)),
  root: Hash,
  cause: z.enum(['routine', 'rotation']),
});
export type Anchor = z.infer<typeof Anchor>;

/** One version that an anchor vouches for. */
export interface AnchorLeaf {
  readonly elementId: string;
  readonly version: number;
  readonly manifestHash: string;
}

/** Bytes of one leaf: JCS of [elementId, version, manifestHash]. */
export function anchorLeafBytes({ elementId, version, manifestHash }: AnchorLeaf): Bytes {
  return jcsBytes([elementId, version, manifestHash]);
}

/** `size` and `root` over leaves that come in ascending order of their element ids; `E_FORMAT` when they do not. */
export async function anchorRoot(leaves: Iterable<AnchorLeaf> | AsyncIterable<AnchorLeaf>): Promise<Pick<Anchor, 'size' | 'root'>> {
  const { size, root } = await merkleRoot(ascendingLeaves(leaves));
  return { size, root: toB64u(root) };
}

async function* ascendingLeaves(leaves: Iterable<AnchorLeaf> | AsyncIterable<AnchorLeaf>): AsyncGenerator<Bytes, void, void> {
  let before = '';
  for await (const leaf of leaves) {
    if (leaf.elementId <= before) throw new SealchartError('E_FORMAT', { detail: 'leaves of an anchor out of order' });
    before = leaf.elementId;
    yield anchorLeafBytes(leaf);
  }
}

/** Where a leaf stands in the tree of an anchor: siblings from the bottom up, base64url. */
export interface LeafPlace {
  readonly index: number;
  readonly path: readonly string[];
}

/** The anchor vouches for this very version of the element. `E_HASH` otherwise. Its author and signature are another question. */
export async function requireAnchored({ size, root }: Anchor, leaf: AnchorLeaf, { index, path }: LeafPlace): Promise<void> {
  const isIncluded = await verifyInclusion({
    leafHash: await leafHash(anchorLeafBytes(leaf)),
    index,
    size,
    path: path.map(fromB64u),
    root: fromB64u(root),
  });
  if (!isIncluded) throw new SealchartError('E_HASH', { detail: 'not among the versions of the anchor' });
}
