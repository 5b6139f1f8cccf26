import mongoose from 'mongoose';

/** What only the operator of the server can do: the content of each of the first two elements stands in place of that of the other. */
export async function exchangeContents(database: string, [first, second]: readonly string[]): Promise<void> {
  const connection = await mongoose.createConnection(database).asPromise();
  const contents = connection.collection<{ _id: string; data: unknown }>('elementcontents');
  const [one, other] = [`${first}:00001`, `${second}:00001`];
  const held = new Map((await contents.find({ _id: { $in: [one, other] } }).toArray()).map(({ _id, data }) => [_id, data]));
  await contents.updateOne({ _id: one }, { $set: { data: held.get(other) } });
  await contents.updateOne({ _id: other }, { $set: { data: held.get(one) } });
  await connection.close();
}
