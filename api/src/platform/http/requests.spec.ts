import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLIENT_HEADER, ERRORS, PROTOCOL, PROTOCOL_HEADER, Problem, REQUEST_BYTES } from '@sealchart/protocol';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { CLIENT_HEADERS, startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let token: string;
let accountId: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ token, accountId } = await registerAndLogIn(server));
});
afterAll(async () => {
  await server.close();
});

const url = '/v1/feeds/pull';
const post = (payload: string, headers: Record<string, string | undefined> = {}): Promise<TestAnswer> =>
  server.inject({ method: 'POST', url, token, payload, headers: { 'content-type': 'application/json', ...headers } });
const good = (): string => JSON.stringify({ cursor: { principal: accountId, seq: 0 } });

describe('a refused request', () => {
  it('is told as a problem that fits its schema', async () => {
    const answer = await post('{"cursor":{}}');
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const problem = Problem.parse(answer.body);
    expect(problem).toMatchObject({ type: 'urn:sealchart:error:E_REQUEST', status: 400, code: 'E_REQUEST', title: ERRORS.E_REQUEST.title });
    expect(problem.issues?.map(({ path }) => path)).toEqual(['cursor.principal', 'cursor.seq']);
    expect(problem.requestId).toBe(answer.headers['x-request-id']);
  });

  it('looks the same for an absent route, a hidden one and another method', async () => {
    const answers = [
      await server.inject({ url: '/v1/nothing', token }),
      await server.inject({ url: '/nothing' }),
      await server.inject({ method: 'DELETE', url, token }),
      await server.inject({ method: 'GET', url, token }),
    ];
    for (const { status, body } of answers) {
      expect([status, { ...(body as object), requestId: '' }]).toEqual([
        404,
        { type: 'urn:sealchart:error:E_NOT_FOUND', ...ERRORS.E_NOT_FOUND, code: 'E_NOT_FOUND', requestId: '' },
      ]);
    }
  });

  it.each(['/', '/v1/instance', '/v1/accounts/me', url])('by TRACE is one of no route, and nothing of it comes back: %s', async (path) => {
    const headers = { ...CLIENT_HEADERS, authorization: `Bearer ${token}`, 'x-marker': 'marker' };
    const { statusCode, payload } = await server.app.inject({ method: 'TRACE', url: path, headers });
    expect([statusCode, Problem.parse(JSON.parse(payload)).code]).toEqual([404, 'E_NOT_FOUND']);
    expect(payload).not.toContain('marker');
    expect(payload).not.toContain(token);
  });

  it('names at most 100 issues', async () => {
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`field${i}`, i]));
    const { body } = await post(JSON.stringify(fields));
    expect(Problem.parse(body).issues).toHaveLength(100);
  });

  it('does not repeat long names whole', async () => {
    const { status, text } = await post(JSON.stringify({ ['x'.repeat(50_000)]: 1 }));
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(2_000);
  });
});

