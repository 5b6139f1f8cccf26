import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** One manifest as it was signed. Never changed. */
export interface ElementVersionDocument {
  /** Element and version, see `versionKey`. */
  readonly _id: string;
  readonly recordId: string;
  /** SHA-256 of `statement`, base64url. */
  readonly hash: string;
  /** JCS bytes. */
  readonly statement: Buffer;
  /** Signature packet. */
  readonly signature: Buffer;
}

export const ELEMENT_VERSIONS_COLLECTION = 'elementversions';

export const elementVersionSchema = documentSchema<ElementVersionDocument>({
  _id: required(String),
  recordId: required(String),
  hash: required(String),
  statement: required(Buffer),
  signature: required(Buffer),
});
