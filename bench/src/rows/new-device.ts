import { randomBytes } from 'node:crypto';
import { addElements, loggedInDevice, registeredDevice } from '../api/devices.ts';
import { startProduct } from '../api/product.ts';
import type { Stage } from '../bench.ts';
import { linearRow } from '../bounds.ts';
import type { OpenPgpElement } from '../openpgp-peer.ts';
import { OpenPgpPeer, toOpenPgp } from '../openpgp-peer.ts';
import { sealElement, unlockedInMemory } from '../sealing-device.ts';
import { madeUpObservations } from '../seeded.ts';
import { timeOf } from '../stopwatch.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

const NAME = 'bench-new-device';
const SEED = 9_201;
/** Rows that fill a screen, and some to scroll. */
const SCREEN = 200;
/** Elements that the peer opens; more cost as much each. */
const PEER_SAMPLE = 200;
const RECORD_OCTETS = 1_024;

interface Opened {
  readonly first: number;
  readonly all: number;
}

/** Logged in to the first rows in the list, and to all; beside one AES-GCM a record, and openpgp.js verifying and decrypting each. */
export async function newDeviceRows(stage: Stage): Promise<Row[]> {
  const rows: Row[] = [];
  const costs = [];
  for (const size of stage.isShort ? [200, 400] : [1_000, 10_000]) {
    const product = await startProduct(stage);
    const name = `${NAME}-${size}`;
    const writer = await registeredDevice(stage, product, name);
    stage.say(`adding ${size} elements`);
    await addElements(writer, madeUpObservations(size, SEED + size));
    const opened: Opened[] = [];
    for (let round = 0; round < (stage.isShort ? 1 : 2); round += 1) {
      const { client } = await loggedInDevice(stage, product, name);
      opened.push(await openAll(client, size));
    }
    const all = opened.map((one) => one.all);
    const peer = (await timeOfPeer()) * size;
    const bare = await timeOfBareRecords(size);
    rows.push(
      costRow(
        { name: `first ${SCREEN} of ${size}, new device`, unit: 'ms', beside: 'all of them' },
        { measured: opened.map(({ first }) => first), control: all },
      ),
      costRow(
        { name: `all ${size}, new device`, unit: 'ms', beside: 'openpgp.js verify + decrypt' },
        { measured: all, control: all.map(() => peer) },
      ),
      costRow({ name: `all ${size}, new device`, unit: 'ms', beside: 'AES-GCM alone' }, { measured: all, control: all.map(() => bare) }),
    );
    costs.push({ size, costs: all });
  }
  const [small, large] = costs;
  return small && large ? [...rows, linearRow('all, new device, growth', small, large)] : rows;
}

async function openAll(client: Awaited<ReturnType<typeof loggedInDevice>>['client'], size: number): Promise<Opened> {
  const start = performance.now();
  let first: Promise<number> | undefined;
  await client.sync(({ done }) => {
    if (done >= SCREEN) first ??= timeOfScreen(client, start);
  });
  const listed = await client.list();
  const all = performance.now() - start;
  if (listed.length !== size || !first) throw new Error(`${listed.length} of ${size} came`);
  return { first: await first, all };
}

/** Asked for while the rest is on its way. */
async function timeOfScreen(client: Awaited<ReturnType<typeof loggedInDevice>>['client'], start: number): Promise<number> {
  const { length } = await client.list();
  if (length < SCREEN) throw new Error(`${length} rows are no screen`);
  return performance.now() - start;
}

/** Milliseconds that openpgp.js takes for one element. */
async function timeOfPeer(): Promise<number> {
  const session = await unlockedInMemory();
  const peer = await OpenPgpPeer.of(session);
  const samples: OpenPgpElement[] = [];
  for (const resource of madeUpObservations(PEER_SAMPLE, SEED)) samples.push(toOpenPgp(await sealElement(session, resource)));
  const time = await timeOf(async () => {
    for (const sample of samples) await peer.open(sample);
  });
  return time / samples.length;
}

async function timeOfBareRecords(size: number): Promise<number> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const algorithm = { name: 'AES-GCM', iv: randomBytes(12) };
  const sealed = await crypto.subtle.encrypt(algorithm, key, randomBytes(RECORD_OCTETS));
  return timeOf(async () => {
    for (let i = 0; i < size; i += 1) await crypto.subtle.decrypt(algorithm, key, sealed);
  });
}
