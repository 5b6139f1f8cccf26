import type { ErrorCode } from '@sealchart/protocol';
import { LIVE_EVENT, SealchartError } from '@sealchart/protocol';
import type { Watch, WatchOptions } from '../../client-api/watch.ts';
import type { HttpStream } from '../../ports/http-client.ts';
import { syncedUpTo } from '../../sync/cursor.ts';
import type { ElementsContext } from '../elements/context.ts';
import { readEvents } from './server-sent-events.ts';

/** Pause before the first stream after one that lived; each further one is twice as long. */
const FIRST_PAUSE_MS = 1_000;
/** A stream that lived shorter counts as one that failed: something on the way does not let streams through. */
const SHORT_LIFE_MS = 30_000;
/** So many failures in a row, and the server is asked instead. */
const FAILURES = 3;
const POLL_MS = 30_000;
/** While polling, a stream is tried again this often. */
const STREAM_AGAIN_MS = 300_000;
/** So many calls within a second of one another, and each further one waits a second: a server cannot keep a device busy. */
const CALLS_IN_A_ROW = 5;
const CALL_PAUSE_MS = 1_000;
const ID = /^\d{1,16}$/;

/** What waiting mends: the network, a server that starts or is full, and what stands between. All else ends the watch. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['E_NETWORK', 'E_UNAVAILABLE', 'E_THROTTLED', 'E_ANSWER', 'E_INTERNAL', 'E_REALM']);
/** What a stream may be refused with although asking still works: too many of them, or a server without. */
const NO_STREAM: ReadonlySet<ErrorCode> = new Set(['E_LIMIT', 'E_NOT_FOUND']);
/** What looks like no network, to a person. */
const OFFLINE: ReadonlySet<ErrorCode> = new Set(['E_NETWORK', 'E_UNAVAILABLE', 'E_REALM']);

type State = Parameters<NonNullable<WatchOptions['onState']>>[0];

/** Notices that there is more: by a stream, else by asking. Believes nothing but that; `sync` is the only one that fetches. */
export class FeedWatch implements Watch {
  readonly #context: ElementsContext;
  readonly #options: WatchOptions;
  readonly #end = new AbortController();
  readonly #done: Promise<void>;
  #stream: HttpStream | undefined;
  #state: State | undefined;
  #failures = 0;
  /** When a stream is tried again; milliseconds since 1970. */
  #streamAgainAt = 0;
  #hasAskedInVain = false;
  /** The calls of `onMore` under way. */
  #telling: Promise<void> | undefined;
  #isMore = false;
  /** When the last of them ended, and how many followed one another. */
  #calledAt = 0;
  #callsInARow = 0;

  constructor(context: ElementsContext, options: WatchOptions) {
    this.#context = context;
    this.#options = options;
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#cut();
    await this.#done;
    await this.#telling;
  }

  /** Ends it for a reason that the host is told, once. */
  end(error: SealchartError): void {
    if (this.#isOver) return;
    this.#cut();
    this.#options.onEnd?.(error);
  }

  get #isOver(): boolean {
    return this.#end.signal.aborted;
  }

