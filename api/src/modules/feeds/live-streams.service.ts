import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { LIVE_STREAMS, LIVE_STREAMS_IN_ALL, SealchartError } from '@sealchart/protocol';
import type { FastifyReply } from 'fastify';
import type { Connection } from 'mongoose';
import type { Caller } from '../../access/caller.ts';
import { SessionsService } from '../../access/sessions.service.ts';
import { Clock } from '../../platform/clock.ts';
import { RECORDS } from '../../platform/database/connections.ts';
import { EventStream } from '../../platform/http/event-stream.ts';
import { OperatorLog } from '../../platform/operator-log.ts';
import { FeedChanges } from './feed-changes.ts';
import { FeedsRepository } from './feeds.repository.ts';
import { LiveStream } from './live-stream.ts';

/** Proxies close what says nothing for half a minute. */
const BEAT_MS = 25_000;
/** Streams are looked after in portions: those that are due. */
const ROUND_MS = 5_000;
/** A client that takes nothing for so long is closed; so is one whose session could not be asked about for so long. */
const PATIENCE_MS = 60_000;
/** Sessions and feeds in one question to the database. */
const PORTION = 1_000;

/**
 * Everybody who holds a stream open on this node, by account. One change stream follows the ends of all feeds while somebody listens, and
 * none while nobody does. At each beat of a stream its session is asked about again, and the end of its feed too: so nothing that a
 * change stream may miss stays unsaid for longer than a beat. A session that is ended at this node ends its streams at once.
 */
@Injectable()
export class LiveStreams implements BeforeApplicationShutdown {
  readonly #byAccount = new Map<string, Set<LiveStream>>();
  #count = 0;
  #changes: FeedChanges | undefined;
  #rounds: NodeJS.Timeout | undefined;
  #isInRound = false;
  #isStopping = false;

  constructor(
    @InjectConnection(RECORDS) private readonly connection: Connection,
    private readonly feeds: FeedsRepository,
    private readonly sessions: SessionsService,
    private readonly clock: Clock,
    private readonly log: OperatorLog,
  ) {
    // Who was logged out elsewhere hears of it now and not at the next beat.
    sessions.onEnd((accountId) => void this.#lookAfter([...(this.#byAccount.get(accountId) ?? [])], this.clock.now()));
  }

  /** Streams that are open. */
  get count(): number {
    return this.#count;
  }

  /** Whether the database is followed. */
  get isFollowing(): boolean {
    return this.#changes !== undefined;
  }

  /**
   * Holds a stream open on the caller's own feed. `after` is what the caller has; undefined where it does not say: then it is told of
   * what comes from now on. Throws `E_LIMIT` beyond the streams of one account, `E_UNAVAILABLE` beyond those of this node.
   */
  async open(caller: Caller, after: number | undefined, reply: FastifyReply): Promise<void> {
    const stream = this.#admit(caller);
    try {
      await this.#follow().start();
      const newest = await this.feeds.findNewest(caller.accountId);
      stream.hear(newest);
      if (this.#isStopping) throw new SealchartError('E_UNAVAILABLE');
      stream.begin(
        EventStream.open(reply, () => this.#remove(stream)),
        after ?? newest,
      );
    } catch (error) {
      this.#remove(stream);
      throw error;
    }
  }

  /** Looks after the streams that are due. Public for specs that do not want to wait. */
  async round(): Promise<void> {
    if (this.#isInRound) return;
    this.#isInRound = true;
    try {
      const now = this.clock.now();
      for (const stream of this.#all()) if (stream.stuckMs > PATIENCE_MS) stream.end();
      const due = this.#all().filter(({ beatAt }) => beatAt <= now);
      for (let i = 0; i < due.length; i += PORTION) await this.#lookAfter(due.slice(i, i + PORTION), now);
    } finally {
      this.#isInRound = false;
    }
  }

  /** A server that stops lets nobody wait for the end of what has none. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#rounds);
    for (const stream of this.#all()) stream.end();
    const changes = this.#changes;
    this.#changes = undefined;
    await changes?.stop();
  }

  /** Takes a place before anything is asked, so that many at once cannot all find the last one free. */
  #admit(caller: Caller): LiveStream {
    const own = this.#byAccount.get(caller.accountId) ?? new Set();
    if (own.size >= LIVE_STREAMS)
      throw new SealchartError('E_LIMIT', { detail: `live streams of one account: at most ${LIVE_STREAMS} at once; close one of them` });
    if (this.#isStopping || this.#count >= LIVE_STREAMS_IN_ALL)
      throw new SealchartError('E_UNAVAILABLE', { detail: 'no further live stream now; ask for the end of the feed instead' });
    const now = this.clock.now();
    const stream = new LiveStream(caller, { provenAt: now, beatAt: now + BEAT_MS });
    this.#byAccount.set(caller.accountId, own.add(stream));
    this.#count += 1;
    return stream;
  }

  #remove(stream: LiveStream): void {
    const { accountId } = stream.caller;
    const own = this.#byAccount.get(accountId);
    if (!own?.delete(stream)) return;
    if (own.size === 0) this.#byAccount.delete(accountId);
    this.#count -= 1;
    if (this.#count === 0) this.#rest();
  }

  /** The change stream of everybody who listens. */
  #follow(): FeedChanges {
    this.#rounds ??= setInterval(() => void this.round(), ROUND_MS).unref();
    const database = this.connection.getClient().db(this.connection.name);
    this.#changes ??= new FeedChanges(database, {
      onChange: (principal, newest) => this.#byAccount.get(principal)?.forEach((stream) => stream.hear(newest)),
      onGap: () => void this.#askAgain(this.#all()).catch(() => undefined),
      onTrouble: () => this.log.warn('the database cannot be followed: live updates come late until it can'),
    });
    return this.#changes;
  }

  #rest(): void {
    clearInterval(this.#rounds);
    this.#rounds = undefined;
    void this.#changes?.stop();
    this.#changes = undefined;
  }

  async #lookAfter(due: readonly LiveStream[], now: number): Promise<void> {
    if (due.length === 0) return;
    try {
      const live = await this.sessions.stillLive([...new Set(due.map(({ caller }) => caller.sessionId))]);
      for (const stream of due) {
        if (live.has(stream.caller.sessionId)) stream.provenAt = now;
        else stream.end();
      }
      await this.#askAgain(due.filter(({ caller }) => live.has(caller.sessionId)));
    } catch {
      // Whoever cannot be asked about stays for a while: a database that starts anew is no reason to send everybody away.
      for (const stream of due) if (now - stream.provenAt > PATIENCE_MS) stream.end();
    }
    for (const stream of due) {
      stream.beatAt = now + BEAT_MS;
      stream.beat();
    }
  }

  /** Asks where the feeds of these streams end. */
  async #askAgain(streams: readonly LiveStream[]): Promise<void> {
    const principals = [...new Set(streams.map(({ caller }) => caller.accountId))];
    for (let i = 0; i < principals.length; i += PORTION) {
      for (const { _id, seq } of await this.feeds.findAllNewest(principals.slice(i, i + PORTION))) {
        this.#byAccount.get(_id)?.forEach((stream) => stream.hear(seq));
      }
    }
  }

  #all(): LiveStream[] {
    return [...this.#byAccount.values()].flatMap((own) => [...own]);
  }
}
