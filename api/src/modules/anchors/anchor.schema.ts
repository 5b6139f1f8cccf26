import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** The newest anchor of a record, as it was signed. Replaced by compare-and-set on number and hash. */
export interface AnchorDocument {
  /** The record. */
  readonly _id: string;
  readonly number: number;
  /** SHA-256 of `statement`, base64url. */
  readonly hash: string;
  /** Under which its leaves are stored. */
  readonly attempt: string;
  /** JCS bytes. */
  readonly statement: Buffer;
  /** Signature packet. */
  readonly signature: Buffer;
}

export const ANCHORS = 'anchors';

export const anchorSchema = documentSchema<AnchorDocument>({
  _id: required(String),
  number: required(Number),
  hash: required(String),
  attempt: required(String),
  statement: required(Buffer),
  signature: required(Buffer),
});
