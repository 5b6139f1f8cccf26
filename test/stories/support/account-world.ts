import type { HttpClient, HttpRequest } from '@sealchart/sdk';
import { plantSlot } from '@sealchart/sdk/testing';
import type { Session } from '@sealchart/sdk/testing';
import { outcomeOf } from './account-checks.ts';
import { AccountDevice } from './account-device.ts';
import type { Breakage } from './breakdown.ts';
import type { BundleTable } from './bundle-table.ts';
import { expectEqual, expectOneOf } from './demands.ts';
import type { InProcessServer } from './in-process-server.ts';
import type { KeyAct, PlannedAct } from './owned-account.ts';
import { OwnedAccount } from './owned-account.ts';

/** What a device may be told that did not see what another one did. */
const BEHIND = ['E_PASSWORD', 'E_UNAUTHENTICATED', 'E_KEYS_RENEWED', 'E_SLOT_UNKNOWN', 'E_LOCKED'];
/** What the loser of two simultaneous writes may be told. */
const LOST = ['E_CONFLICT', 'E_UNAUTHENTICATED', 'E_KEYS_RENEWED'];
const BROKEN = ['done', 'E_NETWORK', 'E_STORE'];

/** A slot that a thief wrote into the bundle. */
interface Planted {
  readonly slotId: string;
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly thief: Session;
}

/** An account whose owner uses several devices, and a thief who keeps everything that ever opened it. */
export class AccountWorld {
  readonly owner: OwnedAccount;
  readonly devices: readonly AccountDevice[];
  readonly #gates = new Map<AccountDevice, (request: HttpRequest) => Promise<void>>();
  #planted: Planted | undefined;
  /** A session elsewhere that a new password must end; looked at once. */
  #witness: Session | undefined;
  /** In the owner's history, the first bundle after the account was last secured. */
  #securedAt = 0;

