import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Anchor, Bytes, ParsedStatement } from '@sealchart/protocol';
import { MerkleTree, SealchartError, anchorLeafBytes, concatBytes, equalBytes, leafHash, leafHashes, toB64u } from '@sealchart/protocol';
import type { NewestVersion } from '../elements/elements.repository.ts';
import { RecordContents } from '../elements/record-contents.ts';
import type { AnchorLeafDocument } from './anchor-leaf.schema.ts';
import { leafKey } from './anchor-leaf.schema.ts';
import { AnchorLeavesRepository } from './anchor-leaves.repository.ts';
import type { AnchorDocument } from './anchor.schema.ts';
import { AnchorsRepository } from './anchors.repository.ts';

/** Leaves that are hashed and stored together. */
const LEAVES_AT_ONCE = 1_000;

/** An anchor that was checked, what it follows, and what it leaves out. */
export interface NewAnchor {
  readonly statement: ParsedStatement<Anchor>;
  readonly previous: AnchorDocument | null;
  /** Element ids. */
  readonly without: ReadonlySet<string>;
}

/** Stores an anchor with a proof for each of its leaves. */
@Injectable()
export class AnchorWriter {
  constructor(
    private readonly record: RecordContents,
    private readonly anchors: AnchorsRepository,
    private readonly leaves: AnchorLeavesRepository,
  ) {}

  /**
   * Makes this anchor the newest of its record. Throws `E_CONFLICT` when the record's newest versions, less `without`, are not
   * those that were signed, or when another anchor took its place.
   *
   * [Note: Anchors of large records] A transaction cannot hold 10^5 leaves. The record is read twice: once for the tree, of which
   * 64 bytes for each element stay in memory, and once to store the leaves, each held against the tree. They count only once
   * the anchor's own document names this try, which is the last step and one compare-and-set. A crash before it leaves the
   * anchor before whole; the leaves it left go when the next anchor succeeds.
   */
  async write(anchor: NewAnchor): Promise<void> {
    const { value, hash, bytes, signature } = anchor.statement;
    const { recordId, number } = value;
    const tree = await this.#treeOf(anchor);
    const attempt = toB64u(randomBytes(16));
    if (!(await this.#storeLeaves(anchor, tree, attempt))) {
      await this.leaves.removeAttempt(recordId, number, attempt);
      throw otherVersions();
    }
    const parts = { statement: Buffer.from(bytes), signature: Buffer.from(signature) };
    if (await this.anchors.replace(anchor.previous, { _id: recordId, number, hash, attempt, ...parts })) {
      await this.leaves.removeOthers(recordId, number, attempt);
      return;
    }
    await this.leaves.removeAttempt(recordId, number, attempt);
    const newest = await this.anchors.findNewest(recordId);
    if (newest?.hash !== hash) throw new SealchartError('E_CONFLICT', { detail: 'another anchor came first' });
  }

  /** The tree over what the record holds, which must be the one that was signed. */
  async #treeOf({ statement: { value }, without }: NewAnchor): Promise<MerkleTree> {
    const parts: Bytes[] = [];
    let count = 0;
    for await (const batch of this.#batches(value.recordId, without)) {
      count += batch.length;
      if (count > value.size) break;
      parts.push(await leafHashes(batch.map(anchorLeafBytes)));
    }
    if (count !== value.size) throw otherVersions();
    const tree = await MerkleTree.of(concatBytes(...parts));
    if (toB64u(tree.root) !== value.root) throw otherVersions();
    return tree;
  }

  /** False when the record changed since the tree was made. */
  async #storeLeaves({ statement: { value }, without }: NewAnchor, tree: MerkleTree, attempt: string): Promise<boolean> {
    const { recordId, number } = value;
    let index = 0;
    for await (const batch of this.#batches(recordId, without)) {
      const documents: AnchorLeafDocument[] = [];
      const hashes = await Promise.all(batch.map((version) => leafHash(anchorLeafBytes(version))));
      for (const [i, version] of batch.entries()) {
        if (!equalBytes(tree.leaf(index), hashes[i] as Bytes)) return false;
        const path = Buffer.concat(tree.path(index));
        documents.push({ _id: leafKey(attempt, version.elementId), recordId, number, attempt, ...version, index, path });
        index += 1;
      }
      await this.leaves.insert(documents);
    }
    return index === tree.size;
  }

  async *#batches(recordId: string, without: ReadonlySet<string>): AsyncGenerator<NewestVersion[], void, void> {
    let batch: NewestVersion[] = [];
    for await (const version of this.record.newest(recordId)) {
      if (without.has(version.elementId)) continue;
      batch.push(version);
      if (batch.length < LEAVES_AT_ONCE) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

function otherVersions(): SealchartError {
  return new SealchartError('E_CONFLICT', { detail: 'the record holds other versions than were signed' });
}
