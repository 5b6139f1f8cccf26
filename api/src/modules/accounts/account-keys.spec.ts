import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNT_EVENT } from '@sealchart/protocol';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { makeTestAccount, readState, registerAndLogIn } from '../../testing/test-account.ts';
import { nextBundle, sendBundle, writeNextBundle } from '../../testing/test-bundle.ts';
import { TestIdentity } from '../../testing/test-identity.ts';
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

describe('a key', () => {
  it('names one account: whoever has it may rotate one to it, or register with it, not both', async () => {
    const [person, other] = [await registerAndLogIn(server), await registerAndLogIn(server)];
    const { request, identity } = await makeTestAccount(server.instanceId);
    const as = ({ accountId }: { readonly accountId: string }): TestIdentity =>
      new TestIdentity(identity.instanceId, accountId, identity.certificate, identity.privateKey);
    await writeNextBundle(server, person, { rotation: 'routine', identity: as(person) });
    const registration = await server.inject({ method: 'POST', url: '/v1/accounts', payload: request });
    expect(registration).toMatchObject({ status: 422, body: { code: 'E_CERT' } });
    expect(await readState(server, identity.accountId)).toMatchObject({ account: null, bundle: null, identities: [] });
    const before = await readState(server, other.accountId);
    const rotation = await nextBundle(other.keys, { rotation: 'routine', identity: as(other) });
    expect(await sendBundle(server, other.token, rotation.request)).toMatchObject({ status: 422, body: { code: 'E_CERT' } });
    expect(await readState(server, other.accountId)).toEqual(before);
  });

  it('is current until a rotation, and none is once the account was closed', async () => {
    const person = await registerAndLogIn(server);
    const keys = server.app.get(AccountKeysService, { strict: false });
    const { account } = await writeNextBundle(server, person, { rotation: 'compromise' });
    expect((await keys.findCurrent([person.accountId])).get(person.accountId)?.hash).toBe(account.identity.certificate.hash);
    const { identity, head } = account.keys;
    const event = await identity.sign({
      ...identity.fields(ACCOUNT_EVENT),
      kind: 'revoke',
      sequence: head.sequence + 1,
      previous: head.hash,
      fingerprint: identity.certificate.fingerprint,
      cause: 'compromise',
    });
    const closing = await server.inject({ method: 'POST', url: '/v1/accounts/me/close', token: account.token, payload: { event } });
    expect(closing.status).toBe(204);
    expect((await keys.findCurrent([person.accountId])).size).toBe(0);
  });
});
