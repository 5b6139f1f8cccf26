import type { Arena, ServerRun } from '../api/arena.ts';
import { arenaOf, batchText } from '../api/arena.ts';
import { sealMany } from '../api/people.ts';
import { rowsOfRuns } from '../api/server-rows.ts';
import type { Stage } from '../bench.ts';
import { takeTurns } from '../measure.ts';
import type { Row } from '../table.ts';
import { rateRow } from '../table.ts';

const BATCH = 500;
/** Away from the seeds of the elements that are read. */
const SEED = 1_000;

/**
 * Batch requests with one new element of about 1 KB each, sealed and signed before, 50 connections; then requests of 500 elements, one
 * at a time: the product with all guards and checks against bare Fastify and driver, which parses the same body, checks the same
 * signature and stores the same documents in one transaction.
 */
export async function measure(stage: Stage): Promise<Row[]> {
  const arena = await arenaOf(stage);
  const [rounds, each] = stage.isShort ? [2, 4] : [7, 10];
  const requests = await singlesOf(arena, rounds + 1, each);
  const { product, bare, run } = arena;
  const singles = await takeTurns(
    {
      measured: (round) => run(product, requests[round + 1] ?? [], '"stored"'),
      control: (round) => run(bare, requests[round + 1] ?? [], '"stored"'),
    },
    rounds,
  );
  return [...rowsOfRuns('write', singles, 0.4), await batchRow(arena, stage.isShort ? 1 : 5)];
}

/** For each round one list of requests for each person. The same ones go to both servers. */
async function singlesOf({ people }: Arena, rounds: number, each: number): Promise<string[][][]> {
  const lists: string[][][] = Array.from({ length: rounds }, () => []);
  for (const [i, person] of people.entries()) {
    const writes = await sealMany(person, rounds * each, SEED + i);
    const texts = writes.map((write) => batchText(person, [write]));
    lists.forEach((list, round) => list.push(texts.slice(round * each, (round + 1) * each)));
  }
  return lists;
}

async function batchRow({ people, product, bare, run }: Arena, rounds: number): Promise<Row> {
  const [person] = people;
  if (!person) throw new Error('nobody is there');
  const requests: string[] = [];
  for (let round = 0; round <= rounds; round += 1) requests.push(batchText(person, await sealMany(person, BATCH, 2 * SEED + round)));
  const perSecond = async (sent: Promise<ServerRun>): Promise<number> => (await sent).rate * BATCH;
  const rates = await takeTurns(
    {
      measured: (round) => perSecond(run(product, [[requests[round + 1] ?? '']], '"stored"')),
      control: (round) => perSecond(run(bare, [[requests[round + 1] ?? '']], '"stored"')),
    },
    rounds,
  );
  return rateRow({ name: `API write, ${BATCH} in one request`, unit: 'elements/s', beside: 'bare Fastify + driver' }, rates);
}
