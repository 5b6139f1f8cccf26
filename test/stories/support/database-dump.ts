import { Buffer } from 'node:buffer';
import mongoose from 'mongoose';

/** The raw BSON of every document of every collection of a database, and of what its operation log kept of it. */
export async function dumpDatabase(uri: string): Promise<Buffer> {
  const connection = await mongoose.createConnection(uri).asPromise();
  try {
    const { db } = connection;
    if (!db) throw new Error('not connected');
    const parts: Buffer[] = [];
    for (const { name } of await db.listCollections().toArray()) {
      for await (const document of db.collection(name).find({}, { raw: true })) parts.push(rawOf(document));
    }
    const log = connection.getClient().db('local').collection('oplog.rs');
    // Transactions stand in the log under the name of the command.
    const ofDatabase = { $or: [{ ns: { $regex: `^${db.databaseName}\\.` } }, { 'o.applyOps.ns': { $regex: `^${db.databaseName}\\.` } }] };
    for await (const document of log.find(ofDatabase, { raw: true })) parts.push(rawOf(document));
    return Buffer.concat(parts);
  } finally {
    await connection.close();
  }
}

/** Writes values into a collection of their own, as text where they are text and as binary otherwise; gives what removes it. */
export async function plantInDatabase(uri: string, values: readonly Uint8Array[]): Promise<() => Promise<void>> {
  const connection = await mongoose.createConnection(uri).asPromise();
  const planted = connection.db?.collection('planted');
  await planted?.insertMany(
    values.map((value, i) => {
      const bytes = Buffer.from(value);
      const text = bytes.toString('utf8');
      return { _id: i as never, value: Buffer.from(text).equals(bytes) ? text : bytes };
    }),
  );
  return async () => {
    await planted?.drop();
    await connection.close();
  };
}

/** With `raw` the driver gives the bytes of a document in place of the document. */
function rawOf(document: unknown): Buffer {
  if (!Buffer.isBuffer(document)) throw new TypeError('the driver did not give raw BSON');
  return document;
}
