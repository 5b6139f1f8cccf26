import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import type { FeedHeadDocument } from './feed.schema.ts';
import { FEED_HEADS } from './feed.schema.ts';

/** First pause after the database failed; each further one is twice as long. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** Milliseconds that the database holds a question to which it has no answer yet. */
const WAIT_MS = 500;

/** Codes of MongoDB that say: where this stood is no longer known. */
const LOST: ReadonlySet<unknown> = new Set([
  136, // CappedPositionLost
  260, // InvalidResumeToken
  280, // ChangeStreamFatalError
  286, // ChangeStreamHistoryLost
]);

/** Who is told of changes. Must not throw. */
export interface FeedChangeListener {
  /** The feed of this principal ends here now, or ended here a moment ago. */
  onChange(principal: string, newest: number): void;
  /** Changes may have been missed: ask again about everything. */
  onGap(): void;
  /** The database cannot be followed; called once until it can again. */
  onTrouble(error: unknown): void;
}

interface HeadChange {
  readonly _id: unknown;
  readonly principal?: string;
  readonly seq?: number;
}

/** Ids and ends of feeds, and nothing else of a change, leave the database. */
const PIPELINE = [
  { $match: { operationType: { $in: ['insert', 'update', 'replace'] } } },
  { $project: { principal: '$documentKey._id', seq: { $ifNull: ['$updateDescription.updatedFields.seq', '$fullDocument.seq'] } } },
];

/**
 * Follows the ends of all feeds by one change stream, from the moment that `start` resolves and until `stop`. Goes on where it was after
 * an error; where the database no longer knows where that is, it begins anew and says so (`onGap`).
 */
export class FeedChanges {
  readonly #records: mongo.Db;
  readonly #listener: FeedChangeListener;
  readonly #end = new AbortController();
  #started: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();
  /** Where to go on: a token, or before the first one the time of the start. */
  #from: mongo.ChangeStreamOptions = {};

  constructor(records: mongo.Db, listener: FeedChangeListener) {
    this.#records = records;
    this.#listener = listener;
  }

  /** Resolves when every change from now on will be told. Rejects with the driver's error when the database cannot be asked. */
  start(): Promise<void> {
    this.#started ??= this.#begin().catch((error: unknown) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  /**
   * Tells nothing any more; resolves when the database is left alone, within `WAIT_MS`. The stream is closed between two answers only: the
   * driver would leave a cursor behind on the server whose first answer is still under way.
   */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#started?.catch(() => undefined);
    await this.#running;
  }

  async #begin(): Promise<void> {
    await this.#beginHere();
    this.#running = this.#run();
  }

  /** From the database's own time on: the stream may be opened later and still tells everything since. */
  async #beginHere(): Promise<void> {
    const { operationTime } = await this.#records.command({ ping: 1 });
    this.#from = { startAtOperationTime: operationTime as mongo.Timestamp };
  }

  async #run(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!this.#end.signal.aborted) {
      try {
        await this.#follow(() => (pause = FIRST_PAUSE_MS));
      } catch (error) {
        if (this.#end.signal.aborted) return;
        if (pause === FIRST_PAUSE_MS) this.#listener.onTrouble(error);
        if (isLost(error)) await this.#beginAnew();
        await this.#wait(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  async #follow(onAnswer: () => void): Promise<void> {
    const stream = this.#records.collection<FeedHeadDocument>(FEED_HEADS).watch(PIPELINE, { ...this.#from, maxAwaitTimeMS: WAIT_MS });
    try {
      while (!this.#end.signal.aborted) {
        const change = (await stream.tryNext()) as HeadChange | null;
        if (this.#end.signal.aborted) return;
        onAnswer();
        if (stream.resumeToken !== null && stream.resumeToken !== undefined) this.#from = { resumeAfter: stream.resumeToken };
        // A collection that was dropped ends its stream without an error, and from then on says nothing at once.
        if (stream.closed) return await this.#beginAnew();
        if (change?.principal !== undefined && change.seq !== undefined) this.#listener.onChange(change.principal, change.seq);
      }
    } finally {
      await stream.close().catch(() => undefined);
    }
  }

  async #beginAnew(): Promise<void> {
    try {
      await this.#beginHere();
      this.#listener.onGap();
    } catch {
      // The next round finds the old place lost again, and comes back here.
    }
  }

  async #wait(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#end.signal }).catch(() => undefined);
  }
}

function isLost(error: unknown): boolean {
  return error instanceof mongo.MongoError && (LOST.has(error.code) || error.hasErrorLabel('NonResumableChangeStreamError'));
}
