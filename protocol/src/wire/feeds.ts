import * as z from 'zod/mini';
import { Hash, PrincipalId } from '../ids.ts';
import { FEED_PAGE } from '../limits.ts';

const Sequence = z.int().check(z.minimum(0));

/** One change, as one principal's feed tells it. */
export const FeedRow = z.strictObject({
  principal: PrincipalId,
  /** Rises by one in each feed; a gap means that rows are missing. */
  seq: z.int().check(z.minimum(1)),
  kind: z.enum(['account', 'element', 'keyring', 'parcel']),
  id: z.string().check(z.maxLength(26)),
  version: z.int().check(z.minimum(1)),
  /** Hash of the statement that made the change. */
  hash: Hash,
  /** The last row that a principal gets when it leaves an audience. */
  gone: z.optional(z.literal(true)),
});
export type FeedRow = z.infer<typeof FeedRow>;

/** POST /v1/feeds/pull: the rows behind a cursor. In this version the only feed of a caller is that of its account. */
export const FeedRequest = z.strictObject({ cursor: z.strictObject({ principal: PrincipalId, seq: Sequence }) });
export type FeedRequest = z.infer<typeof FeedRequest>;

export const FeedResponse = z.strictObject({
  rows: z.array(FeedRow).check(z.maxLength(FEED_PAGE)),
  /** Newest sequence of the feed; more rows follow while it is above that of the last row. */
  newest: Sequence,
});
export type FeedResponse = z.infer<typeof FeedResponse>;
