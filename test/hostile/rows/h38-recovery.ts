import type { Bytes } from '@sealchart/protocol';
import type { RecoveryKit } from '@sealchart/sdk';
import { forgeState, generateIdentity, plantSlot, replaceKeys, testPorts } from '@sealchart/sdk/testing';
import type { Defence } from '../harness/build.ts';
import { row } from '../harness/row.ts';
import type { Actor, Stage } from '../harness/stage.ts';
import { catchUp, changePassword, recover, recoverTyped, renewKeys } from './acts.ts';
import { BUNDLE_OF_CHAIN, IDENTITIES, KDF_LIMITS, ORIGIN, PINS, SETTINGS_SEEN } from './account-checks.ts';
import type { Owner } from './accounts.ts';
import { anyOf, knownDevice, onPrelogin, onRecovery, onSync, sessionOf, settingsOf, stolenFrom } from './accounts.ts';

/** The account must be the one that the kit names. */
const ACCOUNT_OF_KIT: Defence = { module: 'mobile-sdk/src/session/recovery/recovery-answer.ts', check: 'requireAccount' };
/** Nothing is wrapped to a way in that the device does not vouch for. */
const SLOTS_VOUCHED_FOR: Defence = {
  module: 'mobile-sdk/src/session/acts/owner.ts',
  check: 'keptSlots',
  body: 'return bundle.slots.filter(isKept);',
};

interface WithKit extends Owner {
  readonly kit: RecoveryKit;
  readonly newPassword: string;
  readonly markers: string[];
}

/** A victim with a kit, on a device that knows the account. */
async function withKit({ victim }: Owner): Promise<WithKit> {
  const kit = await victim.client.makeRecoveryKit({ password: victim.password });
  const newPassword = `a wholly new password ${crypto.randomUUID()}`;
  return { victim, kit, newPassword, stolen: await stolenFrom(victim), markers: [newPassword, kit.words.join(' ')] };
}

const knownWithKit = async (stage: Stage): Promise<WithKit> => withKit(await knownDevice(stage));

/** The same, on a device that knows nothing of it. */
async function freshWithKit(stage: Stage): Promise<WithKit> {
  const owner = await knownWithKit(stage);
  await owner.victim.client.logout();
  return owner;
}

/** Another account whose kit has the same words. */
async function twinOf({ random }: Actor, stage: Stage) {
  const code = random.drawn.findLast(({ length }) => length === 20) as Bytes;
  const { random: other } = testPorts();
  const twin = await stage.actor('Eve', {
    ports: { random: { bytes: (count) => (count === code.length ? code.slice() : other.bytes(count)) } },
  });
  await twin.client.makeRecoveryKit({ password: twin.password });
  return stolenFrom(twin);
}

/** Secret of a way in that a thief planted. */
const PLANTED = new Uint8Array(32).fill(66);

async function plant({ victim }: WithKit): Promise<void> {
  await plantSlot(await sessionOf(victim), PLANTED.slice());
  await victim.client.sync();
}

