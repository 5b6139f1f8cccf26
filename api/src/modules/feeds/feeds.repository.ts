import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { FeedResponse, FeedRow } from '@sealchart/protocol';
import { FEED_PAGE } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { Model } from 'mongoose';
import { RECORDS } from '../../platform/database/connections.ts';
import type { FeedHeadDocument, FeedRowDocument } from './feed.schema.ts';
import { FEED_HEADS, FEED_ROWS } from './feed.schema.ts';

/** A row before it has its place. */
export type NewFeedRow = Omit<FeedRow, 'seq'>;

@Injectable()
export class FeedsRepository {
  constructor(
    @InjectModel(FEED_HEADS, RECORDS) private readonly heads: Model<FeedHeadDocument>,
    @InjectModel(FEED_ROWS, RECORDS) private readonly rows: Model<FeedRowDocument>,
  ) {}

  /**
   * Adds rows at the ends of the feeds of their principals, inside the caller's transaction on the records database: so no row
   * ever appears behind a cursor, and none is left of a change that was undone.
   */
  async append(session: ClientSession, rows: readonly NewFeedRow[]): Promise<void> {
    const byPrincipal = Map.groupBy(rows, (row) => row.principal);
    const placed: FeedRowDocument[] = [];
    // Always in one order, so that two writers with the same readers wait for each other instead of both starting anew.
    for (const principal of [...byPrincipal.keys()].sort()) {
      const own = byPrincipal.get(principal) ?? [];
      const last = await this.raise(session, principal, own.length);
      own.forEach((row, i) => {
        const seq = last - own.length + 1 + i;
        placed.push({ _id: `${principal}/${seq}`, ...row, seq });
      });
    }
    await this.rows.insertMany(placed, { session, lean: true });
  }

  /**
   * A page of the rows behind `after`, and where the feed ends. Both are asked for at once: what was written in between may show in one
   * of the two alone, so that an empty page is told as the end of the feed, and no page goes beyond it.
   */
  async findAfter(principal: string, after: number): Promise<FeedResponse> {
    const [end, rows] = await Promise.all([
      this.findNewest(principal),
      this.rows
        .find({ principal, seq: { $gt: after } }, { _id: 0 })
        .sort({ seq: 1 })
        .limit(FEED_PAGE)
        .lean<FeedRow[]>(),
    ]);
    const last = rows.at(-1)?.seq;
    return { rows, newest: last === undefined ? Math.min(end, after) : Math.max(end, last) };
  }

  /** Where a feed ends; 0 for one that nothing was ever written to. */
  async findNewest(principal: string): Promise<number> {
    const head = await this.heads.findById(principal).lean<FeedHeadDocument>();
    return head?.seq ?? 0;
  }

  /** Where these feeds end; those that nothing was ever written to are left out. */
  async findAllNewest(principals: readonly string[]): Promise<FeedHeadDocument[]> {
    return this.heads.find({ _id: { $in: [...principals] } }).lean<FeedHeadDocument[]>();
  }

  private async raise(session: ClientSession, principal: string, count: number): Promise<number> {
    const head = await this.heads
      .findOneAndUpdate({ _id: principal }, { $inc: { seq: count } }, { upsert: true, returnDocument: 'after', session })
      .lean<FeedHeadDocument>();
    if (!head) throw new Error('an upsert gave nothing back');
    return head.seq;
  }
}
