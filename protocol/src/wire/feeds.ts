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

/** GET /v1/feeds/head: where the caller's own feed ends. What a client asks for that cannot hold a stream open. */
export const FeedHeadResponse = z.strictObject({ newest: Sequence });
export type FeedHeadResponse = z.infer<typeof FeedHeadResponse>;

/**
 * GET /v1/feeds/live: server-sent events (HTML section 9.2) that say "there is more" and nothing else: `event: more`, `data:` empty, and
 * as `id` the sequence at which the caller's own feed ends now. `Last-Event-ID`, or `after` where a client cannot send it, names the
 * sequence that the client has; where the feed is behind it already the first event comes at once.
 */
const SequenceText = z.pipe(z.pipe(z.string().check(z.regex(/^(?:0|[1-9]\d{0,15})$/)), z.transform(Number)), Sequence);
export const LiveQuery = z.strictObject({ after: z.optional(SequenceText) });
export type LiveQuery = z.infer<typeof LiveQuery>;

/** Name of the one event of a live stream. */
export const LIVE_EVENT = 'more';
