import type { SealchartError } from '@sealchart/protocol';
import { ElementId } from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { OnProgress, SyncReport } from '../client-api/edits.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import { isConflicting, storedEdits } from '../features/edits/stored-edit.ts';
import { sendWaiting } from '../features/edits/waiting.ts';
import { evidenceOf } from './evidence.ts';
import { newestRows, requireRows } from './feed.ts';
import { pageChanges, takePage } from './page.ts';

const CURSOR = 'sync/cursor';

/**
 * How far the own feed was taken up, and which elements were refused on the way: they are tried again at each sync. `told`: the newest
 * version that the feed told of each of those; absent in what an older release kept.
 */
const Cursor = z.strictObject({
  seq: z.int(),
  refused: z.array(ElementId),
  told: z._default(z.record(ElementId, z.int()), {}),
});

/** Up to which sequence this device has taken the own feed up; 0 before the first sync. `E_LOCKED`, `E_STORE`. */
export async function syncedUpTo({ session: { store } }: ElementsContext): Promise<number> {
  return (await store.get(CURSOR, Cursor))?.seq ?? 0;
}

/**
 * Sends what waits on this device, then pulls what changed since the last time, page by page: reads, verifies, opens for the
 * summary, and keeps the elements together with the cursor in one write. An element that is refused does not stop the
 * others; it is reported, remembered and tried again. Throws `E_INCOMPLETE` for a gap in the feed and `E_ROLLBACK` for one that goes back.
 */
export async function syncElements(context: ElementsContext, onProgress?: OnProgress): Promise<SyncReport> {
  const { account, api, store } = context.session;
  const sent = await sendWaiting(context);
  const cursor = (await store.get(CURSOR, Cursor)) ?? { seq: 0, refused: [], told: {} };
  const start = cursor.seq;
  const told = new Map(cursor.refused.map((elementId) => [elementId, cursor.told[elementId] ?? 0]));
  const refused = new Map<string, SealchartError>();
  let { seq } = cursor;
  let again: ReadonlyMap<string, number> = new Map(told);
  let [changed, gone] = [0, 0];
  for (let more = true; more;) {
    const answer = await api.pull({ cursor: { principal: account.accountId, seq } });
    const rows = requireRows(answer, account.accountId, seq);
    // A reader may be taken out between two requests: only an empty page tells that nothing is left to hear.
    more = rows.length > 0;
    if (!more && again.size === 0) break;
    const newest = newestRows(rows);
    const page = await takePage(context, newest, again);
    seq += rows.length;
    again = new Map();
    for (const { id, version } of newest.values()) told.set(id, Math.max(told.get(id) ?? 0, version));
    gone += page.gone.size + page.erased.size;
    changed += [...page.kept.keys()].filter((elementId) => !page.gone.has(elementId)).length;
    for (const elementId of [...page.kept.keys(), ...page.gone, ...page.erased.keys()]) refused.delete(elementId);
    for (const [elementId, error] of page.refused) refused.set(elementId, error);
    const { put, remove } = pageChanges(page);
    const evidence = await evidenceOf(context, page.refused);
    await store.write({ put: new Map<string, unknown>([...put, ...evidence, [CURSOR, cursorOf(seq, [...refused.keys()], told)]]), remove });
    onProgress?.({ done: seq - start, total: answer.newest - start });
  }
  const conflicts = (await storedEdits(context.session)).filter(isConflicting).length;
  return { changed, gone, refused: [...refused].map(([elementId, error]) => ({ elementId, error })), sent, conflicts };
}

function cursorOf(seq: number, refused: readonly string[], told: ReadonlyMap<string, number>): z.infer<typeof Cursor> {
  const named = refused.map((elementId) => [elementId, told.get(elementId) ?? 0] as const);
  return { seq, refused: [...refused], told: Object.fromEntries(named) };
}
