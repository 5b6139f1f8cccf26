import type { OpenFields } from '@sealchart/protocol';
import { Schema } from 'mongoose';
import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** One sealed content with its open fields. Never changed; well below MongoDB's 16 MiB, as an element is (`ELEMENT_BYTES`). */
export interface ElementContentDocument {
  /** Element and content version, see `versionKey`. */
  readonly _id: string;
  readonly recordId: string;
  /** SEIPDv2 packet. */
  readonly data: Buffer;
  /** As its strict wire schema let it through. */
  readonly open: OpenFields;
}

export const ELEMENT_CONTENTS = 'elementcontents';

export const elementContentSchema = documentSchema<ElementContentDocument>({
  _id: required(String),
  recordId: required(String),
  data: required(Buffer),
  open: required(Schema.Types.Mixed),
});
