import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { SESSIONS as MOST } from '@sealchart/protocol';
import type { ClientSession, QueryFilter } from 'mongoose';
import { Model } from 'mongoose';
import { ACCOUNTS } from '../platform/database/connections.ts';
import type { SessionDocument } from './session.ts';
import { SESSIONS } from './session.ts';

/** Sessions that have not ended, whether or not the database has swept. */
const live = (now: Date): QueryFilter<SessionDocument> => ({ expiresAt: { $gt: now }, idleUntil: { $gt: now } });

@Injectable()
export class SessionsRepository {
  constructor(@InjectModel(SESSIONS, ACCOUNTS) private readonly model: Model<SessionDocument>) {}

  async create(session: SessionDocument): Promise<void> {
    await this.model.insertMany([session]);
  }

  /** Null when unknown, or past one of its ends. */
  async findLive(_id: string, now: Date): Promise<SessionDocument | null> {
    return this.model.findOne({ _id, ...live(now) }).lean<SessionDocument>();
  }

  /** Which of these have not ended. */
  async findLiveIds(ids: readonly string[], now: Date): Promise<string[]> {
    const found = await this.model.find({ _id: { $in: [...ids] }, ...live(now) }, { _id: 1 }).lean<Pick<SessionDocument, '_id'>[]>();
    return found.map(({ _id }) => _id);
  }

  /** All of an account, last used first. */
  async findAllLive(accountId: string, now: Date): Promise<SessionDocument[]> {
    return this.model
      .find({ accountId, ...live(now) })
      .sort({ lastUsedAt: -1 })
      .limit(MOST)
      .lean<SessionDocument[]>();
  }

  /** Notes a use, unless another request noted one since the session was read. */
  async touch(before: SessionDocument, use: Pick<SessionDocument, 'address' | 'lastUsedAt' | 'idleUntil'>): Promise<void> {
    await this.model.updateOne({ _id: before._id, lastUsedAt: before.lastUsedAt }, { $set: use });
  }

  /** Ends those beyond the `MOST` that were used last. */
  async trim(accountId: string, now: Date): Promise<void> {
    const beyond = await this.model
      .find({ accountId, ...live(now) }, { _id: 1 })
      .sort({ lastUsedAt: -1 })
      .skip(MOST)
      .lean<Pick<SessionDocument, '_id'>[]>();
    if (beyond.length > 0) await this.model.deleteMany({ accountId, _id: { $in: beyond.map(({ _id }) => _id) } });
  }

  /** False when the account has no such session. */
  async delete(_id: string, accountId: string): Promise<boolean> {
    const { deletedCount } = await this.model.deleteOne({ _id, accountId });
    return deletedCount === 1;
  }

  /** Ends those that a recovery began. */
  async deleteRecoveries(accountId: string, session: ClientSession): Promise<void> {
    await this.model.deleteMany({ accountId, kind: 'recovery' }, { session });
  }

  /** Ends all of an account but one; how many. */
  async deleteAll(accountId: string, { except, session }: { readonly except?: string; readonly session?: ClientSession }): Promise<number> {
    const filter = { accountId, ...(except === undefined ? {} : { _id: { $ne: except } }) };
    const { deletedCount } = await this.model.deleteMany(filter, session === undefined ? {} : { session });
    return deletedCount;
  }
}