  #cut(): void {
    this.#end.abort();
    this.#stream?.close();
  }

  async #run(): Promise<void> {
    // Nobody is called before whoever watches holds the watch in hand.
    await Promise.resolve();
    const { api, ports } = this.#context.session;
    while (!this.#isOver) {
      const isStreamed = api.canStream && (this.#failures < FAILURES || ports.clock.now() >= this.#streamAgainAt);
      try {
        if (isStreamed) await this.#listen();
        else await this.#ask();
      } catch (error) {
        this.#judge(error, isStreamed);
      }
      if (!isStreamed) await this.#wait(this.#about(POLL_MS));
      else if (this.#failures < FAILURES) await this.#wait(this.#about(FIRST_PAUSE_MS * 2 ** this.#failures));
    }
  }

  /** Holds one stream until it ends. */
  async #listen(): Promise<void> {
    const { api, ports } = this.#context.session;
    const start = ports.clock.now();
    try {
      // Not the id of the last event: what this device has is what it fetched and proved.
      const stream = await api.live(await syncedUpTo(this.#context));
      this.#stream = stream;
      if (this.#isOver) return;
      this.#enter('live');
      for await (const { name, id } of readEvents(stream.body)) {
        if (this.#isOver) return;
        if (name !== LIVE_EVENT) continue;
        if (!ID.test(id ?? '')) throw new SealchartError('E_ANSWER', { detail: 'an event whose id is no number' });
        this.#tell();
      }
    } finally {
      this.#stream?.close();
      this.#stream = undefined;
      this.#failures = ports.clock.now() - start >= SHORT_LIFE_MS ? 0 : this.#failures + 1;
      if (this.#failures >= FAILURES) this.#streamAgainAt = ports.clock.now() + this.#about(STREAM_AGAIN_MS);
    }
  }

  /** Asks once whether there is more. */
  async #ask(): Promise<void> {
    const { api, ports } = this.#context.session;
    const { newest } = await api.feedHead({ patienceMs: 0 });
    if (this.#isOver) return;
    // The network is back: so may streams be.
    if (this.#state === 'offline' && this.#hasAskedInVain) this.#streamAgainAt = ports.clock.now();
    this.#hasAskedInVain = false;
    this.#enter('polling');
    // A feed that ends before what was seen is news as well: sync says what is wrong.
    if (newest !== (await syncedUpTo(this.#context))) this.#tell();
  }

  #judge(cause: unknown, wasStreamed: boolean): void {
    if (this.#isOver) return;
    const error = cause instanceof SealchartError ? cause : new SealchartError('E_UNEXPECTED', { cause });
    const isPassing = PASSING.has(error.code) || (wasStreamed && NO_STREAM.has(error.code));
    if (!isPassing) return this.end(error);
    if (!wasStreamed) this.#hasAskedInVain = true;
    // A stream that fails while asking works says nothing about the network.
    if (OFFLINE.has(error.code) && (!wasStreamed || this.#failures < FAILURES)) this.#enter('offline');
  }

  /** Calls the host, once for all that comes while it is being called. */
  #tell(): void {
    this.#isMore = true;
    this.#telling ??= this.#call().finally(() => {
      this.#telling = undefined;
      if (this.#isMore && !this.#isOver) this.#tell();
    });
  }

  async #call(): Promise<void> {
    while (this.#isMore && !this.#isOver) {
      await this.#pauseBetweenCalls();
      if (this.#isOver) return;
      this.#isMore = false;
      try {
        await this.#options.onMore();
      } catch (error) {
        this.#isMore = false;
        this.#judge(error, false);
        // What could not be fetched is told again by the next stream: it begins where this device is.
        this.#stream?.close();
        return;
      } finally {
        this.#calledAt = this.#context.session.ports.clock.now();
      }
    }
  }

  async #pauseBetweenCalls(): Promise<void> {
    const since = this.#context.session.ports.clock.now() - this.#calledAt;
    this.#callsInARow = since < CALL_PAUSE_MS ? this.#callsInARow + 1 : 0;
    if (this.#callsInARow > CALLS_IN_A_ROW) await this.#wait(this.#about(CALL_PAUSE_MS));
  }

  #enter(state: State): void {
    if (this.#state === state || this.#isOver) return;
    this.#state = state;
    this.#options.onState?.(state);
  }

  async #wait(ms: number): Promise<void> {
    const { signal } = this.#end;
    if (signal.aborted) return;
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.#context.session.ports.clock.wait(ms, signal), aborted]);
  }

  /** A fifth more or less, so that many clients do not come at the same moment. */
  #about(ms: number): number {
    return Math.round(ms * (0.8 + ((this.#context.session.ports.random.bytes(1)[0] ?? 0) / 255) * 0.4));
  }
}
