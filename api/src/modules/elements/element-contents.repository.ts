import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongoose';
import { Model } from 'mongoose';
import { RECORDS } from '../../platform/database/connections.ts';
import type { ElementContentDocument } from './element-content.schema.ts';
import { ELEMENT_CONTENTS } from './element-content.schema.ts';

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
}
