import type { FeedRow } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { Progress, SyncReport } from '../client-api/edits.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import { knownElements } from '../features/elements/reading.ts';
import { forgetSeen } from '../features/elements/seen.ts';
import type { Cursor } from './cursor.ts';
import { CURSOR, Cursor as CursorSchema, START, storedCursor } from './cursor.ts';
import { evidenceOf } from './evidence.ts';
import { newestRows, requireRows } from './feed.ts';
import type { PageResult } from './page.ts';
import { pageChanges, takePage } from './page.ts';
import { RefusedList } from './refused-list.ts';

/** Rows that are taken up in one turn, and kept in one write: they fill a screen, and let others wait for a moment only. */
const TURN_ROWS = 200;

/** The cursor as it lies in the store, for a write that expects just it. */
interface Found {
  readonly cursor: Cursor;
  readonly sealed: Uint8Array | undefined;
}

/** Some rows of the feed, in their order, behind the cursor. */
interface Portion {
  readonly rows: readonly FeedRow[];
  /** Elements that were refused before and are tried again, each with the newest version that the feed told of. */
  readonly again: ReadonlyMap<string, number>;
}

/**
 * One sync on its way along the feed, some rows in each turn.
 *
 * [Note: One cursor for all windows] Where the feed goes on is what the store says in each turn, never what this walk remembers: another
 * window that syncs at the same time takes its rows up, and this one goes on behind them. The write of a turn expects the cursor that
 * the turn began with, so even a window that was frozen in the middle of its turn takes nothing up twice and skips nothing.
 */
export class FeedWalk {
  readonly #start: number;
  /** Where the feed ended at the most. */
  #end: number;
  #newest: number;
  /** What the server sent last, behind row `from`. */
  #pulled: { readonly from: number; readonly rows: readonly FeedRow[] } = { from: 0, rows: [] };
  #refused: RefusedList;
  readonly #errors = new Map<string, SealchartError>();
  #hasTriedAgain = false;
  #hasLookedAgain = false;
  #changed = 0;
  #gone = 0;

  private constructor(cursor: Cursor, now: number) {
    this.#start = this.#end = this.#newest = cursor.seq;
    this.#refused = new RefusedList(cursor, now);
  }

  /** From where this device stands. */
  static async begin(context: ElementsContext): Promise<FeedWalk> {
    return new FeedWalk(await storedCursor(context), context.session.ports.clock.now());
  }

