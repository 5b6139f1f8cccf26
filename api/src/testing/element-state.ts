import { mongo } from 'mongoose';
import type { TestServer } from './test-server.ts';

/** Collections with parts of elements. */
export const PART_COLLECTIONS = ['elements', 'elementversions', 'elementcontents', 'keypackets'] as const;

interface Row {
  readonly _id: string;
  readonly recordId?: string;
  readonly [name: string]: unknown;
}

/** All documents of a collection that belong to one element, in the order of their keys. */
export function partsOf(server: TestServer, collection: string, elementId: string): Promise<Row[]> {
  return server.records
    .collection<Row>(collection)
    .find({ _id: new RegExp(`^${elementId}`) })
    .sort({ _id: 1 })
    .toArray();
}

/** Everything that the database holds of an element, of what its record holds, and of what feeds say about it: to see that a refusal changed nothing. */
export async function readElementState(server: TestServer, elementId: string): Promise<Record<string, unknown>> {
  const parts = await Promise.all(PART_COLLECTIONS.map(async (name) => [name, await partsOf(server, name, elementId)] as const));
  const state: Record<string, unknown> = Object.fromEntries(parts);
  const [head] = parts[0]?.[1] ?? [];
  const usage = await server.records.collection<Row>('usages').findOne({ _id: head?.recordId ?? '' });
  const rows = await server.records.collection<Row>('feedrows').find({ id: elementId }).sort({ _id: 1 }).toArray();
  return { ...state, usage, rows };
}

/** How many documents of the whole database have such bytes anywhere, by collection; those without are left out. */
export async function findBytes(server: TestServer, bytes: Uint8Array): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { name } of await server.records.listCollections()) {
    const documents = await server.records.collection(name).find().toArray();
    const count = documents.filter((document) => Buffer.from(mongo.BSON.serialize(document)).includes(Buffer.from(bytes))).length;
    if (count > 0) found[name] = count;
  }
  return found;
}