/** H38: what comes back to a recovery kit, and what becomes of its way in. */
export const recovery = [
  row({
    id: 'H38',
    does: 'hands out keys of its own, wrapped to the public key of the kit’s slot',
    moment: 'first contact',
    code: 'E_RECOVERY',
    defences: [BUNDLE_OF_CHAIN, IDENTITIES],
    async setup(stage) {
      const owner = await freshWithKit(stage);
      const thief = await stage.actor('Eve');
      return { ...owner, attackers: [thief], own: await stolenFrom(thief) };
    },
    async mutate({ victim, stolen, own }) {
      const bundle = await replaceKeys(stolen.instanceId, stolen.bundle, own.identities);
      victim.tamper(onRecovery(() => ({ bundle })));
    },
    act: recover,
  }),
  row({
    id: 'H38',
    does: 'hands out another account whose kit has the same words',
    moment: 'first contact',
    code: 'E_RECOVERY',
    defences: [ACCOUNT_OF_KIT],
    async setup(stage) {
      const owner = await freshWithKit(stage);
      return { ...owner, twin: await twinOf(owner.victim, stage) };
    },
    mutate({ victim, twin: { bundle, entry } }) {
      const own = onRecovery(() => ({ accountId: bundle.accountId, bundle, entry }));
      victim.tamper(anyOf(onPrelogin(settingsOf(bundle)), own));
    },
    act: recover,
  }),
  row({
    id: 'H38',
    does: 'has a key that the account gave up, and goes on from there with keys of its own, wrapped to the slots of password and kit',
    moment: 'first contact',
    code: 'E_RECOVERY',
    defences: [ORIGIN],
    async setup(stage) {
      const { victim: before, stolen: former } = await knownDevice(stage);
      const victim = { ...before, password: `the next long password ${crypto.randomUUID()}` };
      const { kit } = await victim.client.secure({ password: before.password, newPassword: victim.password });
      const { bundle } = await stolenFrom(victim);
      await victim.client.logout();
      const newPassword = `a wholly new password ${crypto.randomUUID()}`;
      return { victim, kit, newPassword, former, bundle, markers: [newPassword, kit.words.join(' ')] };
    },
    async mutate({ victim, former, bundle: { accountId, slots: kept } }) {
      const { instanceId } = former;
      const at = Date.now();
      const identity = await generateIdentity({ profile: 'modern', instanceId, accountId, at });
      const own = { ...former, accountKey: crypto.getRandomValues(new Uint8Array(32)) };
      const forged = await forgeState(instanceId, former, own, { plan: { rotation: { identity, cause: 'routine' }, kept, at } });
      victim.tamper(onRecovery(() => forged));
    },
    act: recover,
  }),
  row({
    id: 'H38',
    does: 'hands out an older key bundle beside the newest chain',
    moment: 'first contact',
    code: 'E_RECOVERY',
    defences: [BUNDLE_OF_CHAIN, IDENTITIES],
    async setup(stage) {
      const owner = await knownWithKit(stage);
      const { victim, newPassword: password } = owner;
      await victim.client.rotate({ password: victim.password });
      await victim.client.logout();
      return { ...owner, newPassword: `${password} again` };
    },
    mutate: ({ victim, stolen: { bundle } }) => victim.tamper(onRecovery(() => ({ bundle }))),
    act: recover,
  }),
  row({
    id: 'H38',
    does: 'hands out an older key bundle with the chain of its time',
    moment: 'after pinning',
    code: 'E_RECOVERY',
    defences: [PINS],
    async setup(stage) {
      const owner = await knownWithKit(stage);
      await owner.victim.client.rotate({ password: owner.victim.password });
      return owner;
    },
    mutate: ({ victim, stolen: { bundle, entry } }) => victim.tamper(onRecovery(() => ({ bundle, entry }))),
    act: recover,
  }),
  row({
    id: 'H38',
    does: 'asks for weak settings once the new password is set',
    moment: 'password change',
    code: 'E_KDF',
    defences: [KDF_LIMITS],
    setup: freshWithKit,
    mutate: ({ victim }) => victim.tamper(onPrelogin({ m: 8, t: 1 })),
    act: recoverTyped,
  }),
  row({
    id: 'H38',
    does: 'gives another salt once the new password is set',
    moment: 'password change',
    code: 'E_SALT',
    defences: [SETTINGS_SEEN],
    setup: freshWithKit,
    mutate: ({ victim }) => victim.tamper(onPrelogin({ salt: 'A'.repeat(22) })),
    act: recoverTyped,
  }),
  row({
    id: 'H38',
    does: 'swaps the public key of the kit’s slot, in a bundle signed with stolen keys',
    moment: 'after pinning',
    code: 'E_BUNDLE',
    defences: [PINS],
    setup: knownWithKit,
    async mutate({ victim, stolen }) {
      const { slotId } = stolen.bundle.slots.find(({ kind }) => kind === 'recovery') ?? { slotId: '' };
      const swapped = { kind: 'recovery', slotId, secret: PLANTED.slice() } as const;
      victim.tamper(await onSync(await forgeState(stolen.instanceId, stolen, stolen, { plan: { atHand: [swapped] } })));
    },
    act: catchUp,
  }),
  row({
    id: 'H38',
    does: 'plants a way in of its own beside the kit with stolen keys, and waits for a new password',
    moment: 'password change',
    code: 'E_SLOT_UNKNOWN',
    defences: [SLOTS_VOUCHED_FOR],
    setup: knownWithKit,
    mutate: plant,
    act: changePassword,
  }),
  row({
    id: 'H38',
    does: 'plants a way in of its own beside the kit with stolen keys, and waits for new keys',
    moment: 'rotation',
    code: 'E_SLOT_UNKNOWN',
    defences: [SLOTS_VOUCHED_FOR],
    setup: knownWithKit,
    mutate: plant,
    act: renewKeys,
  }),
];
