import { isDeepStrictEqual } from 'node:util';
import { ELEMENT_MANIFEST, ElementManifest, parseStatement } from '@sealchart/protocol';
import type { ElementWrite } from '@sealchart/protocol';
import type { Arena } from '../api/arena.ts';
import { arenaOf, batchText } from '../api/arena.ts';
import type { BenchPerson } from '../api/people.ts';
import { sealMany } from '../api/people.ts';
import { rowsOfRuns } from '../api/server-rows.ts';
import type { Stage } from '../bench.ts';
import { HttpConnection } from '../load/http-connection.ts';
import { requestText } from '../load/load.ts';
import { takeTurns } from '../measure.ts';
import type { Row } from '../table.ts';

/** Elements of each person: they are read in turn, so that no single document is all that the database has to have at hand. */
const ELEMENTS = 10;

/**
 * Authenticated reads of one element of about 1 KB with its manifest and key packet, 50 connections: the product with all guards,
 * limits, log and response schema against bare Fastify and driver reading the same documents into the same answer.
 */
export async function measure(stage: Stage): Promise<Row[]> {
  const arena = await arenaOf(stage);
  const { product, bare, run } = arena;
  const [rounds, each] = stage.isShort ? [2, 20] : [9, 40];
  const requests = await storeAndRead(arena, each);
  await requireEqualAnswers(arena, requests[0]?.[0] ?? '');
  const runs = await takeTurns(
    { measured: () => run(product, requests, '"dataPacket"'), control: () => run(bare, requests, '"dataPacket"') },
    rounds,
  );
  return rowsOfRuns('read', runs, 0.4);
}

/** Stores elements of every person on both servers, and gives the requests that read them. */
async function storeAndRead({ people, product, bare, run }: Arena, each: number): Promise<string[][]> {
  const batches: string[][] = [];
  const reads: string[][] = [];
  for (const [i, person] of people.entries()) {
    const writes = await sealMany(person, ELEMENTS, i);
    batches.push([batchText(person, writes)]);
    reads.push(await readsOf(person, writes, each));
  }
  for (const server of [product, bare]) await run(server, batches, '"stored"');
  return reads;
}

async function readsOf({ session, token }: BenchPerson, writes: readonly ElementWrite[], count: number): Promise<string[]> {
  const { instanceId } = session.instance;
  const texts = await Promise.all(
    writes.map(async ({ manifest }) => {
      const { value } = await parseStatement(ElementManifest, ELEMENT_MANIFEST, instanceId, manifest);
      return requestText({ path: `/v1/elements/${value.elementId}?after=0`, token });
    }),
  );
  return Array.from({ length: count }, (_, i) => texts[i % texts.length] ?? '');
}

/** Both servers answer the same: otherwise the control does other work. */
async function requireEqualAnswers({ product, bare }: Arena, request: string): Promise<void> {
  const [ours, control] = await Promise.all([product, bare].map((server) => ask(server.port, request)));
  if (!isDeepStrictEqual(ours, control)) throw new Error('the control answers something else than the product');
}

async function ask(port: number, request: string): Promise<unknown> {
  const connection = await HttpConnection.open(port);
  try {
    return JSON.parse((await connection.send(request)).body.toString('utf8'));
  } finally {
    connection.close();
  }
}
