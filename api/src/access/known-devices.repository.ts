import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { LOGIN_FAILURES_IN_A_ROW } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { Model } from 'mongoose';
import { ACCOUNTS } from '../platform/database/connections.ts';
import type { KnownDeviceDocument } from './known-device.ts';
import { DEVICES } from './known-device.ts';

@Injectable()
export class KnownDevicesRepository {
  constructor(@InjectModel(DEVICES, ACCOUNTS) private readonly model: Model<KnownDeviceDocument>) {}

  async create(device: KnownDeviceDocument, session?: ClientSession): Promise<void> {
    await this.model.insertMany([device], session === undefined ? {} : { session });
  }

  /** Null when unknown, not used since `since`, or spent on wrong tries. */
  async find(_id: string, since: Date): Promise<KnownDeviceDocument | null> {
    const filter = { _id, lastUsedAt: { $gt: since }, failures: { $lt: LOGIN_FAILURES_IN_A_ROW } };
    return this.model.findOne(filter).lean<KnownDeviceDocument>();
  }

  /** Counts a try; false when the token has none left, or is gone. */
  async takeTry(_id: string): Promise<boolean> {
    const filter = { _id, failures: { $lt: LOGIN_FAILURES_IN_A_ROW } };
    const { modifiedCount } = await this.model.updateOne(filter, { $inc: { failures: 1 } });
    return modifiedCount === 1;
  }

  async giveTryBack(_id: string): Promise<void> {
    await this.model.updateOne({ _id, failures: { $gt: 0 } }, { $inc: { failures: -1 } });
  }

  /** Forgets those beyond the `most` that were used last. */
  async trim(accountId: string, most: number, session?: ClientSession): Promise<void> {
    const beyond = await this.model
      .find({ accountId }, { _id: 1 }, { session: session ?? null })
      .sort({ lastUsedAt: -1 })
      .skip(most)
      .lean<Pick<KnownDeviceDocument, '_id'>[]>();
    const ids = beyond.map(({ _id }) => _id);
    if (ids.length > 0) await this.model.deleteMany({ accountId, _id: { $in: ids } }, session === undefined ? {} : { session });
  }

  async delete(_id: string, accountId: string): Promise<void> {
    await this.model.deleteOne({ _id, accountId });
  }

  async deleteAll(accountId: string, session: ClientSession): Promise<number> {
    const { deletedCount } = await this.model.deleteMany({ accountId }, { session });
    return deletedCount;
  }
}
