import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNT_KEYS, ANSWER_BYTES, CERTIFICATE_BYTES, DirectoryEntry, ERRORS, fromB64u, replayAccountChain } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { makeTestAccount, registerAndLogIn } from '../../testing/test-account.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let asking: LoggedInAccount;
let other: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  asking = await registerAndLogIn(server);
  other = await registerAndLogIn(server, { name: 'Doctor Who' });
});
afterAll(async () => {
  await server.close();
});

const ask = (path: string, payload: unknown, token: string | undefined = asking.token): Promise<TestAnswer> =>
  server.inject({ method: 'POST', url: `/v1/directory/${path}`, payload, ...(token === '' ? {} : { token }) });

describe('looking a person up', () => {
  it('gives an entry that proves itself', async () => {
    const answer = await ask('lookup', { identifier: other.request.identifier });
    const entry = DirectoryEntry.parse(answer.body);
    expect([answer.status, entry]).toEqual([200, other.login.entry]);
    const chain = await replayAccountChain(server.instanceId, entry.accountId, entry.events, entry.certificates.map(fromB64u));
    expect(chain.keys[0]?.certificate.fingerprint).toBe(other.identity.certificate.fingerprint);
    expect(entry.profile).toEqual(other.request.profile);
  });

  it('holds nothing but what is public', async () => {
    const { text } = await ask('lookup', { identifier: other.request.identifier });
    expect(text).not.toContain(other.request.bundle.sealedKeys);
    expect(text).not.toContain(other.request.bundle.slots[0]?.wrapped ?? '');
    expect(text).not.toContain(other.request.kdf.salt);
  });

  it('says when there is nobody', async () => {
    const answer = await ask('lookup', { identifier: 'nobody@example.org' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'E_PERSON_UNKNOWN', todo: ERRORS.E_PERSON_UNKNOWN.todo } });
  });

  it('is for those who are logged in', async () => {
    expect(await ask('lookup', { identifier: other.request.identifier }, '')).toMatchObject({ status: 401 });
    expect(await ask('accounts', { accountIds: [other.accountId] }, '')).toMatchObject({ status: 401 });
  });

  it.each([{ identifier: { $ne: '' } }, { identifier: 1 }, {}, { identifier: 'a@b.example', $where: '1' }])(
    'refuses %j',
    async (payload) => {
      expect(await ask('lookup', payload)).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
    },
  );

  it('is counted for the account, not its address', async () => {
    const curious = await registerAndLogIn(server);
    const lookup = { identifier: 'nobody@example.org' };
    const statuses = [];
    for (let i = 0; i < 602; i += 1) statuses.push((await ask('lookup', lookup, curious.token)).status);
    expect(statuses.filter((status) => status === 404)).toHaveLength(600);
    expect(statuses.slice(-2)).toEqual([429, 429]);
    expect((await ask('lookup', lookup)).status).toBe(404);
  }, 60_000);
});

describe('entries by account id', () => {
  it('come in the order asked for, each once; unknown ones are left out', async () => {
    const unknown = 'acc_AAAAAAAAAAAAAAAAAAAAAA';
    const answer = await ask('accounts', { accountIds: [other.accountId, unknown, asking.accountId, other.accountId] });
    expect(answer.body).toEqual({ entries: [other.login.entry, asking.login.entry] });
  });

  it.each([
    { accountIds: [] },
    { accountIds: [{ $gt: '' }] },
    { accountIds: ['acc_short'] },
    { accountIds: { $in: [] } },
    { accountIds: Array.from({ length: 101 }, () => 'acc_AAAAAAAAAAAAAAAAAAAAAA') },
  ])('are refused for %j', async (payload) => {
    expect(await ask('accounts', payload)).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
  });

  it('are refused where they are more than a client takes, before they are read', async () => {
    const heavy = await Promise.all(Array.from({ length: 13 }, () => makeTestAccount(server.instanceId)));
    for (const { request, identity } of heavy) {
      expect((await server.inject({ method: 'POST', url: '/v1/accounts', payload: request })).status).toBe(201);
      await fillWithKeys(identity.accountId);
    }
    const accountIds = heavy.map(({ identity }) => identity.accountId);
    const { status, text } = await ask('accounts', { accountIds });
    expect([status, text.slice(0, 200)]).toEqual([413, expect.stringContaining('E_LIMIT')]);
    const fewer = await ask('accounts', { accountIds: accountIds.slice(0, 12) });
    expect([fewer.status, fewer.text.length <= ANSWER_BYTES]).toEqual([200, true]);
  });
});

/** As many keys as an account may have, each as large as it may be. */
async function fillWithKeys(accountId: string): Promise<void> {
  const keys = Array.from({ length: ACCOUNT_KEYS - 1 }, (_, i) => ({
    _id: `${accountId}/${i}`,
    accountId,
    bytes: Buffer.alloc(CERTIFICATE_BYTES),
  }));
  await server.accounts.collection<{ _id: string }>('certificates').insertMany(keys);
}
