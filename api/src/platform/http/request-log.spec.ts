import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: 'debug' });
});
afterAll(async () => {
  await server.close();
});

describe('the log', () => {
  it('tells each answer in one line, by the id that the client got', async () => {
    const { headers } = await server.inject({ url: '/v1/instance' });
    const lines = server.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ reqId }) => reqId === headers['x-request-id']);
    expect(lines).toEqual([expect.objectContaining({ method: 'GET', route: '/v1/instance', status: 200, ms: expect.any(Number) })]);
  });

  it('holds nothing that a request carried', async () => {
    const { request, token, accountId } = await registerAndLogIn(server, { identifier: 'marker@example.org', name: 'Marker Name' });
    const url = '/v1/accounts/me?secret=marker-query';
    await server.inject({ url, token, headers: { cookie: 'session=marker-cookie', 'user-agent': 'marker-agent' } });
    await server.inject({ method: 'POST', url: '/v1/auth/login', payload: { ...request, password: 'marker-password' } });
    await server.inject({
      method: 'POST',
      url: '/v1/auth/login',
      payload: '{"marker-json',
      headers: { 'content-type': 'application/json' },
    });
    const log = server.log.join('');
    expect(log).toContain('/v1/accounts/me');
    for (const secret of [token, request.loginSecret, request.bundle.sealedKeys, 'marker', 'Marker', accountId])
      expect(log).not.toContain(secret);
  });

  it('strikes out secrets, should an object with them ever be logged', () => {
    const { log } = server.app.getHttpAdapter().getInstance();
    const secrets = {
      authorization: 'strike-a',
      cookie: 'strike-b',
      token: 'strike-c',
      loginSecret: 'strike-d',
      password: 'strike-e',
      body: 'strike-f',
    };
    log.warn(
      { ...secrets, req: { headers: { authorization: 'strike-g', cookie: 'strike-h' }, body: { deep: 'strike-i' } }, uri: 'strike-j' },
      'all',
    );
    const line = server.log.at(-1) ?? '';
    expect(line).toContain('[redacted]');
    expect(line).not.toContain('strike');
  });

  it('keeps the words of libraries out, and says where a fault was', () => {
    const { log } = server.app.getHttpAdapter().getInstance();
    const cause = Object.assign(new Error('E11000 duplicate key { email: "quoted" }'), { code: 11_000 });
    log.error({ err: new Error('quoted body', { cause }) }, 'fault');
    const line = server.log.at(-1) ?? '';
    expect(line).not.toContain('quoted');
    expect(JSON.parse(line)).toMatchObject({
      err: { type: 'Error', stack: expect.stringContaining('request-log.spec'), cause: { code: 11_000 } },
    });
  });
});
