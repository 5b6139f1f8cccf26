import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongoose';
import { Model } from 'mongoose';
import type { ByteSum } from '../../platform/database/byte-sums.ts';
import { firstOf, sumBytes } from '../../platform/database/byte-sums.ts';
import { RECORDS } from '../../platform/database/connections.ts';
import { driverCollection } from '../../platform/database/driver-collection.ts';
import type { KeyRange } from './element-keys.ts';
import { ELEMENT_ID_CHARACTERS, inRanges } from './element-keys.ts';
import type { ElementVersionDocument, StoredManifest } from './element-version.schema.ts';
import { ELEMENT_VERSIONS_COLLECTION } from './element-version.schema.ts';

/** Manifests read at once: a batch of ordinary ones is about 200 kB. */
const READ_AHEAD = 100;

/** Gives manifests one by one; null behind the last. */
export interface ManifestCursor {
  next(): Promise<ElementVersionDocument | null>;
  close(): Promise<void>;
}

@Injectable()
export class ElementVersionsRepository {
  constructor(@InjectModel(ELEMENT_VERSIONS_COLLECTION, RECORDS) private readonly model: Model<ElementVersionDocument>) {}

  async insert(session: ClientSession, versions: readonly StoredManifest[]): Promise<void> {
    await this.model.insertMany(versions, { session, lean: true });
  }

  /** Hashes of stored manifests by key; what is not stored is left out. */
  async findHashes(session: ClientSession, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (keys.length === 0) return new Map();
    const documents = await this.model
      .find({ _id: { $in: [...keys] } }, { hash: 1 })
      .session(session)
      .lean<Pick<ElementVersionDocument, '_id' | 'hash'>[]>();
    return new Map(documents.map(({ _id, hash }) => [_id, hash]));
  }

  /** Manifests in the order of their keys, read as they are asked for. Must be closed. */
  openInOrder(keys: readonly string[]): ManifestCursor {
    // The driver's own cursor: mongoose's cannot be closed before it was read from.
    return this.model.collection.find<ElementVersionDocument>(idsIn(keys), { sort: { _id: 1 }, batchSize: READ_AHEAD });
  }

  /** Destroys manifests and signatures, `most` of them where that is given; hashes and places stay. Gives what that was, by element. */
  async destroy(session: ClientSession, ranges: readonly KeyRange[], most?: number): Promise<ReadonlyMap<string, ByteSum>> {
    const collection = driverCollection(this.model);
    const match = await firstOf(collection, { match: { ...inRanges(ranges), statement: { $exists: true } }, most }, session);
    const sums = await sumBytes(collection, { match, prefix: ELEMENT_ID_CHARACTERS, fields: ['statement', 'signature'] }, session);
    await collection.updateMany(match, { $unset: { statement: '', signature: '' } }, { session });
    return sums;
  }
}

const idsIn = (keys: readonly string[]): object => ({ _id: { $in: [...keys] } });
