import type { LoginRequest } from '@sealchart/protocol';
import { forgeState } from '@sealchart/sdk/testing';
import type { Defence } from '../harness/build.ts';
import { clientRow } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';
import { row } from '../harness/row.ts';
import type { Actor, Stage } from '../harness/stage.ts';
import { catchUp, enter } from './acts.ts';
import { BUNDLE_OF_CHAIN, IDENTITIES, ORIGIN, PINS } from './account-checks.ts';
import type { Owner } from './accounts.ts';
import { knownDevice, onLogin, onSync, stolenFrom } from './accounts.ts';
import { shownBy } from './h34-login-secret.ts';

/** What is told of the own account must be newer than what was seen, or the same. */
const NEWER: Defence = { module: 'mobile-sdk/src/session/refresh.ts', check: 'requireNewer' };
/** A link to another key counts only with the bundle behind it. */
const WITH_BUNDLE: Defence = { module: 'protocol/src/statements/account-chain.ts', check: 'requireBundled' };

/** A device that has changed the password; `stolen` is what the server held before. */
async function withNewPassword(stage: Stage): Promise<Owner> {
  const { victim: before, stolen } = await knownDevice(stage);
  const victim = { ...before, password: `the next long password ${crypto.randomUUID()}` };
  await victim.client.changePassword({ password: before.password, newPassword: victim.password });
  return { victim, stolen };
}

/** A device that has made new keys; `stolen` is what the server held before, `newest` what it holds now. */
async function withNewKeys(stage: Stage) {
  const { victim, stolen } = await knownDevice(stage);
  await victim.client.rotate({ password: victim.password });
  return { victim, stolen, newest: await stolenFrom(victim) };
}

/** The same account on a device that knows nothing of it. */
async function freshWithNewKeys(stage: Stage) {
  const world = await withNewKeys(stage);
  await world.victim.client.logout();
  return world;
}

/** H39: what was before a change of password or keys, served after it. */
export const replay = [
  row({
    id: 'H39',
    does: 'restores everything of before the change, for the device that made it',
    moment: 'password change',
    code: 'E_BUNDLE',
    defences: [NEWER, PINS],
    setup: withNewPassword,
    mutate: async ({ victim, stolen }) => victim.tamper(await onSync(stolen)),
    act: catchUp,
  }),
  row({
    id: 'H39',
    does: 'restores everything of before the change, for the device that made it',
    moment: 'rotation',
    code: 'E_BUNDLE',
    defences: [NEWER, PINS],
    setup: withNewKeys,
    mutate: async ({ victim, stolen }) => victim.tamper(await onSync(stolen)),
    act: catchUp,
  }),
  row({
    id: 'H39',
    does: 'hands out everything of before the change at a login of the device that made it',
    moment: 'rotation',
    code: 'E_BUNDLE',
    defences: [PINS],
    setup: withNewKeys,
    mutate: ({ victim, stolen: { bundle, entry } }) => victim.tamper(onLogin(() => ({ bundle, entry }))),
    act: enter,
  }),
  row({
    id: 'H39',
    does: 'has stored the chain of a rotation, and still the bundle of before it',
    moment: 'rotation',
    code: 'E_BUNDLE',
    defences: [BUNDLE_OF_CHAIN, IDENTITIES],
    setup: freshWithNewKeys,
    async mutate({ stolen: { bundle } }, { hostile }) {
      const bundles = hostile.accounts.collection<{ _id: string }>('bundles');
      await bundles.updateOne({ _id: bundle.accountId }, { $set: { version: bundle.version, bundle: JSON.stringify(bundle) } });
    },
    act: enter,
  }),
  row({
    id: 'H39',
    does: 'hands out the bundle of a rotation, and the chain of before it',
    moment: 'rotation',
    code: 'E_BUNDLE',
    defences: [BUNDLE_OF_CHAIN, ORIGIN, IDENTITIES],
    setup: freshWithNewKeys,
    mutate: ({ victim, stolen: { entry } }) => victim.tamper(onLogin(() => ({ entry }))),
    act: enter,
  }),
  row({
    id: 'H39',
    does: 'cuts the chain between the link to the new key and its bundle',
    moment: 'rotation',
    code: 'E_BUNDLE',
    defences: [WITH_BUNDLE, BUNDLE_OF_CHAIN, IDENTITIES],
    setup: freshWithNewKeys,
    mutate({ victim, stolen: { bundle }, newest: { entry } }) {
      victim.tamper(onLogin(() => ({ bundle, entry: { ...entry, events: entry.events.slice(0, -1) } })));
    },
    act: enter,
  }),
  row({
    id: 'H39',
    does: 'takes the changes of two devices, and shows one what the other made',
    moment: 'after pinning',
    code: 'E_BUNDLE',
    defences: [PINS],
    async setup(stage) {
      const { victim, stolen } = await knownDevice(stage);
      await victim.client.makeRecoveryKit({ password: victim.password });
      return { victim, stolen };
    },
    async mutate({ victim, stolen }) {
      const once = await forgeState(stolen.instanceId, stolen, stolen);
      victim.tamper(await onSync(await forgeState(stolen.instanceId, once, stolen)));
    },
    act: catchUp,
  }),
];

/** The session that a device showed last. */
const tokenOf = ({ traffic }: Actor): string =>
  traffic.exchanges.findLast(({ request }) => 'authorization' in request.headers)?.request.headers['authorization'] ?? '';

/** H39: secrets of before a change, shown to an honest server after it. */
export const oldSecrets = [
  clientRow<{ readonly old: LoginRequest; readonly now: LoginRequest }>({
    id: 'H39',
    does: 'logs in with the secret of the former password',
    code: 'E_LOGIN',
    defences: [{ module: 'api/src/modules/accounts/login-hash.ts', check: 'matches', body: 'return true;' }],
    async setup(stage) {
      const person = await stage.actor('Kim');
      const old = shownBy(person);
      const password = `the next long password ${crypto.randomUUID()}`;
      await person.client.changePassword({ password: person.password, newPassword: password });
      await person.client.login({ identifier: person.identifier, password, device: 'a device' });
      return { old, now: shownBy(person) };
    },
    attack: ({ old }, stage) => ask(stage, { method: 'POST', path: '/v1/auth/login', body: old }),
    control: ({ now }, stage) => ask(stage, { method: 'POST', path: '/v1/auth/login', body: now }),
  }),
  clientRow<Record<'old' | 'now', string>>({
    id: 'H39',
    does: 'goes on with a session of before a new password, which was set on another device',
    code: 'E_UNAUTHENTICATED',
    defences: [{ module: 'api/src/access/sessions.service.ts', check: 'endAll' }],
    async setup(stage) {
      const person = await stage.actor('Kim');
      const thief = await stage.actor('Kim', { identifier: person.identifier, login: person.password });
      await Promise.all([person, thief].map(({ client }) => client.sessions()));
      await person.client.changePassword({ password: person.password, newPassword: `the next long password ${crypto.randomUUID()}` });
      return { old: tokenOf(thief), now: tokenOf(person) };
    },
    attack: ({ old }, stage) => ask(stage, { method: 'GET', path: '/v1/accounts/me', headers: { authorization: old } }),
    control: ({ now }, stage) => ask(stage, { method: 'GET', path: '/v1/accounts/me', headers: { authorization: now } }),
  }),
];
