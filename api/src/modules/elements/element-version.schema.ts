import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** One manifest as it was signed. Never changed; when its element is erased, only its place and hash are left. */
export interface ElementVersionDocument {
  /** Element and version, see `versionKey`. */
  readonly _id: string;
  readonly recordId: string;
  /** SHA-256 of `statement`, base64url. */
  readonly hash: string;
  /** JCS bytes. */
  readonly statement?: Buffer;
  /** Signature packet. */
  readonly signature?: Buffer;
}

/** One that was not destroyed. */
export type StoredManifest = Required<ElementVersionDocument>;

export const ELEMENT_VERSIONS_COLLECTION = 'elementversions';

export const elementVersionSchema = documentSchema<ElementVersionDocument>({
  _id: required(String),
  recordId: required(String),
  hash: required(String),
  statement: Buffer,
  signature: Buffer,
});
