import { Injectable } from '@nestjs/common';
import type { AnchorProof, AnchorProofsRequest, AnchorProofsResponse } from '@sealchart/protocol';
import { NODE_OCTETS, toSignedStatement } from '@sealchart/protocol';
import { ElementReader } from '../elements/element-reader.ts';
import type { ElementHead } from '../elements/elements.repository.ts';
import type { AnchorLeafDocument } from './anchor-leaf.schema.ts';
import { leafKey } from './anchor-leaf.schema.ts';
import { AnchorLeavesRepository } from './anchor-leaves.repository.ts';
import type { AnchorDocument } from './anchor.schema.ts';
import { AnchorsRepository } from './anchors.repository.ts';

/** Reads until the anchors stay the same: one that is replaced meanwhile takes its leaves along. */
const ROUNDS = 3;

/** Serves proofs to whoever may read the elements. */
@Injectable()
export class AnchorProofs {
  constructor(
    private readonly reader: ElementReader,
    private readonly anchors: AnchorsRepository,
    private readonly leaves: AnchorLeavesRepository,
  ) {}

  /** Proofs of those that the caller may read and that the newest anchor of their record covers; nothing tells the others apart. */
  async find(accountId: string, { elementIds }: AnchorProofsRequest): Promise<AnchorProofsResponse> {
    const heads = await this.reader.readableBy(accountId, [...new Set(elementIds)]);
    const recordIds = [...new Set(heads.map((head) => head.recordId))];
    let anchors = await this.anchors.findNewestOf(recordIds);
    for (let round = 1; ; round += 1) {
      const proofs = await this.#proofsOf(heads, anchors);
      const before = anchors;
      if (proofs.length === heads.length || round === ROUNDS) return { proofs };
      anchors = await this.anchors.findNewestOf(recordIds);
      if (recordIds.every((recordId) => anchors.get(recordId)?.attempt === before.get(recordId)?.attempt)) return { proofs };
    }
  }

  async #proofsOf(heads: readonly ElementHead[], anchors: ReadonlyMap<string, AnchorDocument>): Promise<AnchorProof[]> {
    const anchored = heads.flatMap(({ elementId, recordId }) => {
      const anchor = anchors.get(recordId);
      return anchor ? [{ anchor, key: leafKey(anchor.attempt, elementId) }] : [];
    });
    const leaves = await this.leaves.findByKeys(anchored.map(({ key }) => key));
    return anchored.flatMap(({ anchor, key }) => {
      const leaf = leaves.get(key);
      return leaf ? [proofOf(anchor, leaf)] : [];
    });
  }
}

function proofOf(
  { statement, signature }: AnchorDocument,
  { elementId, version, manifestHash, index, path }: AnchorLeafDocument,
): AnchorProof {
  const nodes = Array.from({ length: path.length / NODE_OCTETS }, (_, i) => path.subarray(i * NODE_OCTETS, (i + 1) * NODE_OCTETS));
  return {
    elementId,
    version,
    manifestHash,
    anchor: toSignedStatement(statement, signature),
    index,
    path: nodes.map((node) => node.toString('base64url')),
  };
}
