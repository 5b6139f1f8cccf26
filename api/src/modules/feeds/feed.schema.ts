import type { FeedRow } from '@sealchart/protocol';
import { documentSchema, required } from '../../platform/database/document-schema.ts';

/** Where a principal's feed ends. */
export interface FeedHeadDocument {
  /** The principal. */
  readonly _id: string;
  readonly seq: number;
}

/** One row of a feed. */
export interface FeedRowDocument extends FeedRow {
  /** Principal and sequence. */
  readonly _id: string;
}

export const FEED_HEADS = 'feedheads';
export const FEED_ROWS = 'feedrows';

export const feedHeadSchema = documentSchema<FeedHeadDocument>({ _id: required(String), seq: required(Number) });

export const feedRowSchema = documentSchema<FeedRowDocument>({
  _id: required(String),
  principal: required(String),
  seq: required(Number),
  kind: required(String),
  id: required(String),
  version: required(Number),
  hash: required(String),
  gone: Boolean,
});
feedRowSchema.index({ principal: 1, seq: 1 }, { unique: true });