  /**
   * Takes up what comes next, in a turn of its own; undefined once nothing is left. `isAfterOthers`: as for `ElementsContext.inTurn`.
   * `E_INCOMPLETE` for a gap in the feed, `E_ROLLBACK` for one that goes back, `E_BUSY` when somebody else moved the cursor in this turn.
   */
  async takeNext(context: ElementsContext, isAfterOthers: boolean): Promise<Progress | undefined> {
    const found = await this.#found(context, isAfterOthers);
    const rows = await this.#rowsBehind(context, found.cursor.seq);
    const again = this.#hasTriedAgain ? new Map<string, number>() : this.#refused.told();
    this.#hasTriedAgain = true;
    let { seq } = found.cursor;
    if (rows.length + again.size > 0) seq = await this.#take(context, found, { rows, again });
    // A reader may be taken out between two requests: only an empty page tells that nothing is left to hear.
    if (rows.length === 0 && !(await this.#lookAgain(context))) return undefined;
    return { done: Math.max(seq - this.#start, 0), total: Math.max(this.#newest - this.#start, 0) };
  }

  /** What this sync came to. */
  get report(): Pick<SyncReport, 'changed' | 'gone' | 'refused' | 'refusedMore'> {
    const left = this.#refused.told();
    const refused = [...this.#errors].flatMap(([elementId, error]) => (left.has(elementId) ? [{ elementId, error }] : []));
    const { more } = this.#refused;
    return { changed: this.#changed, gone: this.#gone, refused, ...(more > 0 ? { refusedMore: more } : {}) };
  }

  /** See [Note: One cursor for all windows]. */
  async #found(context: ElementsContext, isAfterOthers: boolean): Promise<Found> {
    const { store, ports } = context.session;
    const found = await store.getSealed(CURSOR, CursorSchema);
    const cursor = found?.value ?? START;
    if (isAfterOthers) this.#refused = new RefusedList(cursor, ports.clock.now());
    this.#end = Math.max(this.#end, cursor.newest ?? cursor.seq);
    return { cursor, sealed: found?.sealed };
  }

  async #rowsBehind({ session }: ElementsContext, seq: number): Promise<readonly FeedRow[]> {
    const { from, rows: pulled } = this.#pulled;
    const left = seq < from ? [] : pulled.slice(seq - from);
    if (left.length > 0) return left.slice(0, TURN_ROWS);
    const { accountId } = session.account;
    const answer = await session.api.pull({ cursor: { principal: accountId, seq } });
    requireEnd(answer.newest, this.#end);
    const rows = requireRows(answer, accountId, seq);
    this.#pulled = { from: seq, rows };
    this.#end = this.#newest = answer.newest;
    return rows.slice(0, TURN_ROWS);
  }

  async #take(context: ElementsContext, found: Found, { rows, again }: Portion): Promise<number> {
    const newest = newestRows(rows);
    const page = await takePage(context, newest, again);
    await this.#takeRefusals(context, page, { rows: newest, again, seq: found.cursor.seq });
    const seq = found.cursor.seq + rows.length;
    await this.#keep(context, found, seq, page);
    this.#gone += page.gone.size + page.erased.size;
    this.#changed += [...page.kept.keys()].filter((elementId) => !page.gone.has(elementId)).length;
    return seq;
  }

  async #takeRefusals(
    { session }: ElementsContext,
    page: PageResult,
    {
      rows,
      again,
      seq,
    }: { readonly rows: ReadonlyMap<string, FeedRow>; readonly again: ReadonlyMap<string, number>; readonly seq: number },
  ): Promise<void> {
    for (const elementId of [...again.keys(), ...page.kept.keys(), ...page.gone, ...page.erased.keys()]) {
      if (page.refused.has(elementId)) continue;
      this.#refused.settle(elementId);
      this.#errors.delete(elementId);
    }
    for (const { elementId, known } of await knownElements(session, [...page.refused.keys()])) {
      const error = page.refused.get(elementId);
      if (!error) continue;
      this.#refused.add({ elementId, error, told: rows.get(elementId)?.version ?? 0, isNewcomer: known === undefined, seq });
      this.#errors.set(elementId, error);
    }
  }

  /** All of a page in one write. */
  async #keep(context: ElementsContext, { sealed }: Found, seq: number, page: PageResult): Promise<void> {
    const { put, remove } = pageChanges(page);
    const evidence = await evidenceOf(context, page.refused);
    const seen = await forgetSeen(context.session, [...page.gone, ...page.erased.keys()]);
    await context.session.store.write({
      put: new Map<string, unknown>([...put, ...evidence, ...seen, [CURSOR, this.#cursorAt(seq)]]),
      remove,
      expected: new Map([[CURSOR, sealed]]),
    });
  }

  /** Goes back, once in a sync, to those that were refused and not remembered one by one. False when that is not to be done now. */
  async #lookAgain({ session: { store } }: ElementsContext): Promise<boolean> {
    const from = this.#hasLookedAgain ? undefined : this.#refused.takeMore();
    if (from === undefined) return false;
    this.#hasLookedAgain = true;
    const sealed = await store.getSealedBytes(CURSOR);
    await store.write({ put: new Map([[CURSOR, this.#cursorAt(from)]]), expected: new Map([[CURSOR, sealed]]) });
    return true;
  }

  #cursorAt(seq: number): Cursor {
    return { seq, ...this.#refused.kept(), ...(seq < this.#end ? { newest: this.#end } : {}) };
  }
}

/** The feed does not end before the end that this device saw, wherever it reads. */
function requireEnd(newest: number, end: number): void {
  if (newest < end) throw new SealchartError('E_ROLLBACK', { detail: `feed ends at ${newest} and was seen up to ${end}` });
}
