import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { LOGIN_FAILURES_IN_A_ROW, SealchartError } from '@sealchart/protocol';
import { Model } from 'mongoose';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { isDuplicateKey } from '../../platform/database/duplicate-key.ts';
import type { FailureStreakDocument } from './failure-streak.schema.ts';
import { FAILURE_STREAKS } from './failure-streak.schema.ts';

/** Two tries can make the first document of a row at once; a third attempt finds it. */
const TRIES = 3;

/** Counts in MongoDB, for all nodes, each try in one atomic step. */
@Injectable()
export class FailureStreaksRepository {
  constructor(@InjectModel(FAILURE_STREAKS, ACCOUNTS) private readonly model: Model<FailureStreakDocument>) {}

  /** Counts a try before it is judged; false when there were as many in a row as there may be. */
  async take(_id: string, lastAt: Date): Promise<boolean> {
    for (let i = 0; i < TRIES; i += 1) {
      try {
        const filter = { _id, failures: { $lt: LOGIN_FAILURES_IN_A_ROW } };
        await this.model.updateOne(filter, { $inc: { failures: 1 }, $set: { lastAt } }, { upsert: true });
        return true;
      } catch (error) {
        // A full row does not match, and its second insertion fails.
        if (!isDuplicateKey(error)) throw error;
        const streak = await this.model.findById(_id).lean<FailureStreakDocument>();
        if (streak && streak.failures >= LOGIN_FAILURES_IN_A_ROW) return false;
      }
    }
    throw new SealchartError('E_UNAVAILABLE', { detail: 'too much at once' });
  }

  async giveBack(_id: string): Promise<void> {
    await this.model.updateOne({ _id, failures: { $gt: 0 } }, { $inc: { failures: -1 } });
  }

  async forget(_id: string): Promise<void> {
    await this.model.deleteOne({ _id });
  }
}
