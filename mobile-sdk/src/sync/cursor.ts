import { ElementId, Instant, isErrorCode } from '@sealchart/protocol';
import type { ErrorCode } from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { RefusedElement } from '../client-api/elements.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import { REFUSED_NEWCOMERS } from './refused-list.ts';

/** Where the sealed store keeps how far the own feed was taken up. */
export const CURSOR = 'sync/cursor';

/**
 * How far the own feed was taken up, and which elements were refused on the way: they are tried again at each sync. `told`: the newest
 * version that the feed told of each of those; `why`: with what they were refused, and since when; both absent in what an older release
 * kept.
 */
export const Cursor = z.strictObject({
  seq: z.int(),
  refused: z.array(ElementId),
  told: z._default(z.record(ElementId, z.int()), {}),
  why: z._default(
    z.record(
      ElementId,
      z.strictObject({
        code: z.custom<ErrorCode>((code) => typeof code === 'string' && isErrorCode(code)),
        detail: z.optional(z.string()),
        since: Instant,
      }),
    ),
    {},
  ),
  /** Refused and not remembered one by one: how many, from which row of the feed on they are to be looked at again, and since when. */
  more: z.optional(z.strictObject({ count: z.int(), seq: z.int(), at: Instant })),
  /** Where the feed ended at the most: also while it is walked again it must not end before. */
  newest: z.optional(z.int()),
});
export type Cursor = z.infer<typeof Cursor>;

/** Before the first sync. */
export const START: Cursor = { seq: 0, refused: [], told: {}, why: {} };

/** `E_LOCKED`, `E_STORE`. */
export async function storedCursor({ session: { store } }: Pick<ElementsContext, 'session'>): Promise<Cursor> {
  return (await store.get(CURSOR, Cursor)) ?? START;
}

/** Up to which sequence this device has taken the own feed up; 0 before the first sync. `E_LOCKED`, `E_STORE`. */
export async function syncedUpTo(context: ElementsContext): Promise<number> {
  return (await storedCursor(context)).seq;
}

/** What was refused and still is, oldest first; without what an older release refused and no sync has tried since. */
export async function refusedElements(context: ElementsContext): Promise<RefusedElement[]> {
  const { why } = await storedCursor(context);
  const all = Object.entries(why).map(([elementId, { code, detail, since }]) => {
    return { elementId, code, ...(detail === undefined ? {} : { detail }), since };
  });
  all.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  return all.slice(0, REFUSED_NEWCOMERS);
}

function orderOf({ since, elementId }: RefusedElement): string {
  return `${since} ${elementId}`;
}

/** How many there are in all. */
export async function countRefused(context: ElementsContext): Promise<number> {
  const { refused, more } = await storedCursor(context);
  return refused.length + (more?.count ?? 0);
}
