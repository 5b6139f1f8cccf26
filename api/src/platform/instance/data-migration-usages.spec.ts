import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idOf } from '@sealchart/protocol';
import { mongo } from 'mongoose';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import { TestElement, store } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { removeEnvironment, startServerOn, testEnvironment } from '../../testing/test-server.ts';

interface Row {
  readonly _id: string;
  readonly [name: string]: unknown;
}

/** Of each record's four versions, one of them with two readers. */
const STAYING = 4 * 256 + 5 * 256;

/** More than are taken together. */
const COPIES = 1_200;

let env: Record<string, string>;
let accounts: mongo.MongoClient;
let records: mongo.MongoClient;
let ada: LoggedInAccount;
let bob: LoggedInAccount;
/** What a server of this release counted itself, less what stays of a version for good: of older ones nobody counts that. */
let counted: { readonly heads: unknown; readonly usages: unknown };
const servers: TestServer[] = [];

const rows = (name: string): mongo.Collection<Row> => records.db().collection<Row>(name);
const instance = (client: mongo.MongoClient): mongo.Collection<Row> => client.db().collection<Row>('instance');
const versions = async (): Promise<unknown[]> =>
  Promise.all([accounts, records].map(async (client) => (await instance(client).findOne({ _id: 'instance' }))?.['dataVersion']));
const setVersions = async (version: number): Promise<void> => {
  for (const client of [accounts, records]) await instance(client).updateOne({ _id: 'instance' }, { $set: { dataVersion: version } });
};
const readCounts = async (): Promise<{ heads: unknown; usages: unknown }> => ({
  heads: await rows('elements')
    .find({}, { projection: { bytes: 1 } })
    .sort({ _id: 1 })
    .toArray(),
  usages: await rows('usages').find().sort({ _id: 1 }).toArray(),
});
const start = async (): Promise<TestServer> => {
  const server = await startServerOn(env);
  servers.push(server);
  return server;
};

/** A server of this release is used and stopped; then its data is given the form that version 2 had. */
beforeEach(async () => {
  env = await testEnvironment();
  accounts = new mongo.MongoClient(env['MONGODB_ACCOUNTS_URI'] ?? '');
  records = new mongo.MongoClient(env['MONGODB_RECORDS_URI'] ?? '');
  const server = await startServerOn(env);
  [ada, bob] = await Promise.all([registerAndLogIn(server), registerAndLogIn(server)]);
  for (const person of [ada, bob]) {
    const first = await TestElement.of(person.identity).edit();
    const second = await first.element.edit();
    const other = person === ada ? bob : ada;
    const shared = await second.element.share([...first.element.readers, { identity: other.identity, role: 'viewer', history: true }]);
    await store(server, person, first, second, shared, await TestElement.of(person.identity).edit());
  }
  await server.app.close();
  const { heads, usages } = await readCounts();
  counted = { heads, usages: (usages as { bytes: number }[]).map((usage) => ({ ...usage, bytes: usage.bytes - STAYING })) };
  await rows('elements').updateMany({}, { $unset: { bytes: 1 } });
  await rows('usages').drop();
  await setVersions(2);
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.app.close()));
  await Promise.all([accounts.close(), records.close()]);
  await removeEnvironment(env);
});

/** Many elements of one more record. */
async function addCopies(): Promise<string> {
  const head = await rows('elements').findOne({});
  const recordId = `acc_${idOf('elm_', randomBytes(16)).slice(4)}`;
  const ids = Array.from({ length: COPIES }, () => idOf('elm_', randomBytes(16)));
  await rows('elements').insertMany(ids.map((_id) => ({ ...head, _id, recordId })));
  const part = { recordId, hash: 'x' };
  await rows('elementversions').insertMany(
    ids.map((id) => ({ _id: `${id}:00001`, ...part, statement: Buffer.alloc(300), signature: Buffer.alloc(40) })),
  );
  await rows('elementcontents').insertMany(ids.map((id) => ({ _id: `${id}:00001`, recordId, data: Buffer.alloc(500), open: {} })));
  await rows('keypackets').insertMany(ids.map((id) => ({ _id: `${id}:${recordId}:00001`, recordId, epoch: 0, packet: Buffer.alloc(60) })));
  return recordId;
}

describe('data of version 2', () => {
  it('gets the counts that this release would have made', async () => {
    await start();
    expect(await readCounts()).toEqual(counted);
    expect(await versions()).toEqual([3, 3]);
  });

  it('gets them however much there is', async () => {
    const recordId = await addCopies();
    await start();
    expect(await rows('usages').findOne({ _id: recordId })).toEqual({ _id: recordId, elements: COPIES, bytes: COPIES * 900 });
    expect(await rows('elements').countDocuments({ recordId, bytes: 900 })).toBe(COPIES);
    expect(await rows('elements').countDocuments({ bytes: { $exists: false } })).toBe(0);
    expect((await readCounts()).usages).toEqual(expect.arrayContaining(counted.usages as unknown[]));
  });

  it('gets them once from several nodes that start at once', async () => {
    const recordId = await addCopies();
    await Promise.all([start(), start(), start()]);
    expect(await rows('usages').findOne({ _id: recordId })).toEqual({ _id: recordId, elements: COPIES, bytes: COPIES * 900 });
    expect(await versions()).toEqual([3, 3]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['after the records were marked', () => instance(records).updateOne({ _id: 'instance' }, { $set: { dataVersion: 3 } })],
    [
      'among the heads',
      async () => {
        const [head] = counted.heads as Row[];
        await rows('elements').updateOne({ _id: head?._id ?? '' }, { $set: { bytes: head?.['bytes'] } });
      },
    ],
    ['among the records', async () => rows('usages').insertOne((counted.usages as Row[])[0] as Row)],
  ])('goes on where that was cut short %s', async (_, step) => {
    await step();
    await start();
    expect(await readCounts()).toEqual(counted);
    expect(await versions()).toEqual([3, 3]);
  });

  it('is left alone by a slow node where a fast one works with it already', async () => {
    const server = await start();
    const first = await TestElement.of(ada.identity).edit();
    const [erased] = await rows('elements').find({ recordId: bob.accountId, version: 1 }).toArray();
    await store(server, ada, first);
    const element = TestElement.of(bob.identity, erased?._id);
    const erase = await element.erase({ manifest: (manifest) => ({ ...manifest, version: 2, previous: erased?.['manifestHash'] }) });
    expect(await store(server, bob, erase)).toMatchObject([{ status: 'stored' }]);
    const before = await readCounts();
    // As the slow one has read it.
    await instance(accounts).updateOne({ _id: 'instance' }, { $set: { dataVersion: 2 } });
    await start();
    expect(await readCounts()).toEqual(before);
  });
});
