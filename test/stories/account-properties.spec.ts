import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectAllElements, expectOwnerGetsIn } from './support/account-checks.ts';
import { AccountDevice } from './support/account-device.ts';
import { AccountWorld } from './support/account-world.ts';
import { BundleTable } from './support/bundle-table.ts';
import { printFigure } from '@sealchart/api/testing';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import { IS_LONG } from './support/long-form.ts';
import type { KeyAct } from './support/owned-account.ts';

const RUNS = IS_LONG ? 300 : 7;
const STEPS = IS_LONG ? 14 : 9;
const DEVICES = 3;

/** A run that failed is repeated with the seed and path that it printed. */
const seed = Number(process.env['SEALCHART_SEED'] ?? Date.now() % 2 ** 31);
const path = process.env['SEALCHART_PATH'];

let server: InProcessServer;
let bundles: BundleTable;
beforeAll(async () => {
  server = await startServer();
  bundles = await BundleTable.of(server);
}, 60_000);
afterAll(async () => {
  await bundles.close();
  await server.close();
});

const device = fc.nat({ max: DEVICES - 1 });
const name = fc.constantFrom<KeyAct>('changePassword', 'makeRecoveryKit', 'rotate', 'secure', 'recover');
const breakage = fc.record({
  at: fc.integer({ min: 1, max: 9 }),
  moment: fc.constantFrom('before', 'after'),
  kind: fc.constantFrom('once', 'outage', 'death'),
});

/** One thing that happens to an account: what to call it, and how it is done. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('act'), name, device }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('broken'), name, device, breakage }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('race'), name, other: name, device }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('plant') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('lock', 'ready', 'restart', 'note'), device }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(world: AccountWorld, next: Step): Promise<void> {
  if (next.kind === 'plant') return world.plant();
  const { device: index } = next as { device: number };
  const first = world.deviceAt(index);
  if ('breakage' in next) return world.actBroken(first, next.name, next.breakage);
  if ('other' in next) return world.race([first, world.deviceAt(index + 1)], [next.name, next.other]);
  if ('name' in next) return world.act(first, next.name);
  if (next.kind === 'lock') return first.client.lock();
  if (next.kind === 'restart') return void first.restart();
  await world.makeReady(first);
  if (next.kind === 'note') await world.owner.writeNote(first);
}

/** What must hold whatever happened. */
async function expectWhole(world: AccountWorld): Promise<void> {
  const { owner, devices } = world;
  // A device vouches for what it alone had seen of a key that was given up: each has come by before any is asked for everything.
  for (const one of devices) await world.makeReady(one);
  for (const one of devices) await expectAllElements(owner, one);
  await world.expectThiefOutside();
  await expectOwnerGetsIn(owner);
  if (!owner.kit) return;
  const fresh = new AccountDevice(server);
  const recovery = owner.plan('recover');
  await recovery.run(fresh.client);
  expect(await owner.settle(recovery, undefined)).toBe(true);
  await expectAllElements(owner, fresh);
}

it(
  `an account stays its owner’s through whatever happens (seed ${seed})`,
  async () => {
    let steps = 0;
    let runs = 0;
    const property = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: STEPS, size: 'max' }), async (taken) => {
      const world = new AccountWorld(server, bundles, DEVICES);
      await world.begin();
      for (const next of taken) {
        await take(world, next);
        steps += 1;
      }
      await expectWhole(world);
      runs += 1;
    });
    await fc.assert(property, { seed, numRuns: RUNS, endOnFailure: true, ...(path === undefined ? {} : { path }) });
    printFigure('account properties', `${runs} runs`, `${steps} steps`, `seed ${seed}`);
  },
  IS_LONG ? 7_200_000 : 600_000,
);
