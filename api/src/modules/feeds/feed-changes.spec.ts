import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import type { FailingMongod } from '../../testing/failing-mongod.ts';
import { failingMongod } from '../../testing/failing-mongod.ts';
import { FeedChanges } from './feed-changes.ts';
import type { FeedHeadDocument } from './feed.schema.ts';
import { FEED_HEADS } from './feed.schema.ts';

// A client with a name of its own, so that what fails for it does not fail for the spec.
const appName = `changes-${randomBytes(6).toString('hex')}`;
let mongod: FailingMongod;
let client: mongo.MongoClient;
let plain: mongo.MongoClient;
let database: mongo.Db;
let heads: mongo.Collection<FeedHeadDocument>;
beforeAll(async () => {
  mongod = await failingMongod();
  client = new mongo.MongoClient(mongod.uri, { appName });
  plain = new mongo.MongoClient(mongod.uri);
  database = client.db('spec');
  heads = plain.db('spec').collection<FeedHeadDocument>(FEED_HEADS);
});
afterAll(async () => {
  await Promise.all([client.close(), plain.close()]);
  await mongod.stop();
});

let heard: [string, number][];
let [gaps, troubles] = [0, 0];
let changes: FeedChanges;
beforeEach(async () => {
  [heard, gaps, troubles] = [[], 0, 0];
  changes = new FeedChanges(database, {
    onChange: (principal, newest) => void heard.push([principal, newest]),
    onGap: () => void (gaps += 1),
    onTrouble: () => void (troubles += 1),
  });
  await changes.start();
});
afterEach(async () => {
  await fail('off', {});
  await changes.stop();
});

const until = async (isSo: () => boolean): Promise<void> => {
  const end = performance.now() + 15_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`not so after fifteen seconds: ${String(isSo)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};
/** What was told of one feed: the moment of the start is told too, so a write just before may be. */
const of = (id: string, all = heard): number[] => all.filter(([principal]) => principal === id).map(([, newest]) => newest);
const raise = (_id: string, by = 1) => heads.updateOne({ _id }, { $inc: { seq: by } }, { upsert: true });
const fail = (mode: 'off' | { times: number }, data: object) =>
  plain.db('admin').command({ configureFailPoint: 'failCommand', mode, ...(mode === 'off' ? {} : { data: { ...data, appName } }) });

describe('changes of feeds', () => {
  it('are told from the start on, in order', async () => {
    const id = randomBytes(8).toString('hex');
    for (let i = 0; i < 20; i += 1) await raise(id, 2);
    await until(() => of(id).length === 20);
    expect(of(id)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * i + 2));
    expect([gaps, troubles]).toEqual([0, 0]);
  });

  it.each([
    ['a lost connection', { failCommands: ['getMore'], closeConnection: true }],
    ['an error', { failCommands: ['getMore'], errorCode: 8 }],
    ['an error, and one after it', { failCommands: ['getMore', 'aggregate'], errorCode: 8 }],
  ])('go on where they were after %s', async (_, fault) => {
    const id = randomBytes(8).toString('hex');
    await raise(id);
    await until(() => of(id).length === 1);
    await fail({ times: 3 }, fault);
    for (let i = 0; i < 10; i += 1) await raise(id);
    await until(() => of(id).length === 11);
    expect(of(id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(gaps).toBe(0);
  });

  it('go on where they began when the database failed before the first one', async () => {
    const own: [string, number][] = [];
    const late = new FeedChanges(database, {
      onChange: (principal, newest) => void own.push([principal, newest]),
      onGap: () => undefined,
      onTrouble: () => undefined,
    });
    await fail({ times: 2 }, { failCommands: ['aggregate'], errorCode: 8 });
    await late.start();
    const id = randomBytes(8).toString('hex');
    await raise(id);
    await until(() => of(id, own).length > 0);
    await late.stop();
    expect(of(id, own)).toEqual([1]);
  });

  it.each([
    ['the history is gone', { errorCode: 286 }],
    ['the stream cannot be resumed', { errorCode: 8, errorLabels: ['NonResumableChangeStreamError'] }],
  ])('say that there is a gap where %s, and begin anew', async (_, fault) => {
    const id = randomBytes(8).toString('hex');
    await fail({ times: 1 }, { failCommands: ['getMore'], ...fault });
    await until(() => gaps === 1);
    expect(troubles).toBe(1);
    await raise(id);
    await until(() => of(id).length > 0);
  });

  it('are told again after the collection was dropped', async () => {
    const id = randomBytes(8).toString('hex');
    await raise(id);
    await until(() => of(id).length === 1);
    await heads.drop();
    await until(() => gaps > 0);
    await raise(id);
    await until(() => of(id).length > 1);
    expect(of(id)).toEqual([1, 1]);
  });

  it('are told to nobody after the end', async () => {
    await changes.stop();
    const id = randomBytes(8).toString('hex');
    await raise(id);
    let told = 0;
    const next = new FeedChanges(database, { onChange: () => void (told += 1), onGap: () => undefined, onTrouble: () => undefined });
    await next.start();
    await raise(id);
    await until(() => told > 0);
    await next.stop();
    expect(of(id)).toEqual([]);
  });

  it('cannot begin without a database', async () => {
    await fail({ times: 1 }, { failCommands: ['ping'], errorCode: 8 });
    const other = new FeedChanges(database, { onChange: () => undefined, onGap: () => undefined, onTrouble: () => undefined });
    await expect(other.start()).rejects.toMatchObject({ code: 8 });
    await other.start();
    await other.stop();
  });
});
