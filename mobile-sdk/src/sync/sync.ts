import type { FeedRow } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { OnProgress, SyncReport } from '../client-api/edits.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import { elementIndex } from '../features/elements/element-index.ts';
import { knownElements } from '../features/elements/reading.ts';
import { forgetSeen } from '../features/elements/seen.ts';
import { isConflicting, storedEdits } from '../features/edits/stored-edit.ts';
import { sendWaiting } from '../features/edits/waiting.ts';
import type { Cursor } from './cursor.ts';
import { CURSOR, storedCursor } from './cursor.ts';
import { evidenceOf } from './evidence.ts';
import { newestRows, requireRows } from './feed.ts';
import type { PageResult } from './page.ts';
import { pageChanges, takePage } from './page.ts';
import { RefusedList } from './refused-list.ts';

/** Rows that fill a screen, and some to scroll. */
const FIRST_ROWS = 200;

/**
 * Sends what waits on this device, then pulls what changed since the last time, page by page: reads, verifies, opens for the
 * summary, and keeps the elements together with the cursor in one write: lists show them from then on. An element that is refused does
 * not stop the others; it is reported, remembered and tried again. Throws `E_INCOMPLETE` for a gap in the feed and `E_ROLLBACK` for
 * one that goes back.
 */
export async function syncElements(context: ElementsContext, onProgress?: OnProgress): Promise<SyncReport> {
  const { account, api, ports } = context.session;
  await elementIndex(context.session).mend();
  const sent = await sendWaiting(context);
  const cursor = await storedCursor(context);
  const start = cursor.seq;
  const refused = new RefusedList(cursor, ports.clock.now());
  let { seq, newest: end = seq } = cursor;
  let again: ReadonlyMap<string, number> = refused.told();
  let [changed, gone, isFirst] = [0, 0, true];
  for (let [more, isAgain] = [true, false]; more;) {
    const answer = await api.pull({ cursor: { principal: account.accountId, seq } });
    requireEnd(answer.newest, end);
    const rows = requireRows(answer, account.accountId, seq);
    // A reader may be taken out between two requests: only an empty page tells that nothing is left to hear.
    more = rows.length > 0;
    for (const portion of more || again.size > 0 ? portionsOf(rows, isFirst) : []) {
      const newest = newestRows(portion);
      const page = await takePage(context, newest, again);
      await takeRefusals(context, refused, { page, rows: newest, again, seq });
      seq += portion.length;
      end = Math.max(end, answer.newest);
      again = new Map();
      gone += page.gone.size + page.erased.size;
      changed += [...page.kept.keys()].filter((elementId) => !page.gone.has(elementId)).length;
      await keepPage(context, page, { seq, ...refused.kept(), ...(seq < end ? { newest: end } : {}) });
      onProgress?.({ done: Math.max(seq - start, 0), total: Math.max(answer.newest - start, 0) });
    }
    isFirst = false;
    const from = more || isAgain ? undefined : refused.takeMore();
    if (from !== undefined) [seq, more, isAgain] = [from, true, true];
  }
  const conflicts = (await storedEdits(context.session)).filter(isConflicting).length;
  return { changed, gone, refused: refused.report(), ...(refused.more > 0 ? { refusedMore: refused.more } : {}), sent, conflicts };
}

/** All of a page in one write. */
async function keepPage(context: ElementsContext, page: PageResult, cursor: Cursor): Promise<void> {
  const { put, remove } = pageChanges(page);
  const evidence = await evidenceOf(context, page.refused);
  const seen = await forgetSeen(context.session, [...page.gone, ...page.erased.keys()]);
  await context.session.store.write({ put: new Map<string, unknown>([...put, ...evidence, ...seen, [CURSOR, cursor]]), remove });
}

/** What comes first is kept by itself, so that a new device shows something while the rest is on its way. At least one, which may be empty. */
function portionsOf(rows: readonly FeedRow[], isFirst: boolean): (readonly FeedRow[])[] {
  return isFirst && rows.length > FIRST_ROWS ? [rows.slice(0, FIRST_ROWS), rows.slice(FIRST_ROWS)] : [rows];
}

/** The feed does not end before the end that this device saw, wherever it reads. */
function requireEnd(newest: number, end: number): void {
  if (newest < end) throw new SealchartError('E_ROLLBACK', { detail: `feed ends at ${newest} and was seen up to ${end}` });
}

async function takeRefusals(
  { session }: ElementsContext,
  refused: RefusedList,
  {
    page,
    rows,
    again,
    seq,
  }: {
    readonly page: PageResult;
    readonly rows: ReadonlyMap<string, FeedRow>;
    readonly again: ReadonlyMap<string, number>;
    readonly seq: number;
  },
): Promise<void> {
  for (const elementId of [...again.keys(), ...page.kept.keys(), ...page.gone, ...page.erased.keys()]) {
    if (!page.refused.has(elementId)) refused.settle(elementId);
  }
  for (const { elementId, known } of await knownElements(session, [...page.refused.keys()])) {
    const error = page.refused.get(elementId);
    if (error) refused.add({ elementId, error, told: rows.get(elementId)?.version ?? 0, isNewcomer: known === undefined, seq });
  }
}
