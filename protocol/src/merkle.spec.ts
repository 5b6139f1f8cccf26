import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Bytes } from './bytes.ts';
import { fromHex, toHex, uintBytes } from './bytes.ts';
import { sha256 } from './digest.ts';
import { MerkleTree, leafHash, leafHashes, merkleRoot, verifyInclusion } from './merkle.ts';

/** Leaves, roots and paths of the test data that Certificate Transparency publishes for RFC 6962. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(fromHex);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const PATHS = [
  {
    index: 0,
    size: 8,
    path: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    index: 5,
    size: 8,
    path: [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  { index: 2, size: 3, path: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'] },
  {
    index: 1,
    size: 5,
    path: [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
];

const treeOf = async (leaves: readonly Uint8Array[]): Promise<MerkleTree> => MerkleTree.of(await leafHashes(leaves));
const leavesUpTo = (count: number): Bytes[] => Array.from({ length: count }, (_, i) => uintBytes(i, 4));

/** The definition itself, from the top down (RFC 6962 section 2.1). */
async function definedRoot(leaves: readonly Uint8Array[]): Promise<Bytes> {
  const [first] = leaves;
  if (!first) return sha256(new Uint8Array());
  if (leaves.length === 1) return leafHash(first);
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  return sha256(Uint8Array.of(1, ...(await definedRoot(leaves.slice(0, k))), ...(await definedRoot(leaves.slice(k)))));
}

describe('a Merkle tree', () => {
  it.each(ROOTS.map((root, size) => ({ size, root })))('of $size published leaves has the published root', async ({ size, root }) => {
    const leaves = LEAVES.slice(0, size);
    const tree = await treeOf(leaves);
    expect({ size: tree.size, root: toHex(tree.root) }).toEqual({ size, root });
    const streamed = await merkleRoot(leaves);
    expect({ size: streamed.size, root: toHex(streamed.root) }).toEqual({ size, root });
  });

  it.each(PATHS)('gives the published path of leaf $index of $size', async ({ index, size, path }) => {
    expect((await treeOf(LEAVES.slice(0, size))).path(index).map(toHex)).toEqual(path);
  });

  it('is the one that is defined, for every size, also where it is hashed in parts', async () => {
    for (let size = 0; size <= 70; size += 1) {
      const leaves = leavesUpTo(size);
      expect(toHex((await treeOf(leaves)).root)).toBe(toHex(await definedRoot(leaves)));
    }
    for (const size of [257, 1_023, 1_024, 1_025, 2_048, 3_073]) {
      const leaves = leavesUpTo(size);
      const streamed = await merkleRoot(leaves);
      expect(toHex(streamed.root)).toBe(toHex(await definedRoot(leaves)));
      expect(toHex((await treeOf(leaves)).root)).toBe(toHex(streamed.root));
      expect(streamed.size).toBe(size);
    }
  });
});

describe('a proof of inclusion', () => {
  it('is right for every leaf of every tree', async () => {
    for (let size = 1; size <= 40; size += 1) {
      const leaves = leavesUpTo(size);
      const tree = await treeOf(leaves);
      for (let index = 0; index < size; index += 1) {
        const proof = { leafHash: await leafHash(leaves[index] as Bytes), index, size, path: tree.path(index), root: tree.root };
        expect(await verifyInclusion(proof)).toBe(true);
      }
    }
  });

  it('is wrong for another leaf, place, path or root', async () => {
    const place = fc.integer({ min: 1, max: 90 }).chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }));
    const property = fc.asyncProperty(place, fc.nat(), async ({ size, index }, salt) => {
      const leaves = leavesUpTo(size);
      const tree = await treeOf(leaves);
      const path = tree.path(index);
      const proof = { leafHash: await leafHash(leaves[index] as Bytes), index, size, path, root: tree.root };
      const flipped = (bytes: Bytes): Bytes => bytes.map((byte, i) => (i === salt % bytes.length ? byte ^ (1 << (salt % 8)) : byte));
      const wrong = [
        { leafHash: flipped(proof.leafHash) },
        { root: flipped(tree.root) },
        { index: size },
        { index: -1 },
        { index: index + 0.5 },
        { index: Number.NaN },
        { size: 0 },
        { path: [...path, tree.root] },
        ...Array.from({ length: size }, (_, other) => ({ index: other })).filter((change) => change.index !== index),
        ...path.map((_, cut) => ({ path: path.toSpliced(cut, 1) })),
        ...path.map((node, at) => ({ path: path.with(at, flipped(node)) })),
      ];
      expect(await verifyInclusion(proof)).toBe(true);
      for (const change of wrong) expect(await verifyInclusion({ ...proof, ...change })).toBe(false);
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it('does not hold for a tree of another size when the path must be of another length', async () => {
    const leaves = leavesUpTo(8);
    const tree = await treeOf(leaves);
    const proof = { leafHash: await leafHash(leaves[3] as Bytes), index: 3, path: tree.path(3), root: tree.root };
    expect(await verifyInclusion({ ...proof, size: 8 })).toBe(true);
    for (const size of [4, 9, 16, 17]) expect(await verifyInclusion({ ...proof, size })).toBe(false);
  });

  it('does not hold for a leaf of a larger tree that is called a smaller one', async () => {
    const [a, b] = leavesUpTo(2) as [Bytes, Bytes];
    const { root } = await treeOf([a, b]);
    const proof = { leafHash: await leafHash(b), path: [await leafHash(a)], root };
    expect(await verifyInclusion({ ...proof, index: 1, size: 2 })).toBe(true);
    expect(await verifyInclusion({ ...proof, index: 0, size: 1 })).toBe(false);
  });

  it('cannot pass a node off as a leaf', async () => {
    const [a, b] = leavesUpTo(2) as [Bytes, Bytes];
    const inner = Uint8Array.of(...(await leafHash(a)), ...(await leafHash(b)));
    const tree = await treeOf([a, b]);
    expect(await verifyInclusion({ leafHash: await leafHash(inner), index: 0, size: 1, path: [], root: tree.root })).toBe(false);
  });
});
