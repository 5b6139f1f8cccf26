import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ElementState } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { ClientSession, mongo } from 'mongoose';
import { Model } from 'mongoose';
import { RECORDS } from '../../platform/database/connections.ts';
import { driverCollection } from '../../platform/database/driver-collection.ts';
import type { ElementDocument } from './element.schema.ts';
import { ELEMENTS } from './element.schema.ts';

/** A head before and after; `before` is absent for a new element. */
export interface HeadChange {
  readonly before: ElementState | undefined;
  readonly after: ElementState;
}

/** What decides who may read an element, and how much that is. */
export type ElementHead = Pick<ElementState, 'elementId' | 'recordId' | 'version' | 'audience' | 'content'>;

/** The newest version of an element, by its place in the chain alone. */
export type NewestVersion = Pick<ElementState, 'elementId' | 'version' | 'manifestHash'>;

/** Heads read at once from a whole record: about a megabyte. */
const HEADS_AHEAD = 1_000;

@Injectable()
export class ElementsRepository {
  constructor(@InjectModel(ELEMENTS, RECORDS) private readonly model: Model<ElementDocument>) {}

  /** The heads of these elements inside a transaction; unknown ids are left out. */
  async findStates(session: ClientSession, elementIds: readonly string[]): Promise<ElementState[]> {
    const documents = await this.model
      .find({ _id: { $in: [...elementIds] } })
      .session(session)
      .lean<ElementDocument[]>();
    return documents.map(({ _id, ...state }) => ({ elementId: _id, ...state }));
  }

  /** The heads of these elements; unknown ids are left out. */
  async findHeads(elementIds: readonly string[]): Promise<ElementHead[]> {
    const documents = await this.model
      .find({ _id: { $in: [...elementIds] } }, { recordId: 1, version: 1, audience: 1, content: 1 })
      .lean<Pick<ElementDocument, '_id' | 'recordId' | 'version' | 'audience' | 'content'>[]>();
    return documents.map(({ _id, ...head }) => ({ elementId: _id, ...head }));
  }

  /** Every element of one record, in ascending order of their ids, read as they are asked for. */
  async *streamNewest(recordId: string): AsyncGenerator<NewestVersion, void, void> {
    const options = { projection: { version: 1, manifestHash: 1 }, sort: { _id: 1 as const }, batchSize: HEADS_AHEAD };
    const cursor = this.model.collection.find<Pick<ElementDocument, '_id' | 'version' | 'manifestHash'>>({ recordId }, options);
    for await (const { _id, version, manifestHash } of cursor) yield { elementId: _id, version, manifestHash };
  }

  /**
   * Moves heads by compare-and-set on version and hash. Throws `E_CONFLICT` when one is no longer as it was: never inside a
   * transaction that read it, where the database itself makes the later writer start anew.
   */
  async move(session: ClientSession, changes: readonly HeadChange[]): Promise<void> {
    const operations = changes.map(({ before, after: { elementId, ...state } }): mongo.AnyBulkWriteOperation<ElementDocument> =>
      before
        ? {
            updateOne: {
              filter: { _id: elementId, recordId: state.recordId, version: before.version, manifestHash: before.manifestHash },
              update: { $set: state },
            },
          }
        : { insertOne: { document: { _id: elementId, ...state } } },
    );
    const { insertedCount, matchedCount } = await driverCollection(this.model).bulkWrite(operations, { session, ordered: true });
    if (insertedCount + matchedCount !== changes.length) throw new SealchartError('E_CONFLICT');
  }
}
