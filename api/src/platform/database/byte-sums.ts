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

/** The filter of at most so many of the documents that match, in the order of their keys; of all where no number is given. */
export async function firstOf<T extends { readonly _id: string }>(
  collection: mongo.Collection<T>,
  { match, most }: { readonly match: object; readonly most: number | undefined },
  session: ClientSession,
): Promise<object> {
  if (most === undefined) return match;
  const options = { projection: { _id: 1 as const }, sort: { _id: 1 as const }, limit: most, session };
  const documents = await collection.find(match, options).toArray();
  const [first, last] = [documents[0]?._id, documents.at(-1)?._id];
  return first === undefined || last === undefined ? { _id: { $in: [] } } : { $and: [match, { _id: { $gte: first, $lte: last } }] };
}
