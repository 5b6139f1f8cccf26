import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { IDEMPOTENCY_DAYS, IDEMPOTENT_BYTES, SealchartError, joinNul } from '@sealchart/protocol';
import { Clock } from '../clock.ts';
import { Counter } from '../limits/counter.ts';
import type { IdempotentAnswer } from './idempotent-answer.ts';
import { IdempotencyRepository } from './idempotency.repository.ts';

/**
 * A run that has not answered by then is taken for dead: the largest batch needs a second or two. Shorter than the wait below, so that
 * whoever repeats a request after its server died gets an answer and no conflict.
 */
const LEASE_MS = 10_000;
/** How long a second, equal request waits for the answer of the first. */
const WAIT_MS = 15_000;
/** Between two looks for that answer. */
const LOOK_MS = 50;
const DAY_MS = 86_400_000;
const DAY_SECONDS = DAY_MS / 1_000;
/** What an answer takes beside its text, with its index. */
const ENTRY_BYTES = 512;

/** One request as its key names it. */
export interface KeyedRequest {
  readonly accountId: string;
  readonly key: string;
  /** Method and path: the same key for another route is another request. */
  readonly route: string;
  /** The validated body. */
  readonly body: unknown;
}

/**
 * Answers an equal request with the equal answer for some days, as long as the account has room: no quota counts answers, also not of
 * requests of which everything was refused. Asked only after session and right were checked. The work must
 * bear being run again: a run that died (or outlived its lease) is repeated by the next equal request.
 */
@Injectable()
export class IdempotencyService {
  readonly #kept = Counter.ofNode('kept-answers', { points: IDEMPOTENT_BYTES, seconds: IDEMPOTENCY_DAYS * DAY_SECONDS });

  constructor(
    private readonly entries: IdempotencyRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * The stored answer, or that of `work`, which must be a JSON value of ids, versions, hashes and codes. Throws `E_IDEMPOTENCY` when
   * the key was used for another request, `E_CONFLICT` when an equal one is still running, and whatever `work` throws; nothing
   * is kept of a request that threw.
   */
  async run<T>(request: KeyedRequest, work: () => Promise<T>): Promise<T> {
    const until = this.clock.now() + WAIT_MS;
    const entry = this.#entryOf(request);
    if (await this.entries.claim(entry)) return this.#work(entry, work);
    for (;;) {
      const now = new Date(this.clock.now());
      const live = await this.entries.findLive(entry._id, now);
      if (live && live.requestHash !== entry.requestHash) throw new SealchartError('E_IDEMPOTENCY');
      if (live?.answer !== undefined) return JSON.parse(live.answer) as T;
      if (!live || live.leaseUntil <= now) {
        const isOurs = (await this.entries.takeOver(entry, now)) || (await this.entries.claim(entry));
        if (isOurs) return this.#work(entry, work);
      }
      if (this.clock.now() >= until) throw new SealchartError('E_CONFLICT', { detail: 'the same request is still running' });
      await pause(LOOK_MS);
    }
  }

  async #work<T>(entry: IdempotentAnswer, work: () => Promise<T>): Promise<T> {
    let answer: T;
    try {
      answer = await work();
    } catch (error) {
      await this.entries.release(entry);
      throw error;
    }
    const text = JSON.stringify(answer);
    if (await this.#hasRoom(entry.accountId, text.length)) await this.entries.finish(entry, text);
    else await this.entries.release(entry);
    return answer;
  }

  /** Takes room for an answer of an account, where there is any. */
  async #hasRoom(accountId: string, characters: number): Promise<boolean> {
    return this.#kept.take(accountId, ENTRY_BYTES + characters).then(
      () => true,
      () => false,
    );
  }

  #entryOf({ accountId, key, route, body }: KeyedRequest): IdempotentAnswer {
    const now = this.clock.now();
    return {
      _id: digest('sealchart/v1/idempotency', accountId, key),
      accountId,
      requestHash: digest(route, JSON.stringify(body)),
      lease: randomUUID(),
      leaseUntil: new Date(now + LEASE_MS),
      expiresAt: new Date(now + IDEMPOTENCY_DAYS * DAY_MS),
    };
  }
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256')
    .update(joinNul(...parts))
    .digest('base64url');
}
