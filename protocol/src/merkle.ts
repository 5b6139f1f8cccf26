import type { Bytes } from './bytes.ts';
import { concatBytes, equalBytes } from './bytes.ts';
import { sha256 } from './digest.ts';

/** Bytes of a node of a Merkle tree: SHA-256. */
export const NODE_OCTETS = 32;

/** Leaves and nodes are hashed with different first bytes, so that neither can be shown as the other (RFC 6962 section 2.1). */
const [LEAF, NODE] = [Uint8Array.of(0x00), Uint8Array.of(0x01)];

/** Hashes under way at once: Web Crypto answers many together ten times faster than one after another. */
const HASHES_AT_ONCE = 256;

/** Leaves of a whole subtree that is hashed together; a power of two. */
const SUBTREE_LEAVES = 1_024;

/** Hash of a leaf's bytes: SHA-256(0x00 ‖ leaf). */
export function leafHash(leaf: Uint8Array): Promise<Bytes> {
  return sha256(concatBytes(LEAF, leaf));
}

/** Hashes of leaves, packed one after another. */
export function leafHashes(leaves: readonly Uint8Array[]): Promise<Bytes> {
  return hashAll(leaves.length, (i) => concatBytes(LEAF, leaves[i] as Uint8Array));
}

/** A place in a tree, as a proof of inclusion names it. */
export interface Inclusion {
  /** Of the leaf. */
  readonly leafHash: Uint8Array;
  /** Place of the leaf, from 0. */
  readonly index: number;
  /** Leaves of the tree. */
  readonly size: number;
  /** Siblings from the leaf to the root. */
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** The tree of RFC 6962 section 2.1 with all its nodes: 64 bytes for each leaf, so that every path can be read off. */
export class MerkleTree {
  /** Packed nodes, leaves first, one node last. */
  readonly #levels: readonly Bytes[];
  readonly root: Bytes;

  private constructor(levels: readonly Bytes[], root: Bytes) {
    this.#levels = levels;
    this.root = root;
  }

  /** The tree over packed leaf hashes, see `leafHashes`. */
  static async of(packed: Bytes): Promise<MerkleTree> {
    const levels = [packed];
    for (let level = packed; level.length > NODE_OCTETS; levels.push(level)) level = await levelAbove(level);
    return new MerkleTree(levels, levels.at(-1)?.length === 0 ? await sha256(new Uint8Array()) : (levels.at(-1) as Bytes));
  }

  get size(): number {
    return (this.#levels[0] as Bytes).length / NODE_OCTETS;
  }

  /** Hash of a leaf; empty beyond the last. */
  leaf(index: number): Bytes {
    return nodeAt(this.#levels[0] as Bytes, index);
  }

  /** Siblings of a leaf from the bottom up (RFC 6962 section 2.1.1); one that has none on a level passes it. */
  path(index: number): Bytes[] {
    const path: Bytes[] = [];
    let place = index;
    for (const level of this.#levels.slice(0, -1)) {
      const sibling = nodeAt(level, place % 2 === 0 ? place + 1 : place - 1);
      if (sibling.length > 0) path.push(sibling);
      place = Math.floor(place / 2);
    }
    return path;
  }
}

/** Size and root of the tree over leaves as they come, in memory that grows with the tree's height only. */
export async function merkleRoot(
  leaves: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<{ readonly size: number; readonly root: Bytes }> {
  /** Roots of whole subtrees to the left, each at least twice as large as the next. */
  const peaks: { readonly leaves: number; readonly root: Bytes }[] = [];
  let [size, gathered]: [number, Uint8Array[]] = [0, []];
  const take = async (): Promise<void> => {
    let peak = { leaves: gathered.length, root: (await MerkleTree.of(await leafHashes(gathered))).root };
    for (let left = peaks.at(-1); left && left.leaves === peak.leaves; left = peaks.at(-1)) {
      peaks.pop();
      peak = { leaves: 2 * peak.leaves, root: await nodeHash(left.root, peak.root) };
    }
    peaks.push(peak);
    gathered = [];
  };
  for await (const leaf of leaves) {
    gathered.push(leaf);
    size += 1;
    if (gathered.length === SUBTREE_LEAVES) await take();
  }
  if (gathered.length > 0 || size === 0) await take();
  let root = peaks.pop()?.root as Bytes;
  for (const left of peaks.toReversed()) root = await nodeHash(left.root, root);
  return { size, root };
}

/** Whether the path leads from the leaf at this place to the root of a tree of this size (RFC 9162 section 2.1.3.2). */
export async function verifyInclusion({ leafHash: leaf, index, size, path, root }: Inclusion): Promise<boolean> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  let [place, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    const isRight = place % 2 === 1 || place === last;
    hash = isRight ? await nodeHash(sibling, hash) : await nodeHash(hash, sibling);
    // The last node of a level without a sibling rises unchanged until it is a right one.
    if (isRight) while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && equalBytes(hash, root);
}

function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Bytes> {
  return sha256(concatBytes(NODE, left, right));
}

/** Nodes over pairs; the last one of an odd level rises unchanged, which gives the tree that RFC 6962 defines from the top. */
async function levelAbove(level: Bytes): Promise<Bytes> {
  const pairs = Math.floor(level.length / (2 * NODE_OCTETS));
  const above = await hashAll(pairs, (i) => concatBytes(NODE, nodeAt(level, 2 * i), nodeAt(level, 2 * i + 1)));
  return concatBytes(above, level.subarray(2 * pairs * NODE_OCTETS));
}

/** Empty beyond the end. */
function nodeAt(level: Bytes, index: number): Bytes {
  return level.subarray(index * NODE_OCTETS, (index + 1) * NODE_OCTETS);
}

async function hashAll(count: number, inputAt: (index: number) => Bytes): Promise<Bytes> {
  const packed = new Uint8Array(count * NODE_OCTETS);
  for (let from = 0; from < count; from += HASHES_AT_ONCE) {
    const length = Math.min(HASHES_AT_ONCE, count - from);
    const hashes = await Promise.all(Array.from({ length }, (_, i) => sha256(inputAt(from + i))));
    hashes.forEach((hash, i) => packed.set(hash, (from + i) * NODE_OCTETS));
  }
  return packed;
}
