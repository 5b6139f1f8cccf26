import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

const PAGE = `<!doctype html><html lang="en"><p>${'Hello '.repeat(300)}</p></html>`;
const POLICY = "default-src 'none'; script-src 'self'";
const FILES: Readonly<Record<string, string>> = {
  'csp.json': JSON.stringify({ 'en/index.html': POLICY, 'sdk.worker.js': "default-src 'none'; script-src 'wasm-unsafe-eval'" }),
  'en/index.html': PAGE,
  'de/index.html': '<p>Hallo</p>',
  'en/record/index.html': '<p>Record</p>',
  '404.html': '<p>Nothing here</p>',
  'sdk.worker.js': 'postMessage(1)',
  '_next/static/chunks/a1.js': 'const a = 1',
  '.secret': 'not for anybody',
};

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealchart-web-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  writeFileSync(join(folder, 'en/index.html.br'), brotliCompressSync(PAGE));
  writeFileSync(join(folder, '..', 'outside.txt'), 'outside');
  server = await startTestServer({ WEB_DIR: folder });
});
afterAll(async () => {
  await server.close();
  rmSync(join(folder, '..', 'outside.txt'));
  rmSync(folder, { recursive: true });
});

const read = (url: string, headers: Readonly<Record<string, string>> = {}) => server.inject({ url, headers });

describe('the web client on the server’s own address', () => {
  it.each([
    ['de-CH,de;q=0.9,en;q=0.8', '/de/'],
    ['fr, DE', '/de/'],
    ['fr', '/en/'],
    ['', '/en/'],
  ])('leads from / with "%s" to %s', async (language, location) => {
    expect(await read('/', { 'accept-language': language })).toMatchObject({ status: 302, headers: { location, vary: 'accept-language' } });
  });

  it('gives a page its own policy, the camera, and no cache that does not ask', async () => {
    const { status, text, headers } = await read('/en/');
    expect([status, text]).toEqual([200, PAGE]);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'permissions-policy': expect.stringContaining('camera=(self)'),
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
  });

  it('gives the worker a policy of its own, without the camera', async () => {
    const { headers } = await read('/sdk.worker.js');
    expect(headers['content-security-policy']).toContain('wasm-unsafe-eval');
    expect(headers['permissions-policy']).toContain('camera=()');
  });

  it('keeps the strictest policy for what the build named none', async () => {
    expect((await read('/en/record/')).headers['content-security-policy']).toContain("default-src 'none'; base-uri 'none'");
  });

  it('lets browsers keep what is named after its content', async () => {
    expect((await read('/_next/static/chunks/a1.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('hands out the compressed copy to who takes it', async () => {
    expect((await read('/en/', { 'accept-encoding': 'br' })).headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect((await read('/en/', { 'accept-encoding': 'identity' })).headers['content-encoding']).toBeUndefined();
  });

  it('leads to the page where the last slash is missing', async () => {
    expect(await read('/en/record')).toMatchObject({ status: 308, headers: { location: '/en/record/' } });
  });

  it('answers what is no page with a page to people, and with a problem to programs', async () => {
    expect(await read('/en/nothing/', { accept: 'text/html' })).toMatchObject({ status: 404, text: FILES['404.html'] });
    expect(await read('/en/nothing/')).toMatchObject({ status: 404, body: { code: 'E_NOT_FOUND' } });
    expect(await read('/v1/nothing', { accept: 'text/html' })).toMatchObject({ status: 404, body: { code: 'E_NOT_FOUND' } });
  });

  it.each([
    '/csp.json',
    '/.secret',
    '/en/index.html.br',
    '/../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/en/%00',
    '/_next/static/chunks/',
    '/_next/',
    '/%E0%A4%A',
  ])('has nothing at %s', async (url) => {
    const { status, text } = await read(url);
    expect([400, 404]).toContain(status);
    expect(text).not.toContain('outside');
    expect(text).not.toContain('a1.js');
  });

  it('leaves the interface where it is', async () => {
    expect(await read('/v1/instance')).toMatchObject({ status: 200, body: { instanceId: server.instanceId } });
    expect((await read('/docs')).status).toBe(200);
    expect((await server.inject({ method: 'POST', url: '/en/', payload: {} })).status).toBe(404);
  });

  it('does not start on a folder without a built client', async () => {
    await expect(startTestServer({ WEB_DIR: join(folder, 'en') })).rejects.toMatchObject({
      code: 'E_CONFIG',
      issues: [{ path: 'WEB_DIR', message: expect.stringContaining('built web client') as unknown }],
    });
  });
});
