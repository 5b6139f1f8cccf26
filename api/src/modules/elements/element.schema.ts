import type { ElementState, EraseReceipt } from '@sealchart/protocol';
import { Schema } from 'mongoose';
import { documentSchema, required } from '../../platform/database/document-schema.ts';

/**
 * The head of an element: what its newest manifest proves. Replaced by compare-and-set on version and hash. Of an erased element only
 * the place of its `erase` manifest is left, and what the instance says of it.
 */
export interface ElementDocument
  extends
    Pick<ElementState, 'recordId' | 'version' | 'manifestHash'>,
    Partial<Pick<ElementState, 'audience' | 'content' | 'contentAuthor'>> {
  /** The element's id. */
  readonly _id: string;
  /** Bytes of everything that its versions brought; absent of an erased element. */
  readonly bytes?: number;
  readonly erasedAt?: Date;
  /** Statement `erase-receipt`: JCS bytes, and a raw Ed25519 signature of the instance. */
  readonly receipt?: ReceiptDocument;
  /** What was destroyed so far, of an erased element of which more is still there; then it has no receipt yet. */
  readonly destroyed?: DestroyedSoFar;
}

export type DestroyedSoFar = Omit<EraseReceipt['destroyed'], 'blobs'>;

export interface ReceiptDocument {
  readonly statement: Buffer;
  readonly signature: Buffer;
}

export const ELEMENTS = 'elements';

/** As the strict schema of the manifest let it through: spelling it out again costs half a millisecond for each write. */
const partOfManifest = Schema.Types.Mixed;

export const elementSchema = documentSchema<ElementDocument>({
  _id: required(String),
  recordId: required(String),
  version: required(Number),
  manifestHash: required(String),
  audience: partOfManifest,
  content: partOfManifest,
  contentAuthor: partOfManifest,
  bytes: Number,
  erasedAt: Date,
  receipt: Schema.Types.Mixed,
  destroyed: Schema.Types.Mixed,
});
// Sparse: the few that are not finished are found at once.
elementSchema.index({ destroyed: 1 }, { sparse: true });
// Whole records are read in this order: anchors are made over them.
elementSchema.index({ recordId: 1, _id: 1 });
