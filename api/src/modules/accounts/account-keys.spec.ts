import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import { AccountKeysService } from './account-keys.service.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
});

describe('the current keys', () => {
  it('are found by account, read once, and left out for nobody', async () => {
    const [one, two] = [await registerAndLogIn(server), await registerAndLogIn(server)];
    const keys = server.app.get(AccountKeysService, { strict: false });
    const first = await keys.findCurrent([one.accountId, 'acc_AAAAAAAAAAAAAAAAAAAAAA', two.accountId, one.accountId]);
    expect([...first.keys()].sort()).toEqual([one.accountId, two.accountId].sort());
    expect(first.get(one.accountId)?.hash).toBe(one.identity.certificate.hash);
    const again = await keys.findCurrent([one.accountId]);
    expect(again.get(one.accountId)).toBe(first.get(one.accountId));
    expect((await keys.findCurrent([])).size).toBe(0);
  });
});
