import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { LOGIN_PAGE } from '@sealchart/protocol';
import { Model, Types } from 'mongoose';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { isDuplicateKey } from '../../platform/database/duplicate-key.ts';
import type { LoginAttemptDocument } from './login-attempt.schema.ts';
import { LOGIN_ATTEMPTS } from './login-attempt.schema.ts';

/** A row before it has its place in the order. */
export type NewAttempt = Omit<LoginAttemptDocument, '_id' | 'count' | 'fold'>;

@Injectable()
export class LoginAttemptsRepository {
  constructor(@InjectModel(LOGIN_ATTEMPTS, ACCOUNTS) private readonly model: Model<LoginAttemptDocument>) {}

  async insert(attempt: NewAttempt): Promise<void> {
    await this.model.insertMany([{ ...attempt, _id: new Types.ObjectId(), count: 1 }]);
  }

  /** Counts into the row of the same fold, which the first makes. */
  async fold(attempt: NewAttempt, fold: string): Promise<void> {
    const upsert = () =>
      this.model.updateOne({ fold }, { $inc: { count: 1 }, $setOnInsert: { ...attempt, _id: new Types.ObjectId() } }, { upsert: true });
    try {
      await upsert();
    } catch (error) {
      // Two made the first at once: now there is one to count into.
      if (!isDuplicateKey(error)) throw error;
      await upsert();
    }
  }

  /** Whether anybody got in from a neighbourhood since `since`. */
  async hasEntered(identityId: string, neighbourhood: string, since: Date): Promise<boolean> {
    return (await this.model.exists({ identityId, result: 'in', neighbourhood, at: { $gte: since } })) !== null;
  }

  /** Newest first, one more than fit on a page where there are more. */
  async findPage(identityId: string, since: Date, before: string | undefined): Promise<LoginAttemptDocument[]> {
    const older = before === undefined ? {} : { _id: { $lt: new Types.ObjectId(before) } };
    return this.model
      .find({ identityId, at: { $gte: since }, ...older })
      .sort({ _id: -1 })
      .limit(LOGIN_PAGE + 1)
      .lean<LoginAttemptDocument[]>();
  }
}
