import * as z from 'zod/mini';
import { ElementId, Hash } from '../ids.ts';
import { ANCHOR_EXCEPTIONS, BATCH_ITEMS, PROOF_NODES } from '../limits.ts';
import { SignedStatement } from '../statements/signed-statement.ts';

/**
 * POST /v1/anchors: an anchor over the newest versions of the own record. The server computes the same root over what it holds,
 * less `without`; `E_CONFLICT` when it holds other versions than were signed, or when `previous` is not the newest anchor.
 */
export const AnchorWriteRequest = z.strictObject({
  anchor: SignedStatement,
  /** Elements whose newest version the author could not verify and does not vouch for. */
  without: z.array(ElementId).check(z.maxLength(ANCHOR_EXCEPTIONS)),
});
export type AnchorWriteRequest = z.infer<typeof AnchorWriteRequest>;

/** GET /v1/anchors/newest: the newest anchor of the own record. */
export const NewestAnchorResponse = z.strictObject({ anchor: z.optional(SignedStatement) });
export type NewestAnchorResponse = z.infer<typeof NewestAnchorResponse>;

/** POST /v1/anchors/proofs: which anchors cover these elements. Those without one, or that the caller may not read, are left out. */
export const AnchorProofsRequest = z.strictObject({ elementIds: z.array(ElementId).check(z.minLength(1), z.maxLength(BATCH_ITEMS)) });
export type AnchorProofsRequest = z.infer<typeof AnchorProofsRequest>;

/** Inclusion of one element's version in the newest anchor of its record (RFC 6962 section 2.1.1). */
export const AnchorProof = z.strictObject({
  elementId: ElementId,
  version: z.int().check(z.minimum(1)),
  manifestHash: Hash,
  anchor: SignedStatement,
  /** Place of the leaf, from 0. */
  index: z.int().check(z.minimum(0)),
  path: z.array(Hash).check(z.maxLength(PROOF_NODES)),
});
export type AnchorProof = z.infer<typeof AnchorProof>;

export const AnchorProofsResponse = z.strictObject({ proofs: z.array(AnchorProof).check(z.maxLength(BATCH_ITEMS)) });
export type AnchorProofsResponse = z.infer<typeof AnchorProofsResponse>;
