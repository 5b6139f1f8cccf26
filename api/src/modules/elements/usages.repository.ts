import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { SealchartError } from '@sealchart/protocol';
import type { ClientSession, mongo } from 'mongoose';
import { Model } from 'mongoose';
import { RECORDS } from '../../platform/database/connections.ts';
import { driverCollection } from '../../platform/database/driver-collection.ts';
import type { Usage, UsageDocument } from './usage.schema.ts';
import { USAGES } from './usage.schema.ts';

/** What one transaction changes of what a record holds; `before` is absent for a record that never held anything. */
export interface UsageChange {
  readonly recordId: string;
  readonly before: Usage | undefined;
  readonly after: Usage;
}

@Injectable()
export class UsagesRepository {
  constructor(@InjectModel(USAGES, RECORDS) private readonly model: Model<UsageDocument>) {}

  /** What these records hold, by record, inside a transaction; those that never held anything are left out. */
  async findAll(session: ClientSession, recordIds: readonly string[]): Promise<ReadonlyMap<string, Usage>> {
    const documents = await this.model
      .find({ _id: { $in: [...recordIds] } })
      .session(session)
      .lean<UsageDocument[]>();
    return new Map(documents.map(({ _id, ...usage }) => [_id, usage]));
  }

  async find(recordId: string): Promise<Usage> {
    const { elements, bytes } = (await this.model.findById(recordId, { _id: 0 }).lean<Usage>()) ?? { elements: 0, bytes: 0 };
    // What an older server wrote beside this one was never counted, and is given back all the same when it is erased.
    return { elements: Math.max(0, elements), bytes: Math.max(0, bytes) };
  }

  /**
   * Adds what changed, as long as the records hold what they did when it was judged. Throws `E_CONFLICT` otherwise: never inside a
   * transaction that read it, where the database itself makes the later writer start anew.
   */
  async change(session: ClientSession, changes: readonly UsageChange[]): Promise<void> {
    if (changes.length === 0) return;
    const operations = changes.map(({ recordId: _id, before, after }): mongo.AnyBulkWriteOperation<UsageDocument> => {
      if (!before) return { insertOne: { document: { _id, ...after } } };
      const change = { elements: after.elements - before.elements, bytes: after.bytes - before.bytes };
      return { updateOne: { filter: { _id, ...before }, update: { $inc: change } } };
    });
    const { insertedCount, matchedCount } = await driverCollection(this.model).bulkWrite(operations, { session, ordered: true });
    if (insertedCount + matchedCount !== changes.length) throw new SealchartError('E_CONFLICT');
  }

  /** What all records hold together. */
  async sum(): Promise<Usage> {
    const $group = { _id: null, elements: { $sum: '$elements' }, bytes: { $sum: '$bytes' } };
    const [sum] = await driverCollection(this.model).aggregate<Usage>([{ $group }]).toArray();
    return { elements: sum?.elements ?? 0, bytes: sum?.bytes ?? 0 };
  }
}
