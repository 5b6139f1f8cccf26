import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DirectoryEntry } from '@sealchart/protocol';
import { fromB64u, replayAccountChain } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { makeTestAccount, readState, registerAndLogIn } from '../../testing/test-account.ts';
import { nextBundle, sendBundle, writeNextBundle } from '../../testing/test-bundle.ts';
import { TestIdentity, makeTestIdentity } from '../../testing/test-identity.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
/** The first identity of an account. */
let first: TestIdentity;
/** The second one of `rotating`. */
let second: TestIdentity;
let rotating: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  rotating = await registerAndLogIn(server);
  [first, second] = await Promise.all([
    makeTestIdentity(server.instanceId, { profile: 'rsa' }),
    makeTestIdentity(server.instanceId, { profile: 'rsa', accountId: rotating.accountId }),
  ]);
}, 180_000);
afterAll(async () => {
  await server.close();
});

const profilesOf = async ({ accountId, token }: LoggedInAccount): Promise<string[]> => {
  const { body } = await server.inject({ url: '/v1/accounts/me', token });
  const { entry } = body as { entry: DirectoryEntry };
  const chain = await replayAccountChain(server.instanceId, accountId, entry.events, entry.certificates.map(fromB64u));
  return chain.keys.map(({ certificate }) => certificate.profile);
};

describe('an account of profile rsa', () => {
  it('is registered under a v4 certificate that carries its id, and goes on like any other', async () => {
    const person = await registerAndLogIn(server, { identity: first });
    expect(first.certificate).toMatchObject({ profile: 'rsa', userId: person.accountId });
    expect(await profilesOf(person)).toEqual(['rsa']);
    const { account } = await writeNextBundle(server, person, { password: 'new', recovery: 'new' });
    expect(await profilesOf(account)).toEqual(['rsa']);
    const { account: renewed } = await writeNextBundle(server, account, { rotation: 'compromise' });
    expect(await profilesOf(renewed)).toEqual(['rsa', 'modern']);
  });

  it('is refused when its chain calls it modern', async () => {
    const { request } = await makeTestAccount(server.instanceId, {
      identity: first,
      events: ({ create, bundle }) => ({ create: { ...create, profile: 'modern' }, bundle }),
    });
    const answer = await server.inject({ method: 'POST', url: '/v1/accounts', payload: request });
    expect(answer).toMatchObject({ status: 422, body: { code: 'E_CERT' } });
  });
});

describe('a rotation to profile rsa', () => {
  it('is refused with a certificate that carries the id of another account', async () => {
    const before = await readState(server, rotating.accountId);
    const foreign = await registerAndLogIn(server);
    // The same key and certificate, in the hands of somebody with another account.
    const { certificate, privateKey, instanceId } = second;
    const identity = new TestIdentity(instanceId, foreign.accountId, certificate, privateKey);
    const { request } = await nextBundle(foreign.keys, { rotation: 'routine', identity });
    expect(await sendBundle(server, foreign.token, request)).toMatchObject({ status: 422, body: { code: 'E_CERT' } });
    expect(await readState(server, rotating.accountId)).toEqual(before);
    expect(await readState(server, foreign.accountId)).toMatchObject({ bundle: { version: 1 } });
  });

  it('is taken, and one back to modern', async () => {
    const { account } = await writeNextBundle(server, rotating, { rotation: 'routine', identity: second });
    expect(await profilesOf(account)).toEqual(['modern', 'rsa']);
    const { account: back } = await writeNextBundle(server, account, { rotation: 'compromise' });
    expect(await profilesOf(back)).toEqual(['modern', 'rsa', 'modern']);
  });
});
