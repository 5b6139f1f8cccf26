import { fileURLToPath } from 'node:url';
import { batchText } from '../api/arena.ts';
import { registerPeople, sealMany } from '../api/people.ts';
import { productSettings } from '../api/product.ts';
import type { Stage } from '../bench.ts';
import { LoadGenerator, requestText } from '../load/load.ts';
import { takeTurns } from '../measure.ts';
import type { ServerProcess } from '../processes/server-process.ts';
import { emptyProcessMs, startServerProcess } from '../processes/server-process.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

const HELLO = fileURLToPath(new URL('../processes/hello.js', import.meta.url));
const PRODUCT = fileURLToPath(new URL('main.js', import.meta.resolve('@sealchart/api')));
const READS = 1_000;
const MIB = 2 ** 20;
const BESIDE = 'NestJS on Fastify, hello';

/** One start of a server: how long it took, and what it held then and after a thousand reads, in MiB. */
interface Start {
  readonly ms: number;
  readonly idle: number;
  readonly used: number;
}

/**
 * The server as a process of its own, on databases it has set up before: from spawn to the first 200, and its memory then and after a
 * thousand reads, against the framework alone answering as often. An empty process says what Node itself takes.
 */
export async function measure(stage: Stage): Promise<Row[]> {
  const settings = await productSettings(stage);
  const generator = new LoadGenerator();
  stage.atEnd(() => generator.close());
  const request = await prepareRead(settings, generator);
  const hello = requestText({ path: '/health' });
  const readMany = async ({ port }: ServerProcess, text: string): Promise<void> => {
    await generator.apply({ port, requests: [Array.from({ length: READS }, () => text)], expected: '{' });
  };
  const starts = await takeTurns(
    {
      measured: () =>
        startOf(
          () => startServerProcess(PRODUCT, settings),
          (server) => readMany(server, request),
        ),
      control: () =>
        startOf(
          () => startServerProcess(HELLO),
          (server) => readMany(server, hello),
        ),
    },
    stage.isShort ? 1 : 5,
  );
  const empty = await takeTurns({ empty: emptyProcessMs }, stage.isShort ? 1 : 5);
  const figures = (of: (start: Start) => number) => ({ measured: starts.measured.map(of), control: starts.control.map(of) });
  const startMs = figures(({ ms }) => ms);
  return [
    costRow({ name: 'cold start', unit: 'ms', beside: BESIDE, target: 0.4 }, startMs),
    costRow(
      { name: 'cold start, beside Node alone', unit: 'ms', beside: 'a Node process that does nothing' },
      { measured: startMs.measured, control: empty.empty },
    ),
    costRow(
      { name: 'memory, idle', unit: 'MiB', beside: BESIDE, target: 0.5 },
      figures(({ idle }) => idle),
    ),
    costRow(
      { name: `memory, after ${READS} reads`, unit: 'MiB', beside: BESIDE },
      figures(({ used }) => used),
    ),
  ];
}

async function startOf(start: () => Promise<ServerProcess>, act: (server: ServerProcess) => Promise<void>): Promise<Start> {
  const server = await start();
  try {
    const idle = server.rss() / MIB;
    await act(server);
    return { ms: server.startMs, idle, used: server.rss() / MIB };
  } finally {
    await server.stop();
  }
}

/** Sets up the databases with one person and one element, and gives the request that reads it. */
async function prepareRead(settings: Readonly<Record<string, string>>, generator: LoadGenerator): Promise<string> {
  const server = await startServerProcess(PRODUCT, settings);
  try {
    const [person] = await registerPeople(server, 1);
    if (!person) throw new Error('nobody is there');
    const writes = await sealMany(person, 1, 1);
    await generator.apply({ port: server.port, requests: [[batchText(person, writes)]], expected: '"stored"' });
    const [row] = (await person.session.api.pull({ cursor: { principal: person.session.account.accountId, seq: 0 } })).rows;
    return requestText({ path: `/v1/elements/${row?.id ?? ''}?after=0`, token: person.token });
  } finally {
    await server.stop();
  }
}
