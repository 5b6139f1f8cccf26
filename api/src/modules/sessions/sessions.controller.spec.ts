import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoginResponse, SessionView } from '@sealchart/protocol';
import { SessionsResponse } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let person: LoggedInAccount;
let stranger: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  stranger = await registerAndLogIn(server);
});
beforeEach(async () => {
  await server.accounts.collection('rates').deleteMany({});
  person = await registerAndLogIn(server);
});
afterAll(async () => {
  await server.close();
});

const unauthenticated = { status: 401, body: { code: 'E_UNAUTHENTICATED' } };
const hidden = { status: 404, body: { code: 'E_NOT_FOUND' } };

async function logIn(device: string, from = '203.0.113.5'): Promise<string> {
  const { identifier, loginSecret } = person.request;
  const answer = await server.inject({ method: 'POST', url: '/v1/auth/login', payload: { identifier, loginSecret, device }, from });
  return (answer.body as LoginResponse).token ?? '';
}
const read = (token: string) => server.inject({ url: '/v1/accounts/me', token });
async function list(token = person.token): Promise<readonly SessionView[]> {
  const answer = await server.inject({ url: '/v1/sessions', token });
  return SessionsResponse.parse(answer.body).sessions;
}
const end = (sessionId: string, token: string | undefined = person.token) =>
  server.inject({ method: 'DELETE', url: `/v1/sessions/${sessionId}`, ...(token === '' ? {} : { token }) });

describe('the list of sessions', () => {
  it('shows the own ones with device, kind and address, the current one marked', async () => {
    await logIn('phone');
    const sessions = await list();
    expect(sessions).toEqual([
      expect.objectContaining({ device: 'phone', kind: 'app', address: '203.0.113.5', isCurrent: false }),
      expect.objectContaining({ device: 'spec', kind: 'app', address: '127.0.0.1', isCurrent: true }),
    ]);
    expect(JSON.stringify(sessions)).not.toContain(person.token);
  });

  it('is for nobody without a session', async () => {
    expect(await server.inject({ url: '/v1/sessions' })).toMatchObject(unauthenticated);
    expect(await server.inject({ url: '/v1/sessions', token: randomBytes(32).toString('base64url') })).toMatchObject(unauthenticated);
  });
});

describe('ending a session', () => {
  it('ends that one, and no other', async () => {
    const [phone, tablet] = [await logIn('phone'), await logIn('tablet')];
    const target = (await list()).find(({ device }) => device === 'phone');
    expect((await end(target?.sessionId ?? '')).status).toBe(204);
    expect(await read(phone)).toMatchObject(unauthenticated);
    expect([(await read(tablet)).status, (await read(person.token)).status]).toEqual([200, 200]);
  });

  it('may be the own one', async () => {
    const [own] = await list();
    expect((await end(own?.sessionId ?? '')).status).toBe(204);
    expect(await read(person.token)).toMatchObject(unauthenticated);
  });

  it("never ends somebody else's, which looks as if it were not there", async () => {
    const [theirs] = await list(stranger.token);
    const absent = randomBytes(32).toString('base64url');
    const [foreign, none] = [await end(theirs?.sessionId ?? ''), await end(absent)];
    expect(foreign).toMatchObject(hidden);
    expect(foreign.text.replace(/"requestId":"[^"]+"/, '')).toBe(none.text.replace(/"requestId":"[^"]+"/, ''));
    expect((await read(stranger.token)).status).toBe(200);
  });

  it.each([
    ['a token', () => person.token.slice(1)],
    ['an operator', () => '%7B%22$gt%22:%22%22%7D'],
    ['nothing but dots', () => '...'],
  ])('refuses %s in place of an id', async (_, id) => {
    expect([400, 404]).toContain((await end(id())).status);
    expect((await read(person.token)).status).toBe(200);
  });

  it('needs a session', async () => {
    const [own] = await list();
    expect(await end(own?.sessionId ?? '', '')).toMatchObject(unauthenticated);
    expect((await read(person.token)).status).toBe(200);
  });
});

describe('ending all others', () => {
  it("ends them, counts them, and leaves the own one and other people's", async () => {
    const [phone, tablet] = [await logIn('phone'), await logIn('tablet')];
    const answer = await server.inject({ method: 'POST', url: '/v1/sessions/end-others', token: person.token });
    expect(answer).toMatchObject({ status: 200, body: { ended: 2 } });
    expect([await read(phone), await read(tablet)]).toEqual([
      expect.objectContaining({ status: 401 }),
      expect.objectContaining({ status: 401 }),
    ]);
    expect([(await read(person.token)).status, (await read(stranger.token)).status]).toEqual([200, 200]);
    const again = await server.inject({ method: 'POST', url: '/v1/sessions/end-others', token: person.token });
    expect(again).toMatchObject({ status: 200, body: { ended: 0 } });
  });

  it('needs a session', async () => {
    expect(await server.inject({ method: 'POST', url: '/v1/sessions/end-others' })).toMatchObject(unauthenticated);
  });
});
