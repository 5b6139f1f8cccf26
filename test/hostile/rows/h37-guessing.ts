import { LOGIN_FAILURES_IN_A_ROW, LOGIN_FAILURES_PER_HOUR } from '@sealchart/protocol';
import { clientRow } from '../harness/client-row.ts';
import { someAddress } from '../harness/raw-request.ts';
import type { Actor, Stage } from '../harness/stage.ts';
import { answerOf } from './client-acts.ts';
import { lastOf, leave, loginSecretOf, tryKit, tryLogin } from './guessing.ts';

/** Counts, and refuses what is one too many. */
export const COUNTER = { module: 'api/src/platform/limits/counter.ts', check: 'take' };
/** Wrong passwords in a row. */
const STREAK = { module: 'api/src/modules/auth/failure-streaks.repository.ts', check: 'take', body: 'return true;' };
/** Whose word about addresses is taken. */
const PROXIES = { module: 'api/src/create-app.ts', check: 'proxiesOf', body: 'return true;' };

/** Somebody with a device that got in before; `from`: where whoever guesses sits. */
const owner = async (stage: Stage) => ({ kim: await stage.actor('Kim'), from: someAddress() });
/** Two tries from there are left. */
async function nearlySpent(stage: Stage) {
  const world = await owner(stage);
  await leave(stage, 2, 'login', world.from);
  return world;
}
const nobody = (i: number): string => `nobody.${i}.${crypto.randomUUID()}@example.org`;

/** The owner, on the device that is known. */
const logInAgain = ({ client, identifier, password }: Actor) => answerOf(() => client.login({ identifier, password, device: 'a device' }));

/** H37: guessing. What the pace is, on several nodes, is measured in api/src/modules/auth/guessing.spec.ts. */
export const guessing = [
  clientRow({
    id: 'H37',
    does: 'guesses at one account, each time from another address, and is right at last',
    code: 'E_THROTTLED',
    defences: [COUNTER],
    async setup(stage) {
      const { kim } = await owner(stage);
      await lastOf(LOGIN_FAILURES_PER_HOUR, () => tryLogin(stage, kim.identifier));
      return kim;
    },
    attack: (kim, stage) => tryLogin(stage, kim.identifier, loginSecretOf(kim)),
    control: logInAgain,
  }),
  clientRow({
    id: 'H37',
    does: 'has guessed a hundred times in a row at one account, over many days, and is right at last',
    code: 'E_GUESSED',
    defences: [STREAK],
    async setup(stage) {
      const { kim } = await owner(stage);
      const streak = { failures: LOGIN_FAILURES_IN_A_ROW, lastAt: new Date() };
      const streaks = stage.hostile.accounts.collection<{ _id: string }>('failurestreaks');
      await streaks.updateOne({ _id: kim.account.accountId }, { $set: streak }, { upsert: true });
      return kim;
    },
    attack: (kim, stage) => tryLogin(stage, kim.identifier, loginSecretOf(kim)),
    control: logInAgain,
  }),
  clientRow({
    id: 'H37',
    does: 'tries many accounts from one address',
    code: 'E_THROTTLED',
    defences: [COUNTER],
    setup: nearlySpent,
    attack: ({ from }, stage) => lastOf(3, (i) => tryLogin(stage, nobody(i), undefined, { from })),
    control: ({ kim }, stage) => tryLogin(stage, kim.identifier, loginSecretOf(kim)),
  }),
  clientRow({
    id: 'H37',
    does: 'tries many accounts from one address, and says each time that it is another one',
    code: 'E_THROTTLED',
    defences: [PROXIES],
    setup: nearlySpent,
    attack: ({ from }, stage) =>
      lastOf(3, (i) => {
        const invented = someAddress();
        const headers = { 'x-forwarded-for': invented, forwarded: `for=${invented}`, 'x-real-ip': invented };
        return tryLogin(stage, nobody(i), undefined, { from, headers });
      }),
    control: ({ kim }, stage) => tryLogin(stage, kim.identifier, loginSecretOf(kim)),
  }),
  clientRow({
    id: 'H37',
    does: 'tries from all addresses of a network',
    code: 'E_THROTTLED',
    defences: [COUNTER],
    async setup(stage) {
      const world = await owner(stage);
      const network = world.from.split('.').slice(0, 3).join('.');
      await leave(stage, 2, 'neighbourhood', `${network}.0/24`);
      return { ...world, network };
    },
    attack: ({ network }, stage) => lastOf(3, (i) => tryLogin(stage, nobody(i), undefined, { from: `${network}.${i + 1}` })),
    control: ({ kim }, stage) => tryLogin(stage, kim.identifier, loginSecretOf(kim)),
  }),
  clientRow({
    id: 'H37',
    does: 'tries all accounts from everywhere, a password each',
    code: 'E_THROTTLED',
    defences: [COUNTER],
    // A server of its own: the counter is everybody's.
    env: {},
    async setup(stage) {
      const world = await owner(stage);
      await leave(stage, 2, 'guesses', 'all');
      return world;
    },
    attack: (_, stage) => lastOf(3, (i) => tryLogin(stage, nobody(i))),
    control: async ({ kim }, stage) => {
      await leave(stage, 0, 'guesses', 'all');
      return logInAgain(kim);
    },
  }),
  clientRow({
    id: 'H37',
    does: 'guesses at the words of recovery kits from one address',
    code: 'E_THROTTLED',
    defences: [COUNTER],
    setup: nearlySpent,
    attack: ({ kim, from }, stage) => lastOf(3, () => tryKit(stage, kim.identifier, { from })),
    control: async ({ kim, from }, stage) => {
      await lastOf(3, () => tryKit(stage, kim.identifier, { from }));
      const kit = await kim.client.makeRecoveryKit({ password: kim.password });
      await kim.client.logout();
      const newPassword = `another long password ${crypto.randomUUID()}`;
      return answerOf(() => kim.client.recover({ kit, identifier: kim.identifier, newPassword, device: 'a device' }));
    },
  }),
];
