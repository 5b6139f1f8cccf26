import { SealchartError } from '@sealchart/protocol';
import type { Connection } from 'mongoose';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { ThrottledError } from './throttled-error.ts';

/** So many points in so many seconds, for each key. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/** Counts what callers do. */
export class Counter {
  readonly #limiter: RateLimiterAbstract;

  private constructor(limiter: RateLimiterAbstract) {
    this.#limiter = limiter;
  }

  /** Counts on this node alone: guards its load. */
  static ofNode(name: string, { points, seconds }: Rate): Counter {
    return new Counter(new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }));
  }

  /** Counts in MongoDB for all nodes: a guess on one node is a guess. */
  static async shared(connection: Connection, name: string, { points, seconds }: Rate): Promise<Counter> {
    const limiter = new RateLimiterMongo({
      storeClient: connection.getClient(),
      dbName: connection.db?.databaseName ?? connection.name,
      tableName: 'rates',
      keyPrefix: name,
      points,
      duration: seconds,
      disableIndexesCreation: true,
    });
    await limiter.createIndexes();
    return new Counter(limiter);
  }

  /** Takes one point, or more. Throws `E_THROTTLED` when so many are not left, `E_UNAVAILABLE` when nobody can count: closed, not open. */
  async take(key: string, points = 1): Promise<void> {
    try {
      await this.#limiter.consume(key, points);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new ThrottledError(Math.max(1, Math.ceil(error.msBeforeNext / 1_000)));
      throw new SealchartError('E_UNAVAILABLE', { cause: error });
    }
  }

  /** Gives back one point that was taken. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(key);
  }

  /** Forgets what a key has used. */
  async forget(key: string): Promise<void> {
    await this.#limiter.delete(key);
  }
}
