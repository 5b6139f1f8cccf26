import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectAllElements, expectOwnerGetsIn, outcomeOf } from './support/account-checks.ts';
import { AccountDevice } from './support/account-device.ts';
import { BundleTable } from './support/bundle-table.ts';
import { expectEqual, expectOneOf } from './support/demands.ts';
import { printFigure } from '@sealchart/api/testing';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import { IS_LONG } from './support/long-form.ts';
import type { KeyAct, PlannedAct } from './support/owned-account.ts';
import { OwnedAccount } from './support/owned-account.ts';

let server: InProcessServer;
let bundles: BundleTable;
const points = { struck: 0, survived: 0 };
beforeAll(async () => {
  server = await startServer();
  bundles = await BundleTable.of(server);
}, 60_000);
afterAll(async () => {
  printFigure(
    'crash points of the client',
    `${points.survived} of ${points.struck} leave the old or the new state`,
    'each act repeated to its end',
  );
  await bundles.close();
  await server.close();
});

interface Scene {
  readonly owner: OwnedAccount;
  readonly device: AccountDevice;
}

/** An account with a kit and notes, open on a device. */
async function setUp(notes = 1): Promise<Scene> {
  const owner = new OwnedAccount(server, bundles);
  const device = new AccountDevice(server);
  await owner.register(device);
  await carryOut(owner, device, owner.plan('makeRecoveryKit'));
  for (let n = 0; n < notes; n += 1) await owner.writeNote(device);
  return { owner, device };
}

async function carryOut(owner: OwnedAccount, { client }: AccountDevice, act: PlannedAct): Promise<void> {
  const kit = await act.run(client);
  expect(await owner.settle(act, kit)).toBe(true);
}

/** Ends the program of a device at its n-th outside call of an act, for all n: until an act is through before it is reached. */
async function crashEverywhere(
  moment: 'before' | 'after',
  at: (n: number, strike: (device: AccountDevice, act: () => Promise<unknown>) => Promise<boolean>) => Promise<void>,
): Promise<number> {
  for (let n = 1; ; n += 1) {
    let isStruck = false;
    await at(n, async (device, act) => {
      device.breakdown.plan({ at: n, moment, kind: 'death' });
      const outcome = await outcomeOf(act);
      isStruck = device.breakdown.hasStruck;
      if (isStruck) points.struck += 1;
      // An act whose last call was done may end well all the same.
      expect(['done', 'E_NETWORK', 'E_STORE']).toContain(outcome);
      if (!isStruck) expectEqual(outcome, 'done');
      device.restart();
      return isStruck;
    });
    if (!isStruck) return n - 1;
    points.survived += 1;
  }
}

/** What the person does with a device whose program ended in the midst of an act that it may have sent. */
async function goOn({ owner, device }: Scene, before: string, isRecovery = false): Promise<void> {
  const passwords = new Set([before, owner.password]);
  const outcomes = [];
  for (const password of passwords) outcomes.push(await outcomeOf(() => device.client.unlock({ password })));
  // Without the network the device opens with what it knows: the old password or the new one, and never with none or both.
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  const outcome = await outcomeOf(() => device.client.sync());
  // A device finds out by itself what became of what it sent; a recovery alone ends its session.
  expect(isRecovery ? ['done', 'E_UNAUTHENTICATED'] : ['done']).toContain(outcome);
  // Nobody else changed anything, so the person need not say that somebody did.
  if (outcome !== 'done') await owner.login(device, false);
  await expectAllElements(owner, device);
  device.restart();
  await device.client.unlock({ password: owner.password });
}

const acts: readonly KeyAct[] = ['changePassword', 'makeRecoveryKit', 'rotate', 'secure', 'recover'];
/**
 * Between the end of one outside call and the beginning of the next one a program only computes: whoever ends it after each call ends it
 * before each next one as well. The short form does both for one act, the long form for all.
 */
const moments = IS_LONG ? (['before', 'after'] as const) : (['after'] as const);

describe.each(acts)('the program that ends during %s', (name) => {
  it.each(name === 'changePassword' ? (['before', 'after'] as const) : moments)(
    '%s any of its calls leaves the old or the new state, and the act can be repeated',
    async (moment) => {
      const { owner, device } = await setUp();
      const taken = new Set<boolean>();
      const count = await crashEverywhere(moment, async (_, strike) => {
        if (!owner.kit) await carryOut(owner, device, owner.plan('makeRecoveryKit'));
        const act = owner.plan(name);
        const before = owner.password;
        let kit: Awaited<ReturnType<PlannedAct['run']>>;
        const isStruck = await strike(device, async () => {
          kit = await act.run(device.client);
        });
        taken.add(await owner.settle(act, kit));
        await goOn({ owner, device }, before, name === 'recover');
        await expectOwnerGetsIn(owner);
        if (!isStruck) return;
        if (!owner.kit) await carryOut(owner, device, owner.plan('makeRecoveryKit'));
        await carryOut(owner, device, owner.plan(name));
      });
      expect(count).toBeGreaterThanOrEqual(4);
      // Both happened: points before and after the server took it.
      expect(taken.size).toBe(2);
    },
    300_000,
  );
});

