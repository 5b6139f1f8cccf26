import { KDF_DEFAULT, toB64u } from '@sealchart/protocol';
import { forgeState, secretsOfPassword } from '@sealchart/sdk/testing';
import type { Defence } from '../harness/build.ts';
import { row } from '../harness/row.ts';
import type { Stage } from '../harness/stage.ts';
import { enter, enterUntouched } from './acts.ts';
import { ANSWER_SCHEMA, SETTINGS_SEEN } from './account-checks.ts';
import { anyOf, freshDevice, knownDevice, logIn, onLogin, onPrelogin, servedTo, settingsOf, shapeOf } from './accounts.ts';

/** The salt is part of what is stretched; in its place a client that stretches without one. */
const SALTED: Defence = {
  module: 'mobile-sdk/src/crypto/password.ts',
  check: 'stretchPassword',
  body: `const bytes = utf8(password.normalize('NFKC'));
    return port.argon2id({ password: bytes, salt: new Uint8Array(16), m: kdf.m, t: kdf.t, p: kdf.p });`,
};
/** The slot must name the settings that were asked for. */
const SETTINGS_OF_SLOT: Defence = { module: 'mobile-sdk/src/session/login.ts', check: 'requireSettings' };

const FIXED = { salt: 'A'.repeat(22) };

async function saltOfOther(stage: Stage): Promise<string> {
  const { bundle } = servedTo(await stage.actor('Eve'));
  return settingsOf(bundle).salt;
}

/** A fresh device, and what it sends to an honest server. */
async function freshWithShape(stage: Stage) {
  const victim = await stage.victim('Kim');
  await victim.client.logout();
  const from = victim.traffic.exchanges.length;
  await logIn(victim);
  const shape = shapeOf(victim, from).slice(0, REQUESTS_OF_LOGIN);
  await victim.client.logout();
  return { victim, shape };
}

/** Who are you; how is this password stretched; here is what it yields. */
const REQUESTS_OF_LOGIN = 3;

/** What the server gives in place of the salt. */
const SALTS = [
  ['one salt for all', () => FIXED],
  ['the salt of another person', ({ salt }: { readonly salt: string }) => ({ salt })],
  ['a longer salt, for which it has tables', () => ({ salt: toB64u(new Uint8Array(64).fill(1)) })],
] as const;

/** H33: salts of the server's choice. */
export const salts = [
  ...SALTS.map(([what, change]) =>
    row({
      id: 'H33',
      does: `gives ${what}`,
      moment: 'after pinning',
      code: 'E_SALT',
      defences: [SETTINGS_SEEN],
      setup: async (stage) => ({ ...(await knownDevice(stage)), salt: await saltOfOther(stage) }),
      mutate: ({ victim, salt }) => victim.tamper(onPrelogin(change({ salt }))),
      act: enterUntouched,
    }),
  ),
  ...SALTS.map(([what, change]) =>
    row({
      id: 'H33',
      does: `gives ${what}, and gets a secret that is worth nothing, in a request of the same shape`,
      moment: 'first contact',
      code: 'E_LOGIN',
      defences: [SALTED, SETTINGS_OF_SLOT],
      setup: async (stage) => ({ ...(await freshWithShape(stage)), salt: await saltOfOther(stage) }),
      mutate: ({ victim, salt }) => victim.tamper(onPrelogin(change({ salt }))),
      async act({ victim, shape }) {
        const from = victim.traffic.exchanges.length;
        const outcome = await logIn(victim).catch((error: Error) => error);
        const sent = shapeOf(victim, from).slice(0, shape.length);
        if (sent.join('\n') !== shape.join('\n')) throw new Error(`another shape: ${sent.join('\n')}`);
        if (outcome instanceof Error) throw outcome;
      },
    }),
  ),
  row({
    id: 'H33',
    does: 'gives a salt of its own, and lets in whoever comes with it',
    moment: 'first contact',
    code: 'E_BUNDLE',
    defences: [SALTED, SETTINGS_OF_SLOT],
    async setup(stage) {
      const victim = await stage.victim('Kim');
      await victim.client.logout();
      return { victim };
    },
    mutate({ victim }) {
      const served = servedTo(victim);
      const own = onLogin(() => ({ accountId: served.bundle.accountId, ...served }));
      victim.tamper(anyOf(onPrelogin(FIXED), own));
    },
    act: enter,
  }),
  row({
    id: 'H33',
    does: 'hands out a slot that names another salt than the one that it asked for, signed with stolen keys',
    moment: 'first contact',
    code: 'E_BUNDLE',
    defences: [SETTINGS_OF_SLOT],
    setup: freshDevice,
    async mutate({ victim, stolen }) {
      const { instanceId, bundle } = stolen;
      const { slotId } = bundle.slots[0] ?? { slotId: '' };
      const place = { instanceId, realm: 'localhost' };
      const { slot: secret } = await secretsOfPassword(victim.ports.kdf, place, victim.password, settingsOf(bundle));
      const kdf = { ...KDF_DEFAULT, ...FIXED };
      const forged = await forgeState(instanceId, stolen, stolen, { plan: { atHand: [{ kind: 'password', slotId, kdf, secret }] } });
      victim.tamper(onLogin(() => forged));
    },
    act: enter,
  }),
  row({
    // Not E_SALT: a salt of less than 16 bytes cannot be said in the protocol.
    id: 'H33',
    does: 'gives an empty salt',
    moment: 'after pinning',
    code: 'E_ANSWER',
    defences: [ANSWER_SCHEMA],
    setup: knownDevice,
    mutate: ({ victim }) => victim.tamper(onPrelogin({ salt: '' })),
    act: enterUntouched,
  }),
];
