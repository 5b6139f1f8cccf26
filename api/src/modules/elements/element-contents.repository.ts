import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongoose';
import { Model } from 'mongoose';
import type { ByteSum } from '../../platform/database/byte-sums.ts';
import { firstOf, sumBytes } from '../../platform/database/byte-sums.ts';
import { RECORDS } from '../../platform/database/connections.ts';
import { driverCollection } from '../../platform/database/driver-collection.ts';
import type { ElementContentDocument } from './element-content.schema.ts';
import { ELEMENT_CONTENTS } from './element-content.schema.ts';
import type { KeyRange } from './element-keys.ts';
import { ELEMENT_ID_CHARACTERS, contentVersionOf, inRanges, keysOfElement } from './element-keys.ts';

@Injectable()
export class ElementContentsRepository {
  constructor(@InjectModel(ELEMENT_CONTENTS, RECORDS) private readonly model: Model<ElementContentDocument>) {}

  async insert(session: ClientSession, contents: readonly ElementContentDocument[]): Promise<void> {
    if (contents.length > 0) await this.model.insertMany(contents, { session, lean: true });
  }

  /** By key; what is not stored is left out. The caller bounds the bytes, which stand in the heads. */
  async findByKeys(keys: readonly string[]): Promise<ReadonlyMap<string, ElementContentDocument>> {
    if (keys.length === 0) return new Map();
    const documents = await this.model.find({ _id: { $in: [...keys] } }).lean<ElementContentDocument[]>();
    return new Map(documents.map((document) => [document._id, document]));
  }

  /** The first content versions of an element that are stored, at most so many. */
  async findVersions(session: ClientSession, elementId: string, most: number): Promise<number[]> {
    const options = { projection: { _id: 1 as const }, sort: { _id: 1 as const }, limit: most, session };
    const documents = await driverCollection(this.model)
      .find(inRanges([keysOfElement(elementId)]), options)
      .toArray();
    return documents.map(({ _id }) => contentVersionOf(_id));
  }

  /** Destroys contents with their open fields, `most` of them where that is given; gives what that was, by element. */
  async destroy(session: ClientSession, ranges: readonly KeyRange[], most?: number): Promise<ReadonlyMap<string, ByteSum>> {
    const collection = driverCollection(this.model);
    const match = await firstOf(collection, { match: inRanges(ranges), most }, session);
    const sums = await sumBytes(collection, { match, prefix: ELEMENT_ID_CHARACTERS, fields: ['data'] }, session);
    await collection.deleteMany(match, { session });
    return sums;
  }
}