describe('the program that ends on a fresh device', () => {
  it.each(moments)(
    '%s any call of a registration: it went through or can be made again',
    async (moment) => {
      const ends = new Set<string>();
      const count = await crashEverywhere(moment, async (_, strike) => {
        const owner = new OwnedAccount(server, bundles);
        const device = new AccountDevice(server);
        const isStruck = await strike(device, () => owner.register(device));
        const state = await device.client.state();
        if (state === 'locked') await device.client.unlock({ password: owner.password });
        const outcome = await outcomeOf(() => owner.login(device, false));
        expectOneOf(outcome, state === 'locked' ? ['done'] : ['done', 'E_LOGIN']);
        if (outcome === 'E_LOGIN') await owner.register(device);
        else {
          owner.accountId = device.client.account().accountId;
          await owner.remember();
          expectEqual(await outcomeOf(() => new OwnedAccount(server, bundles).register(device)), 'E_EXISTS');
          expectEqual(await outcomeOf(() => owner.register(new AccountDevice(server))), 'E_IDENTIFIER_TAKEN');
        }
        await owner.writeNote(device);
        await expectOwnerGetsIn(owner);
        if (isStruck) ends.add(outcome);
      });
      expect(count).toBeGreaterThanOrEqual(5);
      expect(ends).toEqual(new Set(['done', 'E_LOGIN']));
    },
    120_000,
  );

  it.each(moments)(
    '%s any call of a login: the next one goes through',
    async (moment) => {
      const { owner } = await setUp();
      const count = await crashEverywhere(moment, async (_, strike) => {
        const device = new AccountDevice(server);
        await strike(device, () => owner.login(device, false));
        if ((await device.client.state()) === 'locked') await device.client.unlock({ password: owner.password });
        await owner.login(device, false);
        await expectAllElements(owner, device);
      });
      expect(count).toBeGreaterThanOrEqual(4);
      await expectOwnerGetsIn(owner);
    },
    120_000,
  );

  it.each(moments)(
    '%s any call of a login on a device that knows the account: nothing is lost',
    async (moment) => {
      const { owner, device } = await setUp();
      const count = await crashEverywhere(moment, async (_, strike) => {
        await strike(device, () => owner.login(device, false));
        await goOn({ owner, device }, owner.password);
        await owner.login(device, false);
      });
      expect(count).toBeGreaterThanOrEqual(4);
      await expectOwnerGetsIn(owner);
    },
    120_000,
  );

  it.each(moments)(
    '%s any call of a recovery: the same kit leads in again',
    async (moment) => {
      const { owner } = await setUp();
      const count = await crashEverywhere(moment, async (_, strike) => {
        const device = new AccountDevice(server);
        const act = owner.plan('recover');
        await strike(device, () => act.run(device.client));
        await owner.settle(act, undefined);
        if ((await device.client.state()) === 'locked') await device.client.unlock({ password: owner.password });
        await expectOwnerGetsIn(owner);
        await carryOut(owner, device, owner.plan('recover'));
        await expectAllElements(owner, device);
      });
      expect(count).toBeGreaterThanOrEqual(6);
    },
    300_000,
  );
});

describe('the program that ends while an account is closed', () => {
  it.each(moments)(
    '%s any call leaves it open or closed, and the device can be emptied',
    async (moment) => {
      const closed = new Set<boolean>();
      await crashEverywhere(moment, async (_, strike) => {
        const { owner, device } = await setUp();
        const close = () => device.client.closeAccount({ password: owner.password, cause: 'closed' });
        await strike(device, close);
        const isClosed = (await bundles.newest(owner.accountId)) === undefined;
        closed.add(isClosed);
        if ((await device.client.state()) === 'empty') expectEqual(isClosed, true);
        else {
          await device.client.unlock({ password: owner.password });
          if (!isClosed) {
            await expectAllElements(owner, device);
            await close();
          } else {
            expectEqual(await outcomeOf(() => device.client.sync()), 'E_UNAUTHENTICATED');
            await device.client.logout();
          }
        }
        expect(await device.client.state()).toBe('empty');
        expect(await bundles.newest(owner.accountId)).toBeUndefined();
        expect(await outcomeOf(() => owner.login(new AccountDevice(server), false))).toBe('E_LOGIN');
      });
      expect(closed).toEqual(new Set([true, false]));
    },
    120_000,
  );
});

describe('the program that ends during what a rotation leaves to do', () => {
  it.each(moments)(
    '%s any call: another start finishes it, and everything is confirmed',
    async (moment) => {
      const { owner, device } = await setUp(3);
      const count = await crashEverywhere(moment, async (_, strike) => {
        await carryOut(owner, device, owner.plan('secure'));
        await strike(device, () => device.client.finishPendingWork());
        await device.client.unlock({ password: owner.password });
        expect(await device.client.finishPendingWork()).toEqual({ steps: [] });
        const fresh = new AccountDevice(server);
        await owner.login(fresh, false);
        await expectAllElements(owner, fresh);
      });
      expect(count).toBeGreaterThanOrEqual(4);
    },
    300_000,
  );
});
