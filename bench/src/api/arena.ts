import type { ElementWrite } from '@sealchart/protocol';
import type { Stage } from '../bench.ts';
import type { LoadResult } from '../load/load.ts';
import { LoadGenerator, requestText } from '../load/load.ts';
import { startBare } from './bare-server.ts';
import type { BenchPerson } from './people.ts';
import { registerPeople } from './people.ts';
import type { Listening } from './product.ts';
import { startProduct } from './product.ts';

/** Connections at once, each of another person: nobody comes near a rate limit, and nobody waits for another's feed. */
const PEOPLE = 50;
const FEW = 10;

/** What one server did under a load. */
export interface ServerRun extends LoadResult {
  /** Requests each second. */
  readonly rate: number;
  /** Microseconds of processor time of the servers' thread for each request. */
  readonly cpu: number;
}

/** The product and its control in this process, with the same people, and a load that comes from another thread. */
export interface Arena {
  readonly people: readonly BenchPerson[];
  readonly product: Listening;
  readonly bare: Listening;
  /** Sends one list of requests for each person over a connection of its own. */
  readonly run: (server: Listening, requests: readonly (readonly string[])[], expected: string) => Promise<ServerRun>;
}

const arenas = new WeakMap<Stage, Promise<Arena>>();

/** The arena of a run: all rows of the API share one. */
export function arenaOf(stage: Stage): Promise<Arena> {
  const arena = arenas.get(stage) ?? openArena(stage);
  arenas.set(stage, arena);
  return arena;
}

async function openArena(stage: Stage): Promise<Arena> {
  const product = await startProduct(stage);
  const people = await registerPeople(product, stage.isShort ? FEW : PEOPLE);
  const bare = await startBare(stage, people);
  const generator = new LoadGenerator();
  stage.atEnd(() => generator.close());
  const run: Arena['run'] = async ({ port }, requests, expected) => {
    const before = process.threadCpuUsage();
    const result = await generator.apply({ port, requests, expected });
    const { user, system } = process.threadCpuUsage(before);
    const count = result.latencies.length;
    return { ...result, rate: (count / result.ms) * 1_000, cpu: (user + system) / count };
  };
  return { people, product, bare, run };
}

/** A batch request of one person. */
export function batchText({ token }: BenchPerson, items: readonly ElementWrite[]): string {
  return requestText({ path: '/v1/elements/batch', token, body: JSON.stringify({ items }), idempotencyKey: crypto.randomUUID() });
}
