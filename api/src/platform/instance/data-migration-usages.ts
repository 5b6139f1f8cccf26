import type { mongo } from 'mongoose';
import { sumBytes } from '../database/byte-sums.ts';
import type { Connections } from '../database/connections.ts';
import type { AccountsInstanceDocument } from './instance-document.ts';
import { accountsInstanceModel, recordsInstanceModel } from './instance-document.ts';

const [BEFORE, AFTER] = [2, 3];

/** Heads, or records, that are taken together. */
const AT_ONCE = 500;

/** Characters of an element's id, with which the keys of all its parts begin. */
const ELEMENT_ID_CHARACTERS = 26;

/** What counts, by collection. Places and rows of feeds are counted of versions that are written from now on. */
const PARTS = { elementversions: ['statement', 'signature'], elementcontents: ['data'], keypackets: ['packet'] } as const;

interface Head {
  readonly _id: string;
  readonly recordId: string;
  readonly bytes?: number;
}

interface Usage {
  readonly _id: string;
  readonly elements: number;
  readonly bytes: number;
}

/**
 * Brings the data of version 2 to version 3: each head says how many bytes lie behind it, and each record how much it holds. Every step
 * may be done again, and by several nodes at once: what is there is left alone, since a node that is done may have changed it already.
 * The number that says it is done is written last. The records are marked first, so that no older server starts on what is half done.
 */
export async function migrateFromVersion2(connections: Connections, before: AccountsInstanceDocument): Promise<void> {
  const version = { dataVersion: AFTER };
  await recordsInstanceModel(connections.records).updateOne({ _id: 'instance', dataVersion: BEFORE }, { $set: version });
  const collection = <T extends mongo.Document>(name: string) => connections.records.collection(name) as unknown as mongo.Collection<T>;
  await measureHeads(collection<Head>('elements'), collection);
  await addUp(collection<Head>('elements'), collection<Usage>('usages'));
  await accountsInstanceModel(connections.accounts).updateOne(
    { _id: 'instance', dataVersion: BEFORE, instanceId: before.instanceId },
    { $set: version },
  );
}

/** In the order of their ids, so that the parts of many elements lie in one range. Memory does not grow with the records. */
async function measureHeads(heads: mongo.Collection<Head>, collection: (name: string) => mongo.Collection): Promise<void> {
  const unmeasured = { bytes: { $exists: false }, audience: { $exists: true } };
  let last = '';
  for (;;) {
    const batch = await heads
      .find({ ...unmeasured, _id: { $gt: last } }, { projection: { _id: 1 }, sort: { _id: 1 }, limit: AT_ONCE })
      .toArray();
    const [from, to] = [batch[0]?._id, batch.at(-1)?._id];
    if (from === undefined || to === undefined) return;
    const match = { _id: { $gte: `${from}:`, $lt: `${to};` } };
    const sums = await Promise.all(
      Object.entries(PARTS).map(([name, fields]) => sumBytes(collection(name), { match, prefix: ELEMENT_ID_CHARACTERS, fields })),
    );
    const operations = batch.map(({ _id }) => {
      const bytes = sums.reduce((sum, part) => sum + (part.get(_id)?.bytes ?? 0), 0);
      return { updateOne: { filter: { _id, ...unmeasured }, update: { $set: { bytes } } } };
    });
    await heads.bulkWrite(operations, { ordered: false, writeConcern: { w: 'majority' } });
    last = to;
  }
}

/** Once all heads are measured. */
async function addUp(heads: mongo.Collection<Head>, usages: mongo.Collection<Usage>): Promise<void> {
  const group = { _id: '$recordId', elements: { $sum: 1 }, bytes: { $sum: '$bytes' } };
  const cursor = heads.aggregate<Usage>([{ $match: { audience: { $exists: true } } }, { $group: group }], { allowDiskUse: true });
  let batch: Usage[] = [];
  for await (const usage of cursor) {
    batch.push(usage);
    if (batch.length < AT_ONCE) continue;
    await insertMissing(usages, batch);
    batch = [];
  }
  if (batch.length > 0) await insertMissing(usages, batch);
}

async function insertMissing(usages: mongo.Collection<Usage>, batch: readonly Usage[]): Promise<void> {
  const operations = batch.map(({ _id, ...fields }) => ({
    updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true },
  }));
  await usages.bulkWrite(operations, { ordered: false, writeConcern: { w: 'majority' } });
}
