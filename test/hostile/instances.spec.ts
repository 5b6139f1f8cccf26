import { describe, expect, it } from '@jest/globals';
import { declareClientRows } from './harness/client-trial.ts';
import { declareRows } from './harness/declare.ts';
import { ask } from './harness/raw-request.ts';
import type { Sdk } from './harness/sdk.ts';
import { sdkWithout, wholeSdk } from './harness/sdk.ts';
import { stageOf } from './harness/stage.ts';
import { suiteServer } from './harness/suite-server.ts';
import { logIn, onPrelogin, servedTo, settingsOf } from './rows/accounts.ts';
import { shownBy } from './rows/h34-login-secret.ts';
import { elsewhere, otherInstance } from './rows/h35-instances.ts';

const other = suiteServer();

declareRows(otherInstance(other));
declareClientRows(elsewhere(other));

describe('H35, first contact: a server that has copied the salt of another instance, and shows there what the same password gave here', () => {
  const hostile = suiteServer();

  /** The person has accounts on both, with one password; gives what the other instance says to each secret. */
  async function play(sdk: Sdk) {
    const at = stageOf(other(), sdk);
    const there = await at.victim('Kim');
    const { identifier, password } = there;
    const here = await stageOf(hostile(), sdk).victim('Kim', { identifier, password });
    await here.client.logout();
    here.tamper(onPrelogin(settingsOf(servedTo(there).bundle)));
    await logIn(here).catch(() => undefined);
    const show = async (loginSecret: string) =>
      (await ask(at, { method: 'POST', path: '/v1/auth/login', body: { identifier, loginSecret, device: 'x' } })).outcome;
    return { own: await show(shownBy(there).loginSecret), copied: await show(shownBy(here).loginSecret) };
  }

  it('goes on where nothing is changed', async () => {
    expect((await play(wholeSdk)).own).toBe('done');
  });

  it('is refused', async () => {
    expect((await play(wholeSdk)).copied).toBe('E_LOGIN');
  });

  it('is not refused without its check', async () => {
    const body = "return hmacSha256(stretch, joinNul('login-password', VERSION));";
    const sdk = await sdkWithout([{ module: 'mobile-sdk/src/crypto/password.ts', check: 'loginSecretOf', body }]);
    expect((await play(sdk)).copied).toBe('done');
  });
});
