import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { RECORDS } from '../../platform/database/connections.ts';
import { driverCollection } from '../../platform/database/driver-collection.ts';
import type { AnchorLeafDocument } from './anchor-leaf.schema.ts';
import { ANCHOR_LEAVES } from './anchor-leaf.schema.ts';

@Injectable()
export class AnchorLeavesRepository {
  constructor(@InjectModel(ANCHOR_LEAVES, RECORDS) private readonly model: Model<AnchorLeafDocument>) {}

  async insert(leaves: readonly AnchorLeafDocument[]): Promise<void> {
    await driverCollection(this.model).insertMany([...leaves], { ordered: false });
  }

  /** By key; what is not stored is left out. */
  async findByKeys(keys: readonly string[]): Promise<ReadonlyMap<string, AnchorLeafDocument>> {
    if (keys.length === 0) return new Map();
    const documents = await this.model.find({ _id: { $in: [...keys] } }).lean<AnchorLeafDocument[]>();
    return new Map(documents.map((document) => [document._id, document]));
  }

  /** What one try at an anchor of a record has stored. */
  async removeAttempt(recordId: string, number: number, attempt: string): Promise<void> {
    await this.model.deleteMany({ recordId, number, attempt });
  }

  /** What earlier anchors and tries that came to nothing have left, up to this anchor; later tries are not touched. */
  async removeOthers(recordId: string, number: number, attempt: string): Promise<void> {
    await this.model.deleteMany({ recordId, number: { $lte: number }, attempt: { $ne: attempt } });
  }
}
