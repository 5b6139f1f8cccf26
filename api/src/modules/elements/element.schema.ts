import type { ElementState } from '@sealchart/protocol';
import { Schema } from 'mongoose';
import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** The head of an element: what its newest manifest proves. Replaced by compare-and-set on version and hash. */
export interface ElementDocument extends Omit<ElementState, 'elementId'> {
  /** The element's id. */
  readonly _id: string;
}

export const ELEMENTS = 'elements';

/** As the strict schema of the manifest let it through: spelling it out again costs half a millisecond for each write. */
const partOfManifest = required(Schema.Types.Mixed);

export const elementSchema = documentSchema<ElementDocument>({
  _id: required(String),
  recordId: required(String),
  version: required(Number),
  manifestHash: required(String),
  audience: partOfManifest,
  content: partOfManifest,
  contentAuthor: partOfManifest,
});
// Whole records are read in this order: anchors are made over them.
elementSchema.index({ recordId: 1, _id: 1 });
