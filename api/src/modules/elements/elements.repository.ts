import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ElementState, ErasedState } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { ClientSession, mongo } from 'mongoose';
import { Model } from 'mongoose';
import { RECORDS } from '../../platform/database/connections.ts';
import { driverCollection } from '../../platform/database/driver-collection.ts';
import type { DestroyedSoFar, ElementDocument, ReceiptDocument } from './element.schema.ts';
import { ELEMENTS } from './element.schema.ts';
import type { StoredElement, StoredState } from './stored-element.ts';
import { isLive } from './stored-element.ts';

/** A head before and after; `before` is absent for a new element. */
export interface HeadChange {
  readonly before: StoredState | undefined;
  readonly after: StoredElement;
}

/** What decides who may read an element, and how much that is. */
export interface ElementHead extends Pick<ElementState, 'elementId' | 'recordId' | 'version'> {
  /** Absent of an erased element. */
  readonly live?: Pick<ElementState, 'audience' | 'content'>;
}

/** The newest version of an element, by its place in the chain alone. */
export type NewestVersion = Pick<ElementState, 'elementId' | 'version' | 'manifestHash'>;

/** What is written beside the place of an element when it is erased: the receipt, or what was destroyed so far. */
export interface ErasedMark extends Pick<ElementDocument, 'receipt' | 'destroyed'> {
  readonly elementId: string;
  readonly erasedAt: Date;
}

/** An erased element of which more than its place is still there. */
export interface PendingErasure extends ErasedState {
  readonly erasedAt: Date;
  readonly destroyed: DestroyedSoFar;
}

/** Heads read at once from a whole record: about a megabyte. */
const HEADS_AHEAD = 1_000;

@Injectable()
export class ElementsRepository {
  constructor(@InjectModel(ELEMENTS, RECORDS) private readonly model: Model<ElementDocument>) {}

  /** These elements inside a transaction; unknown ids are left out. */
  async findStored(session: ClientSession, elementIds: readonly string[]): Promise<StoredElement[]> {
    const documents = await this.model
      .find({ _id: { $in: [...elementIds] } })
      .session(session)
      .lean<ElementDocument[]>();
    return documents.map(storedOf);
  }

  /** The heads of these elements; unknown ids are left out. */
  async findHeads(elementIds: readonly string[]): Promise<ElementHead[]> {
    const documents = await this.model
      .find({ _id: { $in: [...elementIds] } }, { recordId: 1, version: 1, audience: 1, content: 1 })
      .lean<Pick<ElementDocument, '_id' | 'recordId' | 'version' | 'audience' | 'content'>[]>();
    return documents.map(({ _id, recordId, version, audience, content }) => ({
      elementId: _id,
      recordId,
      version,
      ...(audience && content ? { live: { audience, content } } : {}),
    }));
  }

  /** The receipts of those of these elements that were erased from a record. */
  async findReceipts(recordId: string, elementIds: readonly string[]): Promise<ReceiptDocument[]> {
    const documents = await this.model
      .find({ _id: { $in: [...elementIds] }, recordId, receipt: { $exists: true } }, { receipt: 1 })
      .sort({ _id: 1 })
      .lean<Required<Pick<ElementDocument, '_id' | 'receipt'>>[]>();
    return documents.map(({ receipt }) => receipt);
  }

  /** Every element of one record, erased ones too, in ascending order of their ids, read as they are asked for. */
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
    const operations = changes.map(({ before, after }): mongo.AnyBulkWriteOperation<ElementDocument> => {
      const { elementId: _id, recordId, ...fields } = fieldsOf(after);
      if (!before) return { insertOne: { document: { _id, recordId, ...fields } } };
      const filter = { _id, recordId, version: before.version, manifestHash: before.manifestHash };
      const update = isLive(after.state) ? { $set: fields } : { $set: fields, $unset: OF_LIVE_ONES };
      return { updateOne: { filter, update } };
    });
    const { insertedCount, matchedCount } = await driverCollection(this.model).bulkWrite(operations, { session, ordered: true });
    if (insertedCount + matchedCount !== changes.length) throw new SealchartError('E_CONFLICT');
  }

  /** Notes of elements that this transaction erased when that was, and the receipt. */
  async markErased(session: ClientSession, marks: readonly ErasedMark[]): Promise<void> {
    const operations = marks.map(({ elementId: _id, ...fields }) => ({ updateOne: { filter: { _id }, update: { $set: fields } } }));
    await driverCollection(this.model).bulkWrite(operations, { session, ordered: false });
  }

  /** Ids of some erased elements of which more than their places is still there. */
  async findPendingIds(most: number): Promise<string[]> {
    const documents = await driverCollection(this.model)
      .find({ destroyed: { $exists: true } }, { projection: { _id: 1 }, hint: { destroyed: 1 }, limit: most })
      .toArray();
    return documents.map(({ _id }) => _id);
  }

  /** One of them inside a transaction; undefined when all of it is done. */
  async findPending(session: ClientSession, elementId: string): Promise<PendingErasure | undefined> {
    const document = await this.model.findById(elementId).session(session).lean<ElementDocument>();
    if (!document?.destroyed || !document.erasedAt) return undefined;
    const { recordId, version, manifestHash, erasedAt, destroyed } = document;
    return { elementId, recordId, version, manifestHash, erasedAt, destroyed };
  }

  /** Notes what more of it was destroyed. */
  async noteDestroyed(session: ClientSession, elementId: string, destroyed: DestroyedSoFar): Promise<void> {
    await driverCollection(this.model).updateOne({ _id: elementId }, { $set: { destroyed } }, { session });
  }

  /** Nothing more is there. */
  async finishErasure(session: ClientSession, elementId: string, receipt: ReceiptDocument): Promise<void> {
    await driverCollection(this.model).updateOne({ _id: elementId }, { $set: { receipt }, $unset: { destroyed: '' } }, { session });
  }
}

const OF_LIVE_ONES = { audience: '', content: '', contentAuthor: '', bytes: '' } as const;

function storedOf({ _id: elementId, recordId, version, manifestHash, ...rest }: ElementDocument): StoredElement {
  const place = { elementId, recordId, version, manifestHash };
  const { audience, content, contentAuthor, bytes = 0 } = rest;
  return audience && content && contentAuthor
    ? { state: { ...place, audience, content, contentAuthor }, bytes }
    : { state: place, bytes: 0 };
}

const fieldsOf = ({ state, bytes }: StoredElement) => (isLive(state) ? { ...state, bytes } : state);
