import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OLDEST_PROTOCOL, PROTOCOL, RELEASE } from '@sealchart/protocol';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { html } from './markup.ts';
import { STYLE } from './style.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ PUBLIC_URL: 'https://records.example.org:8080' });
});
afterAll(async () => {
  await server.close();
});
const read = (url: string) => server.inject({ url, headers: { host: 'records.example.org:8080' } });

describe('the page of the server', () => {
  it('shows address, instance and how to begin', async () => {
    const { text, headers } = await read('/');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('https://records.example.org:8080');
    expect(text).toContain(server.instanceId);
    expect(text).toMatch(/npx --no sealchart register --server https:\/\/records\.example\.org:8080\n/);
    expect(text).toMatch(/<html lang="en">[\s\S]*<title>Sealchart<\/title>/);
    expect(text).toContain('name="viewport"');
  });

  it.each(['/', '/docs'])('%s needs no script, no inline style and nothing from elsewhere', async (url) => {
    const { text, headers } = await read(url);
    expect(text).not.toMatch(/<script|<style|style=|\son\w+=|<iframe|<form|src=/i);
    expect(text.match(/href="[^"]*"/g)?.every((href) => href.startsWith('href="/'))).toBe(true);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('has a style sheet with enough contrast in light and dark', async () => {
    const { text, headers } = await read('/sealchart.css');
    expect([text, headers['content-type']]).toEqual([STYLE, 'text/css; charset=utf-8']);
    const themes = [...STYLE.matchAll(/--ground: (#\w{6}); --text: (#\w{6}); --soft: (#\w{6});[^}]*--well: (#\w{6}); --link: (#\w{6})/g)];
    expect(themes).toHaveLength(2);
    for (const [, ground = '', ink = '', soft = '', well = '', link = ''] of themes) {
      for (const [front, back] of [
        [ink, ground],
        [soft, ground],
        [link, ground],
        [ink, well],
      ] as const)
        expect(contrast(front, back)).toBeGreaterThan(7);
    }
  });

  it('describes every route to people and to machines', async () => {
    const { body } = await read('/v1/openapi.json');
    const { paths } = body as { paths: Record<string, object> };
    const { text } = await read('/docs');
    for (const [path, item] of Object.entries(paths)) {
      for (const method of Object.keys(item)) expect(text).toContain(`${method.toUpperCase()} ${path}`);
    }
    expect(text).toContain('loginSecret');
  });
});

describe('what the server says of itself', () => {
  it('is what clients pin', async () => {
    expect((await read('/v1/instance')).body).toEqual({
      ...server.instance,
      realm: 'records.example.org',
      release: RELEASE,
      protocol: { current: PROTOCOL, oldest: OLDEST_PROTOCOL },
    });
  });

  it('is live, and ready as long as both databases answer', async () => {
    const own = await startTestServer();
    expect(await own.inject({ url: '/health' })).toMatchObject({ status: 200, body: { status: 'live' } });
    expect(await own.inject({ url: '/ready' })).toMatchObject({ status: 200, body: { status: 'ready' } });
    await own.records.close();
    expect(await own.inject({ url: '/health' })).toMatchObject({ status: 200 });
    expect(await own.inject({ url: '/ready' })).toMatchObject({ status: 503, body: { code: 'E_UNAVAILABLE' } });
    await own.close();
  });
});

describe('markup', () => {
  it('escapes whatever is put in', () => {
    const evil = `<script>"&'`;
    expect(html`<p title="${evil}">${evil}</p>`.html).toBe('<p title="&lt;script&gt;&quot;&amp;&#39;">&lt;script&gt;&quot;&amp;&#39;</p>');
    const items = [html`<li>${1}</li>`, html`<li>b</li>`];
    expect(
      html`<ul>
        ${items}
      </ul>`.html.replaceAll(/\s/g, ''),
    ).toBe('<ul><li>1</li><li>b</li></ul>');
  });
});

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((i) => {
    const channel = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
