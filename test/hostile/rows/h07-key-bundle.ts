import { generateIdentity, forgeState, replaceKeys } from '@sealchart/sdk/testing';
import { row } from '../harness/row.ts';
import { enter, enterAfterChange } from './acts.ts';
import { ANSWER_SCHEMA, BUNDLE_OF_CHAIN, IDENTITIES, ORIGIN, PINS, SAME_ACCOUNT } from './account-checks.ts';
import type { Owner } from './accounts.ts';
import { anyOf, freshDevice, knownDevice, onLogin, onPrelogin, settingsOf, stolenFrom } from './accounts.ts';
import type { Stage } from '../harness/stage.ts';

/** Another account of a server that knows the password of the victim. */
async function withTwin(stage: Stage, { victim, stolen }: Owner) {
  const twin = await stage.actor('Kim', { password: victim.password });
  return { victim, stolen, attackers: [twin], twin: await stolenFrom(twin) };
}

/** A victim whose key bundle has a successor: what the server held before it. */
async function withOlder({ victim, stolen }: Owner) {
  await victim.client.makeRecoveryKit({ password: victim.password });
  return { victim, older: stolen };
}

/** H07: the own key bundle replaced at a login. */
export const keyBundle = [
  row({
    id: 'H07',
    does: 'hands out keys of its own, wrapped to the public key of the password’s slot',
    moment: 'first contact',
    code: 'E_BUNDLE',
    defences: [BUNDLE_OF_CHAIN, IDENTITIES],
    async setup(stage) {
      const owner = await freshDevice(stage);
      const thief = await stage.actor('Eve');
      return { ...owner, attackers: [thief], own: await stolenFrom(thief) };
    },
    async mutate({ victim, stolen, own }) {
      const bundle = await replaceKeys(stolen.instanceId, stolen.bundle, own.identities);
      victim.tamper(onLogin(() => ({ bundle })));
    },
    act: enter,
  }),
  row({
    id: 'H07',
    does: 'hands out the key bundle of another account with the same password',
    moment: 'first contact',
    code: 'E_BUNDLE',
    defences: [BUNDLE_OF_CHAIN, ORIGIN, IDENTITIES],
    setup: async (stage) => withTwin(stage, await freshDevice(stage)),
    mutate: ({ victim, stolen: { entry }, twin: { bundle } }) =>
      victim.tamper(
        anyOf(
          onPrelogin(settingsOf(bundle)),
          onLogin(() => ({ accountId: entry.accountId, bundle, entry })),
        ),
      ),
    act: enter,
  }),
  row({
    id: 'H07',
    does: 'hands out another whole account with the same password, when the person says that the password was changed elsewhere',
    moment: 'after pinning',
    code: 'E_BUNDLE',
    defences: [SAME_ACCOUNT, PINS],
    setup: async (stage) => withTwin(stage, await knownDevice(stage)),
    mutate: ({ victim, twin: { bundle, entry } }) =>
      victim.tamper(
        anyOf(
          onPrelogin(settingsOf(bundle)),
          onLogin(() => ({ accountId: bundle.accountId, bundle, entry })),
        ),
      ),
    act: enterAfterChange,
  }),
  row({
    id: 'H07',
    does: 'hands out an older key bundle beside the newest chain',
    moment: 'first contact',
    code: 'E_BUNDLE',
    defences: [BUNDLE_OF_CHAIN],
    async setup(stage) {
      const world = await withOlder(await knownDevice(stage));
      await world.victim.client.logout();
      return world;
    },
    mutate: ({ victim, older: { bundle } }) => victim.tamper(onLogin(() => ({ bundle }))),
    act: enter,
  }),
  row({
    id: 'H07',
    does: 'hands out an older key bundle beside the newest chain',
    moment: 'after pinning',
    code: 'E_BUNDLE',
    defences: [BUNDLE_OF_CHAIN, PINS],
    setup: async (stage) => withOlder(await knownDevice(stage)),
    mutate: ({ victim, older: { bundle } }) => victim.tamper(onLogin(() => ({ bundle }))),
    act: enter,
  }),
  row({
    id: 'H07',
    does: 'hands out an older key bundle with the chain of its time',
    moment: 'after pinning',
    code: 'E_BUNDLE',
    defences: [PINS],
    setup: async (stage) => withOlder(await knownDevice(stage)),
    mutate: ({ victim, older: { bundle, entry } }) => victim.tamper(onLogin(() => ({ bundle, entry }))),
    act: enter,
  }),
  row({
    id: 'H07',
    does: 'has a key that the account gave up, and goes on from there with keys of its own, wrapped to the slot of the new password',
    moment: 'first contact',
    code: 'E_BUNDLE',
    defences: [ORIGIN],
    async setup(stage) {
      const { victim: before, stolen: former } = await knownDevice(stage);
      const victim = { ...before, password: `the next long password ${crypto.randomUUID()}` };
      await victim.client.secure({ password: before.password, newPassword: victim.password });
      const { bundle } = await stolenFrom(victim);
      await victim.client.logout();
      return { victim, former, bundle };
    },
    async mutate({ victim, former, bundle }) {
      const { instanceId } = former;
      const { accountId, slots } = bundle;
      const at = Date.now();
      const identity = await generateIdentity({ profile: 'modern', instanceId, accountId, at });
      const kept = slots.filter(({ kind }) => kind === 'password');
      const rotation = { identity, cause: 'routine' } as const;
      const forged = await forgeState(
        instanceId,
        former,
        { ...former, accountKey: crypto.getRandomValues(new Uint8Array(32)) },
        {
          plan: { rotation, kept, at },
        },
      );
      victim.tamper(onLogin(() => forged));
    },
    act: enter,
  }),
  row({
    // Not E_BUNDLE: an account without keys cannot be said in the protocol. The client makes none in its place.
    id: 'H07',
    does: 'says that the account has no keys yet',
    moment: 'first contact',
    code: 'E_ANSWER',
    defences: [ANSWER_SCHEMA],
    setup: freshDevice,
    mutate: ({ victim }) => victim.tamper(onLogin(() => ({ bundle: undefined }))),
    act: enter,
  }),
];