describe('bodies', () => {
  it('are JSON, with or without charset', async () => {
    expect((await post(good())).status).toBe(200);
    expect((await post(good(), { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/octet-stream', 'text/json'])(
    'of type %s are refused',
    async (type) => {
      expect(await post(good(), { 'content-type': type })).toMatchObject({ status: 415, body: { code: 'E_MEDIA_TYPE' } });
    },
  );

  it.each([
    ['empty', ''],
    ['cut short', '{"cursor":{"principal":"'],
    ['no JSON', 'hello'],
    ['with __proto__', '{"cursor":{"__proto__":{"principal":"x"},"seq":0}}'],
    ['with __proto__ in escapes', '{"cursor":{"\\u005f_proto__":{"admin":true},"seq":0}}'],
    ['with constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}'],
  ])('that are %s are refused, without quoting them', async (_, payload) => {
    const answer = await post(payload);
    expect(answer).toMatchObject({ status: 400, body: { code: 'E_REQUEST', detail: expect.any(String) } });
    expect(answer.text).not.toMatch(/hello|admin/);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('beyond the limit are refused with the limit', async () => {
    const answer = await post(`"${'x'.repeat(REQUEST_BYTES)}"`);
    expect(answer).toMatchObject({ status: 413, body: { code: 'E_LIMIT', detail: expect.stringContaining(String(REQUEST_BYTES)) } });
  });
});

describe('addresses', () => {
  it.each(['/v1/%ff', `/v1/elements/${'x'.repeat(5_000)}`])('that are malformed are refused like everything else', async (path) => {
    const answer = await server.inject({ url: path, token });
    expect(Problem.parse(answer.body).code).toMatch(/^E_(REQUEST|NOT_FOUND)$/);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });
});

describe('the headers of a client', () => {
  it.each([
    ['no client', { [CLIENT_HEADER]: undefined }, CLIENT_HEADER],
    ['a client without version', { [CLIENT_HEADER]: 'sealchart' }, CLIENT_HEADER],
    ['a client with line noise', { [CLIENT_HEADER]: 'sealchart/1 (x)' }, CLIENT_HEADER],
    ['an endless client', { [CLIENT_HEADER]: `sealchart/${'1'.repeat(500)}` }, CLIENT_HEADER],
    ['no protocol', { [PROTOCOL_HEADER]: undefined }, PROTOCOL_HEADER],
    ['a protocol that is no number', { [PROTOCOL_HEADER]: 'one' }, PROTOCOL_HEADER],
    ['a negative protocol', { [PROTOCOL_HEADER]: '-1' }, PROTOCOL_HEADER],
  ])('are refused with %s', async (_, headers, path) => {
    expect(await post(good(), headers)).toMatchObject({ status: 400, body: { code: 'E_REQUEST', issues: [{ path }] } });
  });

  it('with an older protocol lead to an update of the client', async () => {
    const answer = await post(good(), { [PROTOCOL_HEADER]: '0' });
    expect(answer).toMatchObject({ status: 426, body: { code: 'E_PROTOCOL', detail: expect.stringMatching(/^update the client/) } });
  });

  it('with a newer protocol lead to an update of the server', async () => {
    const answer = await post(good(), { [PROTOCOL_HEADER]: String(PROTOCOL + 1) });
    expect(answer).toMatchObject({ status: 426, body: { code: 'E_PROTOCOL', detail: expect.stringMatching(/^update the server/) } });
  });

  it('are not asked of whoever looks what server this is', async () => {
    const bare = { [CLIENT_HEADER]: undefined, [PROTOCOL_HEADER]: undefined };
    for (const path of ['/', '/docs', '/sealchart.css', '/health', '/ready', '/v1/instance', '/v1/openapi.json']) {
      expect((await server.inject({ url: path, headers: bare })).status).toBe(200);
    }
    expect((await server.inject({ method: 'POST', url: '/v1/auth/prelogin', headers: bare, payload: {} })).status).toBe(400);
  });
});

describe('every answer', () => {
  it.each(['/', '/v1/instance', '/v1/accounts/me', '/nothing'])('of %s carries the headers that protect it', async (path) => {
    const { headers } = await server.inject({ url: path });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('has a request id of the server, whatever the client sends', async () => {
    const { headers } = await server.inject({ url: '/health', headers: { 'x-request-id': 'chosen', 'request-id': 'chosen' } });
    expect(headers['x-request-id']).not.toBe('chosen');
  });

  it('is nothing to another origin', async () => {
    const { status, headers } = await server.inject({
      method: 'OPTIONS',
      url,
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect([status, headers['access-control-allow-origin']]).toEqual([404, undefined]);
  });
});

describe('the host of a request', () => {
  it.each(['localhost', 'localhost:3000', 'LOCALHOST', 'ward.localhost', 'localhost.'])('%s is served', async (host) => {
    expect((await server.inject({ url: '/v1/instance', headers: { host } })).status).toBe(200);
  });

  it.each(['127.0.0.1:3000', '[::1]:3000'])('%s is led to localhost', async (host) => {
    const { status, headers } = await server.inject({ url: '/v1/instance?x=1', headers: { host } });
    expect([status, headers['location']]).toEqual([308, 'http://localhost:0/v1/instance?x=1']);
    expect((await server.inject({ url: '/docs', headers: { host } })).headers['location']).toBe('http://localhost:0/docs');
  });

  it.each(['evil.example', 'localhost.evil.example', '10.0.0.1', 'xlocalhost'])('%s is refused', async (host) => {
    expect(await server.inject({ url: '/v1/instance', headers: { host } })).toMatchObject({ status: 421, body: { code: 'E_REALM' } });
  });

  it('that is no host is refused', async () => {
    for (const host of ['a b', 'localhost:port', 'user@localhost']) {
      expect(await server.inject({ url: '/', headers: { host } })).toMatchObject({ status: 421, body: { code: 'E_REALM' } });
    }
  });

  it('does not matter to those who watch the process', async () => {
    for (const path of ['/health', '/ready']) expect((await server.inject({ url: path, headers: { host: '10.0.0.1' } })).status).toBe(200);
  });
});
