import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { RECORDS } from '../../platform/database/connections.ts';
import { isDuplicateKey } from '../../platform/database/duplicate-key.ts';
import type { AnchorDocument } from './anchor.schema.ts';
import { ANCHORS } from './anchor.schema.ts';

@Injectable()
export class AnchorsRepository {
  constructor(@InjectModel(ANCHORS, RECORDS) private readonly model: Model<AnchorDocument>) {}

  /** The newest anchor of a record; null when it has none. */
  findNewest(recordId: string): Promise<AnchorDocument | null> {
    return this.model.findById(recordId).lean<AnchorDocument>();
  }

  /** The newest anchors of these records, by record; records without one are left out. */
  async findNewestOf(recordIds: readonly string[]): Promise<ReadonlyMap<string, AnchorDocument>> {
    const documents = await this.model.find({ _id: { $in: [...recordIds] } }).lean<AnchorDocument[]>();
    return new Map(documents.map((document) => [document._id, document]));
  }

  /** Puts an anchor in the place of its predecessor, where that is still the newest: of two at once one succeeds. */
  async replace(previous: Pick<AnchorDocument, 'number' | 'hash'> | null, anchor: AnchorDocument): Promise<boolean> {
    const { _id, ...fields } = anchor;
    if (previous) {
      const { number, hash } = previous;
      return (await this.model.updateOne({ _id, number, hash }, { $set: fields })).matchedCount === 1;
    }
    try {
      await this.model.insertMany([anchor]);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
