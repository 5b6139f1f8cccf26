import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteStore } from '@sealchart/sdk/node';
import type { BenchDevice } from '../api/devices.ts';
import { addElements, loggedInDevice, registeredDevice } from '../api/devices.ts';
import { startProduct } from '../api/product.ts';
import type { Stage } from '../bench.ts';
import { boundRow, linearRow } from '../bounds.ts';
import { median } from '../measure.ts';
import { madeUpObservations } from '../seeded.ts';
import { timeOf } from '../stopwatch.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

const NAME = 'bench-sync';
const SEED = 8_001;

/** One device that fetches one delta. */
interface Delta {
  readonly sync: number;
  /** What cannot be left out, whatever is proven: the same answers parsed, and all of it written at once. */
  readonly parse: number;
}

/**
 * A ready device fetches what other devices added: the feed, the elements, everything proven, summaries and states kept on disk; beside
 * parsing the same answers and one write of them. Then it asks again, when there is nothing new.
 */
export async function measure(stage: Stage): Promise<Row[]> {
  const product = await startProduct(stage);
  const writer = await registeredDevice(stage, product, NAME);
  const rounds = stage.isShort ? 1 : 2;
  const readers: BenchDevice[] = [];
  // Each fetches a delta once.
  for (let i = 0; i < rounds; i += 1) readers.push(await loggedInDevice(stage, product, NAME));
  await addElements(writer, madeUpObservations(10, SEED));
  for (const { client } of readers) await client.sync();
  const rows: Row[] = [];
  const deltas = [];
  for (const size of stage.isShort ? [50, 500] : [1_000, 10_000]) {
    stage.say(`adding ${size} elements`);
    await addElements(writer, madeUpObservations(size, SEED + size));
    const fetched: Delta[] = [];
    for (const reader of readers) fetched.push(await fetchDelta(stage, reader, size));
    const times = { measured: fetched.map(({ sync }) => sync), control: fetched.map(({ parse }) => parse) };
    rows.push(costRow({ name: `sync, ${size} changes`, unit: 'ms', beside: 'parse + one write' }, times));
    deltas.push({ size, costs: times.measured });
  }
  const [small, large] = deltas;
  if (small && large) rows.push(linearRow('sync, growth', small, large));
  return [...rows, ...(await emptyRows(readers))];
}

async function fetchDelta(stage: Stage, device: BenchDevice, size: number): Promise<Delta> {
  const { client, traffic } = device;
  traffic.kept = [];
  const sync = await timeOf(async () => {
    const { changed, refused } = await client.sync();
    if (changed !== size || refused.length > 0) throw new Error(`${changed} of ${size} came, ${refused.length} were refused`);
  });
  const bodies = traffic.kept;
  traffic.kept = undefined;
  return { sync, parse: await timeOfParsing(stage, bodies) };
}

async function timeOfParsing(stage: Stage, bodies: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-bench-parse-'));
  stage.atEnd(() => rm(folder, { recursive: true, force: true }));
  const store = sqliteStore(join(folder, 'store.db'));
  try {
    return await timeOf(async () => {
      const parsed = bodies.map((body) => JSON.parse(body) as unknown);
      await store.write({ put: new Map([['delta', new TextEncoder().encode(JSON.stringify(parsed))]]) });
    });
  } finally {
    await store.close();
  }
}

/** What a device sends and gets when there is nothing new. */
async function emptyRows(readers: readonly BenchDevice[]): Promise<Row[]> {
  const figures = [];
  for (const { client, traffic } of readers) {
    const [requests, bytes] = [traffic.requests, traffic.bytes];
    const ms = await timeOf(() => client.sync());
    figures.push({ requests: traffic.requests - requests, bytes: traffic.bytes - bytes, ms });
  }
  const time = figures.map(({ ms }) => ms);
  return [
    boundRow(
      { name: 'sync, nothing new, requests', unit: 'requests', most: 1 },
      figures.map(({ requests }) => requests),
    ),
    boundRow(
      { name: 'sync, nothing new, bodies', unit: 'bytes', most: 1_024 },
      figures.map(({ bytes }) => bytes),
    ),
    { name: 'sync, nothing new', unit: 'ms', measured: median(time) },
  ];
}
