import { Injectable } from '@nestjs/common';
import type { FeedHeadResponse, FeedRequest, FeedResponse } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import type { NewFeedRow } from './feeds.repository.ts';
import { FeedsRepository } from './feeds.repository.ts';

/** The feeds: what changed for whom, in order. */
@Injectable()
export class FeedsService {
  constructor(private readonly feeds: FeedsRepository) {}

  /** Adds rows inside the caller's transaction on the records database. */
  async append(session: ClientSession, rows: readonly NewFeedRow[]): Promise<void> {
    if (rows.length > 0) await this.feeds.append(session, rows);
  }

  /** The rows behind a cursor. Throws `E_NOT_FOUND` for every feed but the caller's own, whether it exists or not. */
  async pull(accountId: string, { cursor }: FeedRequest): Promise<FeedResponse> {
    if (cursor.principal !== accountId) throw new SealchartError('E_NOT_FOUND');
    return this.feeds.findAfter(cursor.principal, cursor.seq);
  }

  /** Where an account's own feed ends. */
  async head(accountId: string): Promise<FeedHeadResponse> {
    return { newest: await this.feeds.findNewest(accountId) };
  }
}
