import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** One version that an anchor vouches for, with its way to the root: a proof is one read. */
export interface AnchorLeafDocument {
  /** Attempt and element, see `leafKey`. */
  readonly _id: string;
  readonly recordId: string;
  /** Of the anchor. */
  readonly number: number;
  /**
   * Every try to store an anchor writes leaves of its own, which count once the anchor's document names the try: so one that is
   * given up half-way, or loses against another, never touches what is served.
   */
  readonly attempt: string;
  readonly elementId: string;
  readonly version: number;
  readonly manifestHash: string;
  /** Place of the leaf, from 0. */
  readonly index: number;
  /** Siblings from the bottom up, 32 bytes each. */
  readonly path: Buffer;
}

export const ANCHOR_LEAVES = 'anchorleaves';

export const anchorLeafSchema = documentSchema<AnchorLeafDocument>({
  _id: required(String),
  recordId: required(String),
  number: required(Number),
  attempt: required(String),
  elementId: required(String),
  version: required(Number),
  manifestHash: required(String),
  index: required(Number),
  path: required(Buffer),
});
anchorLeafSchema.index({ recordId: 1, number: 1, attempt: 1 });

/** Key of the leaf of an element, as one try stored it. */
export function leafKey(attempt: string, elementId: string): string {
  return `${attempt}:${elementId}`;
}
