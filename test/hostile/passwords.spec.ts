import { describe, expect, it } from '@jest/globals';
import type { KeyBundle } from '@sealchart/protocol';
import { breakIn, secretsOfKit } from '@sealchart/sdk/testing';
import { declareClientRows } from './harness/client-trial.ts';
import { declareRows } from './harness/declare.ts';
import type { Sdk } from './harness/sdk.ts';
import { sdkWithout, wholeSdk } from './harness/sdk.ts';
import { stageOf } from './harness/stage.ts';
import { suiteServer } from './harness/suite-server.ts';
import { stolenFrom } from './rows/accounts.ts';
import { recovery } from './rows/h38-recovery.ts';
import { oldSecrets, replay } from './rows/h39-replay.ts';

const KEEPS_ACCOUNT_KEY = `const { instance, account, identity, ports } = session;
  const { instanceId } = instance;
  const kind = identity.certificate.profile;
  const next = await generateIdentity({ profile: kind, instanceId, accountId: account.accountId, at: ports.clock.now() });
  return { accountKey: arguments[0].accountKey.slice(), identity: next };`;

declareRows([...recovery, ...replay]);
declareClientRows(oldSecrets);

describe('H39, rotation: a server that kept every bundle and every secret of before new keys, and tries them on what comes after', () => {
  const hostile = suiteServer();

  /** What opens with all that was in hand before: the bundle of that time, and the one after. */
  async function play(sdk: Sdk) {
    const victim = await stageOf(hostile(), sdk).victim('Kim');
    const kit = await victim.client.makeRecoveryKit({ password: victim.password });
    const before = await stolenFrom(victim);
    const { instanceId } = before;
    const secrets = await secretsOfKit(victim.account.instance, kit.words);
    const former = { slotSecrets: [secrets.slot], accountKeys: [before.accountKey], identities: [...before.identities] };
    const newPassword = `the next long password ${crypto.randomUUID()}`;
    await victim.client.secure({ password: victim.password, newPassword });
    const { bundle } = await stolenFrom({ ...victim, password: newPassword });
    const opens = async (one: KeyBundle) => (await breakIn(instanceId, one, former)) !== undefined;
    return { old: await opens(before.bundle), newest: await opens(bundle) };
  }

  it('goes on where nothing is changed', async () => {
    expect((await play(wholeSdk)).old).toBe(true);
  });

  it('is refused', async () => {
    expect((await play(wholeSdk)).newest).toBe(false);
  });

  it('is not refused without its check', async () => {
    // New keys with the account key of before.
    const sdk = await sdkWithout([{ module: 'mobile-sdk/src/session/acts/rotation.ts', check: 'drawKeys', body: KEEPS_ACCOUNT_KEY }]);
    expect((await play(sdk)).newest).toBe(true);
  });
});
