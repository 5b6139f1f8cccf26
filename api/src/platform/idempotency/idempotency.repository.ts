import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { RECORDS } from '../database/connections.ts';
import { isDuplicateKey } from '../database/duplicate-key.ts';
import type { IdempotentAnswer } from './idempotent-answer.ts';
import { IDEMPOTENT_ANSWERS } from './idempotent-answer.ts';

/** Which run of a request this is. */
export type Run = Pick<IdempotentAnswer, '_id' | 'lease'>;

@Injectable()
export class IdempotencyRepository {
  constructor(@InjectModel(IDEMPOTENT_ANSWERS, RECORDS) private readonly model: Model<IdempotentAnswer>) {}

  /** False when the key is taken, by whatever request. */
  async claim(entry: IdempotentAnswer): Promise<boolean> {
    try {
      await this.model.insertMany([entry], { lean: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Null when the entry has ended, whether or not the database has removed it yet. */
  async findLive(_id: string, now: Date): Promise<IdempotentAnswer | null> {
    return this.model.findOne({ _id, expiresAt: { $gt: now } }).lean<IdempotentAnswer>();
  }

  /** Takes over an entry whose run has died, or which has ended. False when somebody was faster. */
  async takeOver(entry: IdempotentAnswer, now: Date): Promise<boolean> {
    const { _id, ...fresh } = entry;
    const abandoned = { requestHash: entry.requestHash, answer: { $exists: false }, leaseUntil: { $lte: now } };
    const { matchedCount } = await this.model.updateOne(
      { _id, $or: [abandoned, { expiresAt: { $lte: now } }] },
      { $set: fresh, $unset: { answer: 1 } },
    );
    return matchedCount === 1;
  }

  /** Keeps the answer; without effect when another run has taken over. */
  async finish({ _id, lease }: Run, answer: string): Promise<void> {
    await this.model.updateOne({ _id, lease }, { $set: { answer } });
  }

  /** Frees the key of a run that failed as a whole, so that the same request may be tried again. */
  async release({ _id, lease }: Run): Promise<void> {
    await this.model.deleteOne({ _id, lease, answer: { $exists: false } });
  }
}
