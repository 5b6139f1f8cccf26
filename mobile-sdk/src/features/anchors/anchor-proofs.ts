import type { AnchorProof, SignedStatement } from '@sealchart/protocol';
import { BATCH_ITEMS } from '@sealchart/protocol';
import type { AnchoredVersion, AnchorsContext, VerifiedAnchor } from './anchor-verification.ts';
import { anchoredVersion, verifyAnchor } from './anchor-verification.ts';

/**
 * Proofs for elements that are read together. The server is asked for all of them at once, when the first of them needs one;
 * an anchor that vouches for many is verified once.
 */
export class AnchorProofs {
  readonly #context: AnchorsContext;
  readonly #elementIds: readonly string[];
  readonly #anchors = new Map<string, Promise<VerifiedAnchor>>();
  #proofs: Promise<ReadonlyMap<string, AnchorProof>> | undefined;

  constructor(context: AnchorsContext, elementIds: readonly string[]) {
    this.#context = context;
    this.#elementIds = elementIds;
  }

  /**
   * The version of this element that its record's owner vouches for; undefined when the server has no proof. Throws as
   * `verifyAnchor` and `anchoredVersion` for a proof that proves nothing.
   */
  async find(element: { readonly elementId: string; readonly recordId: string }): Promise<AnchoredVersion | undefined> {
    this.#proofs ??= this.#ask();
    const proof = (await this.#proofs).get(element.elementId);
    if (!proof) return undefined;
    return anchoredVersion(await this.#verify(proof.anchor), element, proof);
  }

  async #ask(): Promise<ReadonlyMap<string, AnchorProof>> {
    const proofs = new Map<string, AnchorProof>();
    for (let i = 0; i < this.#elementIds.length; i += BATCH_ITEMS) {
      const answer = await this.#context.session.api.anchorProofs({ elementIds: this.#elementIds.slice(i, i + BATCH_ITEMS) });
      for (const proof of answer.proofs) proofs.set(proof.elementId, proof);
    }
    return proofs;
  }

  #verify(signed: SignedStatement): Promise<VerifiedAnchor> {
    const key = `${signed.statement}.${signed.signature}`;
    const verified = this.#anchors.get(key) ?? verifyAnchor(this.#context, signed);
    this.#anchors.set(key, verified);
    return verified;
  }
}
