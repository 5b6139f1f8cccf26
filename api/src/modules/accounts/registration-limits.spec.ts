import { afterEach, describe, expect, it } from '@jest/globals';
import { RATES } from '@sealchart/protocol';
import { makeTestAccount } from '../../testing/test-account.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { removeEnvironment, startServerOn, testEnvironment } from '../../testing/test-server.ts';
import { ACCOUNT } from './account.schema.ts';

const servers: TestServer[] = [];
const envs: Record<string, string>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.app.close();
  for (const env of envs.splice(0)) await removeEnvironment(env);
});

async function start(settings: Record<string, string> = {}): Promise<TestServer> {
  const env = await testEnvironment(settings);
  envs.push(env);
  return startOn(env);
}
async function startOn(env: Record<string, string>): Promise<TestServer> {
  const server = await startServerOn(env);
  servers.push(server);
  return server;
}
const requestOf = async (server: TestServer) => (await makeTestAccount(server.instanceId)).request;
const send = (server: TestServer, payload: unknown): Promise<TestAnswer> => server.inject({ method: 'POST', url: '/v1/accounts', payload });
const register = async (server: TestServer): Promise<number> => (await send(server, await requestOf(server))).status;

/** Lets the counter of the whole server stand at this many. */
const countUpTo = async (server: TestServer, points: number): Promise<void> => {
  await server.accounts
    .collection('rates')
    .updateOne({ key: 'registrations:all' }, { $set: { points, expire: new Date(Date.now() + 1_800_000) } }, { upsert: true });
};
const counted = async (server: TestServer): Promise<number> =>
  ((await server.accounts.collection('rates').findOne({ key: 'registrations:all' })) as { points?: number } | null)?.points ?? 0;

describe('a server with room for so many accounts', () => {
  it('takes no more in, and says so', async () => {
    const server = await start({ INSTANCE_ACCOUNTS: '2' });
    const first = await requestOf(server);
    expect((await send(server, first)).status).toBe(201);
    expect(await register(server)).toBe(201);
    const refused = await send(server, await requestOf(server));
    expect(refused).toMatchObject({ status: 413, body: { code: 'E_QUOTA', detail: expect.stringContaining('room for 2 accounts') } });
    expect(await server.accounts.collection(ACCOUNT).countDocuments()).toBe(2);
    // An answer that was lost is asked for again, and is no new account.
    expect(await send(server, first)).toMatchObject({ status: 409, body: { code: 'E_EXISTS' } });
  });

  it('does not count closed accounts', async () => {
    const server = await start({ INSTANCE_ACCOUNTS: '1' });
    const { identity, request } = await makeTestAccount(server.instanceId);
    expect((await send(server, request)).status).toBe(201);
    expect(await register(server)).toBe(413);
    // What closing leaves: the account without its address.
    await server.accounts.collection(ACCOUNT).updateOne({ _id: identity.accountId as never }, { $set: { closedAt: new Date() } });
    await server.accounts.collection('identities').deleteMany({ accountId: identity.accountId });
    expect(await register(server)).toBe(201);
    expect(await register(server)).toBe(413);
  });

  it('takes exactly as many when they come at once', async () => {
    const server = await start({ INSTANCE_ACCOUNTS: '3' });
    const requests = await Promise.all(Array.from({ length: 10 }, () => requestOf(server)));
    const answers = await Promise.all(requests.map((request) => send(server, request)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ body }) => (body as { code?: string }).code === 'E_QUOTA')).toHaveLength(7);
  });

  it('takes at most one more for each further node', async () => {
    const one = await start({ INSTANCE_ACCOUNTS: '3' });
    const two = await startOn(envs[0] ?? {});
    const requests = await Promise.all(Array.from({ length: 12 }, () => requestOf(one)));
    const answers = await Promise.all(requests.map((request, i) => send(i % 2 === 0 ? one : two, request)));
    const stored = answers.filter(({ status }) => status === 201).length;
    expect([3, 4]).toContain(stored);
    expect(await register(two)).toBe(413);
  });
});

describe('new accounts on the whole server', () => {
  it('are as many in an hour as the rate, whatever address they come from', async () => {
    const server = await start();
    await countUpTo(server, RATES.registrations.points - 1);
    expect(await register(server)).toBe(201);
    const refused = await server.inject({
      method: 'POST',
      url: '/v1/accounts',
      payload: await requestOf(server),
      from: '203.0.113.7',
    });
    expect(refused).toMatchObject({ status: 429, body: { code: 'E_THROTTLED' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('are counted when they are stored, and not when they are refused', async () => {
    const server = await start();
    const request = await requestOf(server);
    await send(server, request);
    expect(await counted(server)).toBe(1);
    await send(server, request);
    await send(server, { ...request, identifier: 'no address' });
    await send(server, (await makeTestAccount(server.instanceId, { identifier: request.identifier })).request);
    expect(await counted(server)).toBe(1);
  });
});
