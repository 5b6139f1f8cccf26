import { describe, expect, it } from '@jest/globals';
import { fromB64u, toB64u, utf8 } from '@sealchart/protocol';
import { exportSecretKey, fastKdf, secretsOfPassword } from '@sealchart/sdk/testing';
import type { Secret } from './harness/outgoing.ts';
import { leaksIn } from './harness/outgoing.ts';
import type { Sdk } from './harness/sdk.ts';
import { sdkWithout, wholeSdk } from './harness/sdk.ts';
import type { Actor } from './harness/stage.ts';
import { suiteServer } from './harness/suite-server.ts';
import { secretsOf, stageOf } from './harness/stage.ts';
import { logIn, stolenFrom } from './rows/accounts.ts';
import { secretsIn } from './rows/h08-key-overwriting.ts';
import { shownBy } from './rows/h34-login-secret.ts';
import { NOTE, shareNote } from './rows/people.ts';

const hostile = suiteServer();

/** A whole session, from registration to a recovery, and everything in it that nobody else may have. */
async function playSession(sdk: Sdk) {
  const stage = stageOf(hostile(), sdk);
  const [victim, friend] = [await stage.victim('Kim'), await stage.actor('Dr Ada')];
  const { client, identifier, password } = victim;
  await shareNote(victim, friend);
  const kit = await client.makeRecoveryKit({ password });
  const second = `the second long password ${crypto.randomUUID()}`;
  await client.changePassword({ password, newPassword: second });
  await client.rotate({ password: second });
  await client.sync();
  client.lock();
  await client.unlock({ password: second });
  await client.logout();
  await logIn({ ...victim, password: second });
  await client.logout();
  const third = `the third long password ${crypto.randomUUID()}`;
  await client.recover({ kit, identifier, newPassword: third, device: 'a device' });
  const words = [second, third, kit.words.join(' '), kit.words.join('-'), NOTE].map((text) => ({ name: `"${text}"`, bytes: utf8(text) }));
  return {
    victim: { ...victim, password: third },
    secrets: [...secretsOf(victim), ...words, ...(await unlockKeysOf(victim)), ...codesOf(victim)],
  };
}

/** What the slots of all passwords open with. */
async function unlockKeysOf({ kdf, account }: Actor): Promise<Secret[]> {
  const keys = kdf.jobs.map(async ({ job: { password, salt, m, t, p } }, i) => {
    const settings = { name: 'argon2id', m, t, p, salt: toB64u(salt) } as const;
    const { slot } = await secretsOfPassword(fastKdf(), account.instance, new TextDecoder().decode(password), settings);
    return { name: `unlock key ${i}`, bytes: slot };
  });
  return Promise.all(keys);
}

const codesOf = ({ random }: Actor): Secret[] =>
  random.drawn.filter(({ length }) => length === 20).map((bytes) => ({ name: 'code of a kit', bytes }));

const sentBy = ({ traffic }: Actor) => traffic.exchanges.map(({ request }) => request);

describe('H34, first contact: a server that reads every byte of a whole session', () => {
  it('goes on where nothing is changed', async () => {
    const { victim } = await playSession(wholeSdk);
    // What is meant for the server is found by the same search: the last login secret.
    const shown = { name: 'login secret', bytes: fromB64u(shownBy(victim).loginSecret) };
    expect(leaksIn(sentBy(victim), [shown])).not.toEqual([]);
  });

  it('is refused', async () => {
    const { victim, secrets } = await playSession(wholeSdk);
    const { identities } = await stolenFrom(victim);
    const halves = identities.flatMap((identity) =>
      secretsIn(exportSecretKey(identity)).map((bytes) => ({ name: 'half of a key', bytes })),
    );
    expect([identities.length, halves.length]).toEqual([2, 4]);
    expect(secrets.length).toBeGreaterThan(20);
    expect(leaksIn(sentBy(victim), [...secrets, ...halves])).toEqual([]);
  });

  it('is not refused without its check', async () => {
    const sdk = await sdkWithout([
      { module: 'mobile-sdk/src/crypto/password.ts', check: 'loginSecretOf', body: 'return stretch.slice();' },
    ]);
    const { victim, secrets } = await playSession(sdk);
    expect(leaksIn(sentBy(victim), secrets).join()).toContain('stretch');
  });
});
