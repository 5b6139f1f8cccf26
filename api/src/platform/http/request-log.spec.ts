import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '@sealchart/protocol';
import { PROTOCOL_HEADER, REQUEST_BYTES } from '@sealchart/protocol';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestAnswer, TestRequest, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: 'debug' });
});
afterAll(async () => {
  await server.close();
});

/** The lines of a request. */
const linesOf = ({ headers }: TestAnswer): Record<string, unknown>[] =>
  server.log.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ reqId }) => reqId === headers['x-request-id']);

const json = { 'content-type': 'application/json' };

describe('the log', () => {
  it('tells each answer in one line, by the id that the client got', async () => {
    const [line, ...others] = linesOf(await server.inject({ url: '/v1/instance' }));
    expect(others).toEqual([]);
    expect(line).toMatchObject({ method: 'GET', route: '/v1/instance', status: 200, ms: expect.any(Number) });
    expect(line).not.toHaveProperty('code');
  });

  it.each<[ErrorCode, number, TestRequest]>([
    ['E_UNAUTHENTICATED', 401, { url: '/v1/accounts/me', token: 'marker' }],
    ['E_NOT_FOUND', 404, { url: '/v1/marker' }],
    ['E_REQUEST', 400, { method: 'POST', url: '/v1/auth/prelogin', payload: { marker: 'marker' } }],
    ['E_REQUEST', 400, { method: 'POST', url: '/v1/auth/prelogin', payload: '{"marker', headers: json }],
    ['E_PLAINTEXT', 422, { method: 'POST', url: '/v1/auth/login', payload: { password: 'marker' } }],
    ['E_MEDIA_TYPE', 415, { method: 'POST', url: '/v1/auth/prelogin', payload: 'marker', headers: { 'content-type': 'text/plain' } }],
    ['E_LIMIT', 413, { method: 'POST', url: '/v1/auth/prelogin', payload: 'marker'.repeat(REQUEST_BYTES), headers: json }],
    ['E_REALM', 421, { url: '/v1/instance', headers: { host: 'marker.example' } }],
    ['E_INSECURE', 403, { url: '/v1/accounts/me', headers: { host: 'marker.example' } }],
    ['E_INSECURE', 403, { url: '/marker', headers: { host: 'marker.example' } }],
    ['E_PROTOCOL', 426, { method: 'POST', url: '/v1/auth/prelogin', payload: {}, headers: { [PROTOCOL_HEADER]: '0' } }],
  ])('names what a request was refused with, and nothing of the request: %s', async (code, status, request) => {
    const lines = linesOf(await server.inject(request));
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'answered', status, code }));
    expect(JSON.stringify(lines)).not.toContain('marker');
  });

  it('names the code of a request that another site made a browser send', async () => {
    const { request } = await registerAndLogIn(server);
    const { identifier, loginSecret } = request;
    const payload = { identifier, loginSecret, device: 'marker', sessionIn: 'cookie' };
    const headers = { 'sec-fetch-site': 'cross-site' };
    const lines = linesOf(await server.inject({ method: 'POST', url: '/v1/auth/login', payload, headers }));
    expect(lines).toContainEqual(expect.objectContaining({ route: '/v1/auth/login', status: 403, code: 'E_CROSS_SITE' }));
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
      headers: json,
    });
    const log = server.log.join('');
    expect(log).toContain('/v1/accounts/me');
    for (const secret of [token, request.loginSecret, request.bundle.sealedKeys, 'marker', 'Marker', accountId])
      expect(log).not.toContain(secret);
  });

  it('is one line for each entry, whatever line ends a request has', async () => {
    const forged = '\n{"msg":"forged"}\r\n';
    const { request } = await registerAndLogIn(server);
    await server.inject({ url: `/v1/${encodeURIComponent(forged)}` });
    await server.inject({ url: `/v1/elements/${encodeURIComponent(forged)}?after=${encodeURIComponent(forged)}` });
    const { identifier, loginSecret } = request;
    await server.inject({
      method: 'POST',
      url: '/v1/auth/login',
      payload: { identifier, loginSecret, device: forged, sessionIn: 'token' },
    });
    const lines = server.log.join('').split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(JSON.parse(line)).not.toMatchObject({ msg: 'forged' });
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