  constructor(server: InProcessServer, bundles: BundleTable, devices: number) {
    this.owner = new OwnedAccount(server, bundles);
    this.devices = Array.from({ length: devices }, () => this.#gatedDevice());
  }

  /** Registers on the first device and logs in on the others. */
  async begin(): Promise<void> {
    const [first, ...others] = this.devices;
    await this.owner.register(first as AccountDevice);
    await this.owner.writeNote(first as AccountDevice);
    for (const device of others) await this.owner.login(device, false);
    const { identifier, password } = this.owner;
    this.#witness = new AccountDevice(this.owner.server).session();
    await this.#witness.login({ identifier, password, device: 'elsewhere' });
  }

  deviceAt(index: number): AccountDevice {
    return this.devices[index % this.devices.length] as AccountDevice;
  }

  /** Does what a person does whose device says that it is behind: opens it, logs in, confirms the ways in that they made. */
  async makeReady(device: AccountDevice): Promise<void> {
    const { client } = device;
    const { password } = this.owner;
    const state = await client.state();
    const opened = state === 'locked' ? await outcomeOf(() => client.unlock({ password })) : 'done';
    expectOneOf(opened, ['done', 'E_PASSWORD']);
    const synced = state === 'empty' || opened !== 'done' ? 'E_UNAUTHENTICATED' : await outcomeOf(() => client.sync());
    expectOneOf(synced, ['done', 'E_UNAUTHENTICATED', 'E_KEYS_RENEWED']);
    if (synced !== 'done') {
      await this.owner.login(device);
      await client.sync();
    }
    const unknown = (await client.waysIn()).filter(({ isConfirmed, slotId }) => !isConfirmed && slotId !== this.#planted?.slotId);
    await client.confirmWaysIn(unknown.map(({ slotId }) => slotId));
  }

  /** An act on a device that may be behind: it is done, or refused without a trace; then it is done once the device is ready. */
  async act(device: AccountDevice, wanted: KeyAct): Promise<void> {
    const act = await this.#possible(device, wanted);
    const outcome = await this.#run(device, act);
    if (outcome === 'done') return;
    expectOneOf(outcome, BEHIND);
    await this.makeReady(device);
    await this.#actReady(device, this.owner.plan(act.name));
  }

  /** An act on a ready device that breaks down; afterwards the device opens with the old password or the new one. */
  async actBroken(device: AccountDevice, wanted: KeyAct, breakage: Breakage): Promise<void> {
    await this.makeReady(device);
    const act = await this.#possible(device, wanted);
    if (this.#isRefused(act)) return this.#actReady(device, act);
    const passwords = new Set([this.owner.password, act.password]);
    device.breakdown.plan(breakage);
    const outcome = await this.#run(device, act);
    expectOneOf(outcome, BROKEN);
    if (breakage.kind === 'death' && device.breakdown.hasStruck) device.restart();
    else device.client.lock();
    device.breakdown.plan(undefined);
    const opened = [];
    for (const password of passwords) opened.push(await outcomeOf(() => device.client.unlock({ password })));
    expectEqual(opened.filter((one) => one === 'done').length, 1);
    await this.makeReady(device);
  }

  /** Two devices write at the same moment: exactly one wins, the other is told, and works once it is ready again. */
  async race(devices: readonly [AccountDevice, AccountDevice], wanted: readonly [KeyAct, KeyAct]): Promise<void> {
    for (const device of devices) await this.makeReady(device);
    const [a, b] = [await this.#possible(devices[0], wanted[0]), await this.#possible(devices[1], wanted[1])];
    if (this.#isRefused(a) || this.#isRefused(b)) return;
    const gate = meeting(2);
    for (const device of devices) this.#gates.set(device, gate.pass);
    const runs = [a, b].map(async (act, i) => {
      const { client } = devices[i as 0 | 1];
      let kit: Awaited<ReturnType<PlannedAct['run']>>;
      const outcome = await outcomeOf(async () => {
        kit = await act.run(client);
      });
      gate.open();
      return { act, kit, outcome };
    });
    const ends = await Promise.all(runs);
    this.#gates.clear();
    expectEqual(gate.arrived(), 2);
    const [winner, ...others] = ends.filter(({ outcome }) => outcome === 'done');
    expectEqual(
      others.map(({ act }) => act.name),
      [],
    );
    expectOneOf(ends.find(({ outcome }) => outcome !== 'done')?.outcome, LOST);
    if (!winner) throw new Error('nobody won');
    expectEqual(await this.#settle(winner.act, winner.kit), true);
    for (const device of devices) await this.makeReady(device);
  }

  /** A thief who has the password writes a slot of their own into the bundle. */
  async plant(): Promise<void> {
    if (this.#planted) return;
    const { owner } = this;
    const thief = new AccountDevice(owner.server).session();
    await thief.login({ identifier: owner.identifier, password: owner.password, device: 'thief' });
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const { slotId } = await plantSlot(thief, secret);
    await owner.remember();
    this.#planted = { slotId, secret, thief };
    // Control: it opens what it was planted in.
    expectEqual(await owner.opens({ slotSecrets: [secret], accountKeys: [], identities: [] }, owner.newest.bundle), true);
  }

  /** Nothing that was in anybody's hands before the account was last secured opens what it has now. */
  async expectThiefOutside(): Promise<void> {
    const { owner } = this;
    const { bundle } = owner.newest;
    expectEqual(await owner.opens(owner.lootOf(owner.history.slice(0, this.#securedAt)), bundle), false);
    // Control: what was in hand since then does.
    expectEqual(await owner.opens(owner.lootOf(owner.history.slice(this.#securedAt)), bundle), true);
  }

  async #run(device: AccountDevice, act: PlannedAct): Promise<string> {
    let kit: Awaited<ReturnType<PlannedAct['run']>>;
    const outcome = await outcomeOf(async () => {
      kit = await act.run(device.client);
    });
    const isTaken = await this.#settle(act, kit);
    if (outcome === 'done') expectEqual([act.name, isTaken], [act.name, true]);
    if (BEHIND.includes(outcome)) expectEqual([act.name, outcome, isTaken], [act.name, outcome, false]);
    return outcome;
  }

  async #actReady(device: AccountDevice, act: PlannedAct): Promise<void> {
    const isRefused = this.#isRefused(act);
    expectEqual([act.name, await this.#run(device, act)], [act.name, isRefused ? 'E_SLOT_UNKNOWN' : 'done']);
  }

  async #settle(act: PlannedAct, kit: Awaited<ReturnType<PlannedAct['run']>>): Promise<boolean> {
    const isTaken = await this.owner.settle(act, kit);
    if (!isTaken) return false;
    if (act.name === 'secure') this.#securedAt = this.owner.history.length - 1;
    await this.#expectPlantedGone();
    await this.#expectWitnessOut(act);
    if (act.name === 'secure') await this.expectThiefOutside();
    return true;
  }

  /** A new password ends what is open elsewhere; nothing else does. */
  async #expectWitnessOut({ name }: PlannedAct): Promise<void> {
    if (!this.#witness) return;
    const { api } = this.#witness.current();
    const isOut = name === 'changePassword' || name === 'secure' || name === 'recover';
    expectEqual([name, await outcomeOf(() => api.head())], [name, isOut ? 'E_UNAUTHENTICATED' : 'done']);
    if (isOut) this.#witness = undefined;
  }

  /** No bundle that the owner wrote is wrapped to a planted slot. */
  async #expectPlantedGone(): Promise<void> {
    if (!this.#planted) return;
    const { slotId, secret, thief } = this.#planted;
    const { bundle } = this.owner.newest;
    expectEqual(
      bundle.slots.filter((slot) => slot.slotId === slotId),
      [],
    );
    expectEqual(await this.owner.opens({ slotSecrets: [secret], accountKeys: [], identities: [] }, bundle), false);
    // Whatever drops it changes the password as well, so the thief's session is over.
    expectEqual(await outcomeOf(() => thief.current().api.head()), 'E_UNAUTHENTICATED');
    this.#planted = undefined;
  }

  /** Whether a device that knows the account must refuse it: it would wrap the account key to a slot that nobody confirmed. */
  #isRefused({ name }: PlannedAct): boolean {
    return this.#planted !== undefined && name !== 'secure' && name !== 'recover';
  }

  /** Without a kit nobody recovers: the person makes one. */
  async #possible(device: AccountDevice, wanted: KeyAct): Promise<PlannedAct> {
    return this.owner.plan(wanted === 'recover' && !this.owner.kit ? 'makeRecoveryKit' : wanted);
  }

  #gatedDevice(): AccountDevice {
    const between = (http: HttpClient): HttpClient => ({
      send: async (request) => {
        if (request.url.endsWith('/v1/accounts/me/bundle')) await this.#gates.get(device)?.(request);
        return http.send(request);
      },
    });
    const device: AccountDevice = new AccountDevice(this.owner.server, { between });
    return device;
  }
}

/** Where so many wait for each other; opened for all when somebody will not come any more. */
function meeting(count: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  const pass = (): Promise<void> => {
    arrived += 1;
    if (arrived >= count) resolve();
    return promise;
  };
  return { pass, open: resolve, arrived: () => arrived };
}
