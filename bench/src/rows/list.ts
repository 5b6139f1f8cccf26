import { randomBytes } from 'node:crypto';
import { ModulesContainer } from '@nestjs/core';
import type { FeedResponse } from '@sealchart/protocol';
import { idOf } from '@sealchart/protocol';
import type { Collection, Db } from 'mongodb';
import { MongoClient } from 'mongodb';
import type { RunningProduct } from '../api/product.ts';
import { productSettings, startProductOn } from '../api/product.ts';
import type { Stage } from '../bench.ts';
import { boundRow } from '../bounds.ts';
import type { Rounds } from '../measure.ts';
import { timeWays } from '../measure.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

const PAGE = 50;
const BULK = 10_000;

/** What the server's own feed does: where a page comes from. */
interface Feeds {
  readonly findAfter: (principal: string, after: number) => Promise<FeedResponse>;
}

interface FeedRowDocument {
  readonly _id: string;
  readonly principal: string;
  readonly seq: number;
}

/** A server whose database holds one feed of this many rows. */
interface Filled {
  readonly size: number;
  readonly feeds: Feeds;
  readonly principal: string;
  readonly db: Db;
  readonly rows: Collection<FeedRowDocument>;
}

/**
 * The last page of 50 of one account's feed of 10^4, 10^5 and 10^6 rows, as the server finds it, beside one document found by its `_id` with
 * the bare driver; each size in a database of its own. Then what MongoDB looked at for it, as its profiler saw the very query.
 */
export async function measure(stage: Stage): Promise<Row[]> {
  const sizes = stage.isShort ? [1_000, 10_000] : [10_000, 100_000, 1_000_000];
  const filled: Filled[] = [];
  for (const size of sizes) {
    stage.say(`writing ${size} rows`);
    filled.push(await fill(stage, size));
  }
  const pages = filled.map((feed) => [`page ${feed.size}`, () => pageOf(feed)] as const);
  const finds = filled.map((feed) => [`find ${feed.size}`, (call: number) => findOne(feed, call)] as const);
  const times = await timeWays(Object.fromEntries([...pages, ...finds]), { rounds: stage.isShort ? 5 : 51, calls: 20 });
  const rows = filled.map(({ size }) =>
    costRow(
      { name: `list, a page of ${PAGE} of ${size}`, unit: 'ms', beside: 'bare driver, one by _id', target: 0.33 },
      { measured: times[`page ${size}`] ?? [], control: times[`find ${size}`] ?? [] },
    ),
  );
  return [...rows, growthRow(filled, times), ...(await examinedRows(filled))];
}

async function fill(stage: Stage, size: number): Promise<Filled> {
  const settings = await productSettings(stage);
  const product = await startProductOn(stage, settings);
  const client = new MongoClient(settings['MONGODB_RECORDS_URI'] ?? '', { promoteBuffers: true });
  stage.atEnd(() => client.close());
  const db = client.db();
  const principal = `acc_${randomBytes(16).toString('base64url')}`;
  const rows = db.collection<FeedRowDocument>('feedrows');
  for (let from = 1; from <= size; from += BULK) {
    const count = Math.min(BULK, size - from + 1);
    await rows.insertMany(
      Array.from({ length: count }, (_, i) => rowOf(principal, from + i)),
      { ordered: false, writeConcern: { w: 1 } },
    );
  }
  await db.collection<{ _id: string; seq: number }>('feedheads').insertOne({ _id: principal, seq: size });
  return { size, feeds: feedsOf(product), principal, db, rows };
}

function rowOf(principal: string, seq: number): FeedRowDocument & Record<string, unknown> {
  const id = idOf('elm_', randomBytes(16));
  return { _id: `${principal}/${seq}`, principal, seq, kind: 'element', id, version: 1, hash: randomBytes(32).toString('base64url') };
}

/** The part of the server that finds pages. By name: servers do not hand out their parts to programs. */
function feedsOf({ app }: RunningProduct): Feeds {
  const modules = [...app.get(ModulesContainer).values()];
  const provider = modules.flatMap((module) => [...module.providers.values()]).find(({ name }) => name === 'FeedsRepository');
  if (!provider) throw new Error('the server has no feeds');
  return provider.instance as Feeds;
}

async function pageOf({ feeds, principal, size }: Filled): Promise<void> {
  const { rows, newest } = await feeds.findAfter(principal, size - PAGE);
  if (rows.length !== PAGE || newest !== size) throw new Error(`${rows.length} rows up to ${newest}`);
}

/** Each call finds another document, anywhere in the feed. */
async function findOne({ rows, principal, size }: Filled, call: number): Promise<void> {
  const found = await rows.findOne({ _id: `${principal}/${1 + ((call * 7_919) % size)}` });
  if (!found) throw new Error('a row is not there');
}

function growthRow(filled: readonly Filled[], times: Rounds<string>): Row {
  const [small, large] = [filled[0], filled.at(-1)];
  const costs = (feed: Filled | undefined): readonly number[] => times[`page ${feed?.size}`] ?? [];
  const measured = costs(large).map((cost, round) => cost / (costs(small)[round] ?? Number.NaN));
  return boundRow({ name: `list, ${large?.size} rows against ${small?.size}`, unit: 'times', most: 1.5 }, measured);
}

/** The worst of all sizes. */
const most = (figures: readonly number[]): number[] => [Math.max(...figures)];

/** What MongoDB examined for one page, for each row that it gave. */
async function examinedRows(filled: readonly Filled[]): Promise<Row[]> {
  const seen = [];
  for (const feed of filled) {
    await feed.db.command({ profile: 2 });
    await pageOf(feed);
    await feed.db.command({ profile: 0 });
    const query = { op: 'query', ns: feed.rows.namespace, nreturned: PAGE };
    const [entry] = await feed.db.collection('system.profile').find(query).toArray();
    if (!entry) throw new Error('the profiler saw no page');
    seen.push({ keys: Number(entry['keysExamined']) / PAGE, documents: Number(entry['docsExamined']) / PAGE });
  }
  return [
    boundRow({ name: 'list, keys examined for each row', unit: 'keys', most: 1.1 }, most(seen.map(({ keys }) => keys))),
    boundRow({ name: 'list, documents examined for each row', unit: 'documents', most: 1 }, most(seen.map(({ documents }) => documents))),
  ];
}
