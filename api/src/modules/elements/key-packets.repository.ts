import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, mongo } from 'mongoose';
import { Model } from 'mongoose';
import type { ByteSum } from '../../platform/database/byte-sums.ts';
import { firstOf, sumBytes } from '../../platform/database/byte-sums.ts';
import { RECORDS } from '../../platform/database/connections.ts';
import { driverCollection } from '../../platform/database/driver-collection.ts';
import type { KeyRange } from './element-keys.ts';
import { ELEMENT_ID_CHARACTERS, inRanges } from './element-keys.ts';
import type { KeyPacketDocument } from './key-packet.schema.ts';
import { KEY_PACKETS } from './key-packet.schema.ts';

/** What happens to key packets, in order: one is put in its place, or a principal loses those of some or all contents of one element. */
export type KeyPacketChange =
  | { readonly kind: 'put'; readonly document: KeyPacketDocument }
  | { readonly kind: 'lose'; readonly keys: KeyRange };

@Injectable()
export class KeyPacketsRepository {
  constructor(@InjectModel(KEY_PACKETS, RECORDS) private readonly model: Model<KeyPacketDocument>) {}

  async apply(session: ClientSession, changes: readonly KeyPacketChange[]): Promise<void> {
    if (changes.length === 0) return;
    const operations = changes.map((change): mongo.AnyBulkWriteOperation<KeyPacketDocument> => {
      if (change.kind === 'lose') return { deleteMany: { filter: inRanges([change.keys]) } };
      const { _id, ...fields } = change.document;
      return { updateOne: { filter: { _id }, update: { $set: fields }, upsert: true } };
    });
    await driverCollection(this.model).bulkWrite(operations, { session, ordered: true });
  }

  /** Which of these keys are stored. */
  async findStored(session: ClientSession, keys: readonly string[]): Promise<ReadonlySet<string>> {
    if (keys.length === 0) return new Set();
    const documents = await this.model
      .find({ _id: { $in: [...keys] } }, { _id: 1 })
      .session(session)
      .lean<Pick<KeyPacketDocument, '_id'>[]>();
    return new Set(documents.map(({ _id }) => _id));
  }

  /** By key; what is not stored is left out. */
  async findByKeys(keys: readonly string[]): Promise<ReadonlyMap<string, KeyPacketDocument>> {
    if (keys.length === 0) return new Map();
    const documents = await this.model.find({ _id: { $in: [...keys] } }).lean<KeyPacketDocument[]>();
    return new Map(documents.map((document) => [document._id, document]));
  }

  /** Destroys key packets, `most` of them where that is given; gives what that was, by element. */
  async destroy(session: ClientSession, ranges: readonly KeyRange[], most?: number): Promise<ReadonlyMap<string, ByteSum>> {
    const collection = driverCollection(this.model);
    const match = await firstOf(collection, { match: inRanges(ranges), most }, session);
    const sums = await sumBytes(collection, { match, prefix: ELEMENT_ID_CHARACTERS, fields: ['packet'] }, session);
    await collection.deleteMany(match, { session });
    return sums;
  }
}
