import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLIENT_HEADER, Problem } from '@sealchart/protocol';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let bare: TestServer;
let plain: TestServer;
let proxied: TestServer;
let named: TestServer;
beforeAll(async () => {
  [bare, plain, proxied, named] = await Promise.all([
    startTestServer(),
    startTestServer({ PUBLIC_URL: 'http://records.example.org' }),
    startTestServer({ PUBLIC_URL: 'http://records.example.org', TRUSTED_PROXIES: 'loopback' }),
    startTestServer({ PUBLIC_URL: 'https://records.example.org' }),
  ]);
});
afterAll(async () => {
  await Promise.all([bare, plain, proxied, named].map((server) => server.close()));
});

const ask = (server: TestServer, url: string, host: string, headers: Readonly<Record<string, string>> = {}): Promise<TestAnswer> =>
  server.inject({ url, headers: { host, ...headers } });
const login = (server: TestServer, host: string): Promise<TestAnswer> =>
  server.inject({ method: 'POST', url: '/v1/auth/login', headers: { host }, payload: {} });
const order = async (server: TestServer, host: string): Promise<unknown> =>
  (await ask(server, '/', host)).headers['strict-transport-security'];

describe('plain HTTP from elsewhere', () => {
  it.each(['192.168.1.5:3000', 'records.example.org', '[2001:db8::1]:3000', 'localhost.evil.example'])(
    'under %s is told why it cannot work',
    async (host) => {
      for (const server of [bare, plain]) {
        const { status, headers, body } = await login(server, host);
        expect([status, Problem.parse(body).code]).toEqual([403, 'E_INSECURE']);
        expect(headers['content-type']).toMatch(/^application\/problem\+json/);
        expect(await ask(server, '/v1/accounts/me', host)).toMatchObject({ status: 403, body: { code: 'E_INSECURE' } });
        expect(await ask(server, '/v1/openapi.json', host)).toMatchObject({ status: 403, body: { code: 'E_INSECURE' } });
      }
    },
  );

  it.each(['/', '/docs', '/absent?x=1'])('gets a page in plain words at %s', async (url) => {
    const { status, headers, text } = await ask(plain, url, 'records.example.org', { [CLIENT_HEADER]: '' });
    expect([status, headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    expect(headers['content-security-policy']).toContain("style-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).toMatch(/<h1>This address is not protected<\/h1>[^]*Open the address of this server that begins with\s+<code>https/);
    expect(text).toContain('TLS_CERT_FILE');
    expect(text).not.toContain('E_INSECURE');
  });

  it('is shown the way that the machine itself has, where there is one', async () => {
    expect((await ask(bare, '/', '192.168.1.5:3000')).text).toContain('<a href="http://localhost:0">');
    expect((await ask(plain, '/', 'records.example.org')).text).not.toContain('localhost');
  });

  it('still tells machines that it lives, and clients what server it is', async () => {
    for (const url of ['/health', '/ready', '/sealchart.css', '/v1/instance']) {
      expect((await ask(plain, url, 'records.example.org')).status).toBe(200);
    }
    expect(await ask(bare, '/v1/instance', '192.168.1.5')).toMatchObject({ status: 421, body: { code: 'E_REALM' } });
  });

  it('is not what the words of a client make it', async () => {
    const claim = { 'x-forwarded-proto': 'https', forwarded: 'proto=https', 'front-end-https': 'on' };
    expect(await ask(plain, '/', 'records.example.org', claim)).toMatchObject({ status: 403 });
  });
});

describe('what is protected on its way', () => {
  it.each(['localhost', 'localhost:3000', 'ward.localhost'])('is plain HTTP on the machine itself: %s', async (host) => {
    expect((await ask(bare, '/', host)).status).toBe(200);
    expect((await login(bare, host)).status).toBe(400);
  });

  it('is what a trusted proxy was asked over TLS', async () => {
    const over = (proto: string) => ask(proxied, '/', 'records.example.org', { 'x-forwarded-proto': proto });
    expect([(await over('https')).status, (await over('http')).status]).toEqual([200, 403]);
    expect((await ask(proxied, '/', 'records.example.org')).status).toBe(403);
  });

  it('is a server that is opened over TLS', async () => {
    expect((await ask(named, '/', 'records.example.org')).status).toBe(200);
    expect((await login(named, 'records.example.org')).status).toBe(400);
    expect(await ask(named, '/', 'evil.example')).toMatchObject({ status: 421, body: { code: 'E_REALM' } });
  });
});

describe('the order to come over TLS only', () => {
  it('is given where people open the server over TLS, and nowhere else', async () => {
    expect(await order(named, 'records.example.org')).toBe('max-age=31536000');
    expect([await order(bare, 'localhost'), await order(plain, 'records.example.org')]).toEqual([undefined, undefined]);
  });
});
