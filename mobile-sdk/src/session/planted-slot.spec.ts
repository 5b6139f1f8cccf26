import { describe, expect, it } from '@jest/globals';
import type { KeyBundle } from '@sealchart/protocol';
import { idOf } from '@sealchart/protocol';
import { makeSlot, openSlot, slotContextOf, slotKeysOf } from '../crypto/slots.ts';
import { AccountServer } from '../testing/account-server.ts';
import { forgeBundle } from '../testing/bundle-forger.ts';
import { testDevice } from '../testing/test-device.ts';
import { expectSameState } from '../testing/whole-account.ts';

const identifier = 'ann@example.org';
const password = 'correct horse battery';
const newPassword = 'a wholly other staple';
const ann = { identifier, password, device: 'spec' };
const secret = new Uint8Array(32).fill(66);
/** Sorts before every id that chance makes. */
const firstId = `slt_${'-'.repeat(21)}w`;

/** Somebody with the account key and identity writes a bundle with a way in of their own, here as a recovery slot. */
async function setUp() {
  const server = new AccountServer();
  const device = testDevice(server);
  await device.session.register({ ...ann, name: 'Ann' });
  const kit = await device.session.makeRecoveryKit({ password });
  const stolen = { accountKey: device.session.accountKey(), identities: device.session.current().identities };
  const slotId = firstId;
  server.accounts.set(
    identifier,
    await forgeBundle(server, identifier, stolen, { plan: { atHand: [{ kind: 'recovery', slotId, secret }] } }),
  );
  return { server, device, kit, slotId, session: device.session };
}

/** Every slot of the newest bundle that opens with the thief's secret. */
async function openedByThief(server: AccountServer): Promise<string[]> {
  const { bundle } = server.account(identifier).answer;
  const opened: string[] = [];
  for (const slot of bundle.slots) {
    const keys = await slotKeysOf(secret, { instanceId: server.instance.instanceId, accountId: bundle.accountId, slotId: slot.slotId });
    const isOpen = await openSlot(slot, keys, slotContextOf(slot)).then(
      () => true,
      () => false,
    );
    if (isOpen) opened.push(slot.slotId);
  }
  return opened;
}

describe('a way in that a thief planted', () => {
  it('is shown, and no routine act writes it on', async () => {
    const { server, session, slotId } = await setUp();
    expect(await openedByThief(server)).toEqual([slotId]);
    const before = server.account(identifier);
    for (const act of [
      () => session.changePassword({ password, newPassword }),
      () => session.makeRecoveryKit({ password }),
      () => session.rotate({ password }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'E_SLOT_UNKNOWN', detail: 'recovery' });
      expect(server.account(identifier)).toEqual(before);
    }
    expect((await session.waysIn()).filter(({ isConfirmed }) => !isConfirmed)).toEqual([{ slotId, kind: 'recovery', isConfirmed: false }]);
  });

  it('is gone after securing the account: nothing newer opens with it, and it is named', async () => {
    const { server, device, session, slotId } = await setUp();
    const { dropped } = await session.secure({ password, newPassword });
    expect(dropped).toEqual([{ slotId, kind: 'recovery', isConfirmed: false }]);
    expect(await openedByThief(server)).toEqual([]);
    expect(server.account(identifier).answer.bundle.slots).toHaveLength(2);
    await expectSameState(server, device, { identifier, password: newPassword });
  });

  it('is also gone when another device secures the account that never saw it', async () => {
    const { server } = await setUp();
    const other = testDevice(server);
    await other.session.login(ann);
    await other.session.secure({ password, newPassword });
    expect(await openedByThief(server)).toEqual([]);
  });

  it('is dropped by a recovery on a device that knows the account', async () => {
    const { server, session, kit } = await setUp();
    await session.recover({ kit, newPassword, device: 'spec' });
    expect(await openedByThief(server)).toEqual([]);
  });

  it('is dropped by a recovery on a fresh device, too, where it poses as a kit: there is one kit', async () => {
    const { server, kit } = await setUp();
    const fresh = testDevice(server);
    await fresh.session.recover({ kit, identifier, newPassword, device: 'spec' });
    expect(await openedByThief(server)).toEqual([]);
    await expectSameState(server, fresh, { identifier, password: newPassword });
  });

  it.each([
    ['dropped on a device that knows the account', 0],
    ['kept on a fresh device, which takes all ways in as it finds them', 1],
  ])('of a kind that a recovery keeps is %s', async (_, left) => {
    const server = new AccountServer();
    const device = testDevice(server);
    const { session } = device;
    await session.register({ ...ann, name: 'Ann' });
    const kit = await session.makeRecoveryKit({ password });
    const stolen = { accountKey: session.accountKey(), identities: session.current().identities };
    const change = async (bundle: KeyBundle): Promise<KeyBundle> => {
      const place = { instance: server.instance.instanceId, account: bundle.accountId, version: bundle.version };
      const binding = { ...place, slotId: firstId, kind: 'organisation' } as const;
      const planted = await makeSlot(binding, secret, stolen.accountKey, { sequence: 1, head: new Uint8Array(32) });
      return { ...bundle, slots: [planted, ...bundle.slots] };
    };
    server.accounts.set(identifier, await forgeBundle(server, identifier, stolen, { change }));
    const recovering = left === 0 ? device : testDevice(server);
    await recovering.session.recover({ kit, identifier, newPassword, device: 'spec' });
    expect(await openedByThief(server)).toHaveLength(left);
    await expectSameState(server, recovering, { identifier, password: newPassword });
  });

  it('control: one that the person confirmed stays, through a rotation too', async () => {
    const { server, session, slotId } = await setUp();
    await session.refresh();
    await expect(session.confirmWaysIn([slotId, idOf('slt_', new Uint8Array(16).fill(1))])).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    await expect(session.rotate({ password })).rejects.toMatchObject({ code: 'E_SLOT_UNKNOWN' });
    expect((await session.confirmWaysIn([slotId])).every(({ isConfirmed }) => isConfirmed)).toBe(true);
    // The confirmation lasts.
    session.lock();
    await session.unlock({ password });
    expect((await session.waysIn()).every(({ isConfirmed }) => isConfirmed)).toBe(true);
    await session.confirmWaysIn([slotId]);
    await session.rotate({ password });
    expect(await openedByThief(server)).toEqual([slotId]);
  });
});
