import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromUtf8, idOf } from '@sealchart/protocol';
import { sqliteStore } from '@sealchart/sdk/node';
import type { UnlockedSession } from '@sealchart/sdk/testing';
import {
  AccountServer,
  Directory,
  INDEX_HEAD,
  IndexHead,
  Session,
  contextOf,
  elementKey,
  fastKdf,
  listElements,
  pageKey,
  sealNew,
  testPorts,
} from '@sealchart/sdk/testing';
import type { Stage } from '../bench.ts';
import { linearRow } from '../bounds.ts';
import { takeTurns } from '../measure.ts';
import { CLIENT } from '../sealing-device.ts';
import { madeUpObservations } from '../seeded.ts';
import { timeOf } from '../stopwatch.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

const SEED = 9_101;
const PASSWORD = 'the password of the bench';
/** Elements that are really sealed; the others are these under other ids. */
const SEALED = 200;
const BATCH = 500;

/** A device whose account is unlocked anew for every figure: nothing of the list is in memory. */
interface Device {
  readonly size: number;
  readonly unlock: () => Promise<UnlockedSession>;
}

/** The key in hand to the whole list, in order, of a device that knows the elements; beside opening and parsing the pages of rows. */
export async function knownDeviceRows(stage: Stage): Promise<Row[]> {
  const sizes = stage.isShort ? [500, 1_000] : [1_000, 2_000, 4_000, 8_000, 10_000];
  const rows: Row[] = [];
  const costs = new Map<number, readonly number[]>();
  for (const size of sizes) {
    stage.say(`keeping ${size} elements`);
    const device = await filledDevice(stage, size);
    const times = await takeTurns(
      { measured: async () => timeOfList(device), control: async () => timeOfPages(device) },
      stage.isShort ? 3 : 9,
    );
    costs.set(size, times.measured);
    rows.push(costRow({ name: `list ${size}, known device`, unit: 'ms', beside: 'pages opened + parsed', target: 0.1 }, times));
  }
  const [small, large] = stage.isShort ? [500, 1_000] : [1_000, 8_000];
  return [
    ...rows,
    linearRow('list, known device, growth', { size: small, costs: costs.get(small) ?? [] }, { size: large, costs: costs.get(large) ?? [] }),
  ];
}

async function filledDevice(stage: Stage, size: number): Promise<Device> {
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-bench-known-'));
  stage.atEnd(() => rm(folder, { recursive: true, force: true }));
  const ports = testPorts({ http: new AccountServer(), kdf: fastKdf(), store: sqliteStore(join(folder, 'store.db')) });
  stage.atEnd(() => ports.store.close());
  const newSession = () => new Session({ server: 'http://localhost:3000', client: CLIENT, ports });
  const session = await newSession().register({ identifier: 'bench@example.org', name: 'Bench', password: PASSWORD, device: 'bench' });
  await fill(session, size);
  return { size, unlock: () => newSession().unlock({ password: PASSWORD }) };
}

async function fill(session: UnlockedSession, size: number): Promise<void> {
  contextOf(session, new Directory(session));
  const newId = () => idOf('elm_', session.ports.random.bytes(16));
  const sealed = await Promise.all(
    madeUpObservations(SEALED, SEED).map((resource) => sealNew(session, newId(), { ...resource, open: {}, addenda: [] })),
  );
  for (let start = 0; start < size; start += BATCH) {
    const entries = Array.from({ length: Math.min(BATCH, size - start) }, (_, i) => {
      const { stored } = sealed[(start + i) % SEALED] as (typeof sealed)[number];
      const elementId = newId();
      return [elementKey(elementId), { ...stored, state: { ...stored.state, elementId } }] as const;
    });
    await session.store.write({ put: new Map(entries) });
  }
}

async function timeOfList({ size, unlock }: Device): Promise<number> {
  const session = await unlock();
  const context = contextOf(session, new Directory(session));
  return timeOf(async () => {
    const listed = await listElements(context);
    if (listed.length !== size) throw new Error(`${listed.length} of ${size} are listed`);
  });
}

/** The least that a list can do: the same pages from the same disk, opened with the same key and read as JSON. */
async function timeOfPages({ unlock }: Device): Promise<number> {
  const { store } = await unlock();
  return timeOf(async () => {
    const head = await store.get(INDEX_HEAD, IndexHead);
    await Promise.all(
      (head?.pages ?? []).map(async ({ id }) => {
        const page = await store.getBytes(pageKey(id));
        return JSON.parse(fromUtf8(page ?? new Uint8Array())) as unknown;
      }),
    );
  });
}
