import type { ClientSession, mongo } from 'mongoose';

/** What documents whose keys begin alike have together. */
export interface ByteSum {
  readonly documents: number;
  readonly bytes: number;
}

/** Which documents are summed up, and what of them. */
export interface ByteSumOf {
  readonly match: object;
  /** Characters with which keys begin that belong together. */
  readonly prefix: number;
  /** Fields with binary data; one that is missing has no bytes. */
  readonly fields: readonly string[];
}

/** Counts documents and the bytes of some of their fields in the database, by the beginning of their keys. */
export async function sumBytes<T extends object>(
  collection: mongo.Collection<T>,
  { match, prefix, fields }: ByteSumOf,
  session?: ClientSession,
): Promise<ReadonlyMap<string, ByteSum>> {
  const bytes = { $add: fields.map((field) => ({ $binarySize: { $ifNull: [`$${field}`, ''] } })) };
  const pipeline = [
    { $match: match },
    { $group: { _id: { $substrBytes: ['$_id', 0, prefix] }, documents: { $sum: 1 }, bytes: { $sum: bytes } } },
  ];
  const sums = await collection.aggregate<ByteSum & { readonly _id: string }>(pipeline, session ? { session } : {}).toArray();
  return new Map(sums.map(({ _id, ...sum }) => [_id, sum]));
}
