import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT_EVENT } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn, tokensOf } from '../../testing/test-account.ts';
import { nextBundle } from '../../testing/test-bundle.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let person: LoggedInAccount;
/** The `cookie` header of a browser that is logged in. */
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  person = await registerAndLogIn(server);
  const { identifier, loginSecret } = person.request;
  const answer = await fromPage('/v1/auth/login', { identifier, loginSecret, device: 'browser', sessionIn: 'cookie' });
  cookie = cookiesOf(answer)
    .map((text) => text.split(';')[0])
    .join('; ');
});
afterAll(async () => {
  await server.close();
});

/** What a page of this very server sends. */
function fromPage(url: string, payload: unknown, headers: Record<string, string> = {}): Promise<TestAnswer> {
  return server.inject({ method: 'POST', url, payload, headers: { 'sec-fetch-site': 'same-origin', ...headers } });
}

function cookiesOf({ headers }: TestAnswer): string[] {
  return [headers['set-cookie'] ?? []].flat() as string[];
}

describe('a browser', () => {
  it('gets its new device token as a cookie after a rotation for compromise, never in the answer', async () => {
    const { request } = await nextBundle(person.keys, { rotation: 'compromise' });
    const answer = await fromPage('/v1/accounts/me/bundle', request, { cookie });
    expect([answer.status, answer.body]).toEqual([200, { bundleVersion: 2 }]);
    const [given, ...others] = cookiesOf(answer);
    expect(others).toEqual([]);
    expect(given).toMatch(/sealchart-device=[\w-]{43};.*HttpOnly/);
    expect(cookie).not.toContain(given?.split(';')[0]);
    const devices = await server.accounts.collection('devices').find({ accountId: person.accountId }).toArray();
    expect(devices).toEqual([expect.objectContaining({ device: 'browser' })]);
    expect(await tokensOf(server, [person.token])).toEqual([401]);
    expect((await server.inject({ url: '/v1/accounts/me', headers: { cookie, 'sec-fetch-site': 'same-origin' } })).status).toBe(200);
  });

  it('gets no cookie from any other bundle write', async () => {
    const { request } = await nextBundle(person.keys, { password: 'new' });
    const answer = await fromPage('/v1/accounts/me/bundle', request, { cookie });
    expect([answer.status, cookiesOf(answer)]).toEqual([200, []]);
  });

  it('writes nothing that the page of another site sends', async () => {
    const { request } = await nextBundle(person.keys);
    const answer = await fromPage('/v1/accounts/me/bundle', request, { cookie, 'sec-fetch-site': 'cross-site' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'E_CROSS_SITE' } });
    expect((await server.inject({ url: '/v1/accounts/me/head', token: person.token })).body).toMatchObject({ bundleVersion: 1 });
  });

  it('loses its session cookie with the account', async () => {
    const { identity, head } = person.keys;
    const event = await identity.sign({
      ...identity.fields(ACCOUNT_EVENT),
      kind: 'revoke',
      sequence: head.sequence + 1,
      previous: head.hash,
      fingerprint: identity.certificate.fingerprint,
      cause: 'closed',
    });
    const answer = await fromPage('/v1/accounts/me/close', { event }, { cookie });
    expect(answer.status).toBe(204);
    expect(cookiesOf(answer)).toEqual([expect.stringMatching(/sealchart-session=;.*Max-Age=0/)]);
  });
});
