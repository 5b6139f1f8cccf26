import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { makeTestCertificate } from '@sealchart/api/testing';
import type { CookieTask } from './cookie-worker.ts';
import type { Seen, Site, SiteOptions } from './site.ts';
import { IS_LONG } from '../stories/support/long-form.ts';
import { CLIENT, askWorker, bundleOf, startSite } from './site.ts';

const WORKER = 'cookie-worker.js';
const DAY_S = 86_400;

let worker: string;
beforeAll(async () => {
  worker = await bundleOf('cookie-worker.ts');
}, 120_000);

const newcomer = () => ({ identifier: `${crypto.randomUUID()}@example.org`, password: `a long password ${crypto.randomUUID()}` });
const inDays = (days: number): number => Date.now() / 1_000 + days * DAY_S;

type Made = () => Promise<SiteOptions>;
const overHttp: Made = async () => ({});
const overTls: Made = async () => ({ tls: await makeTestCertificate() });

describe.each([
  ['over plain http on this machine', overHttp, { prefix: '', isSecure: false }],
  ['over https', overTls, { prefix: '__Host-', isSecure: true }],
] as const)('a page of the server whose session lies in a cookie, %s', (_name, make, { prefix, isSecure }) => {
  const [SESSION, DEVICE] = [`${prefix}sealchart-session`, `${prefix}sealchart-device`] as const;
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite(await make());
    page = await site.openPage({ [WORKER]: worker });
  }, 120_000);
  afterAll(() => site.close());

  const ask = (task: Omit<CookieTask, 'server'>, from = page): Promise<unknown> =>
    askWorker(from, WORKER, { server: site.origin, ...task });
  /** A person of this browser, in place of whoever used it before. */
  async function register(): Promise<ReturnType<typeof newcomer>> {
    await site.browser.clearCookies();
    await page.evaluate(() => new Promise((resolve) => (indexedDB.deleteDatabase('sealchart-cookie').onsuccess = resolve)));
    const someone = newcomer();
    expect(await ask({ act: 'register', ...someone })).toMatchObject({ result: { isStored: true } });
    return someone;
  }
  const cookies = async () => new Map((await site.browser.cookies(site.origin)).map((cookie) => [cookie.name, cookie]));
  const since = (from: number, path?: string): Seen[] =>
    site.seen.slice(from).filter((request) => request.path.startsWith('/v1/') && (path === undefined || request.path === path));
  /** What a script of the page gets from the server, with the cookies that the browser has. */
  const statusInPage = (path: string): Promise<number> =>
    page.evaluate(async ([url, headers]) => (await fetch(url, { credentials: 'same-origin', headers })).status, [path, CLIENT] as const);

  it('gives no script the token, and no other host the cookie', async () => {
    const from = site.seen.length;
    await register();
    const kept = await cookies();
    expect([...kept.keys()].sort()).toEqual([DEVICE, SESSION]);
    const attributes = { httpOnly: true, secure: isSecure, sameSite: 'Strict', path: '/', domain: 'localhost' };
    for (const [name, days] of [
      [SESSION, 30],
      [DEVICE, 400],
    ] as const) {
      const cookie = kept.get(name);
      expect(cookie).toMatchObject(attributes);
      expect(Math.abs((cookie?.expires ?? 0) - inDays(days))).toBeLessThan(600);
    }
    await page.evaluate(() => (document.cookie = 'visible=1; SameSite=Strict'));
    expect(await page.evaluate(() => document.cookie)).toBe('visible=1');

    const [login] = since(from, '/v1/auth/login');
    const tokens = [kept.get(SESSION)?.value ?? '', kept.get(DEVICE)?.value ?? ''];
    expect(tokens.map((token) => token.length)).toEqual([43, 43]);
    expect(login).toMatchObject({ status: 200 });
    for (const token of [...tokens, '"token"', '"deviceToken"']) expect(login?.answer).not.toContain(token);
    const authorized = since(from).filter(({ headers }) => headers.cookie?.includes(tokens[0] ?? '-') === true);
    expect(authorized.length).toBeGreaterThan(0);
    expect(authorized.map(({ status, headers }) => [status, headers['sec-fetch-site'], headers.authorization])).toEqual(
      authorized.map(() => [200, 'same-origin', undefined]),
    );
  }, 120_000);

  it('is there again in another page, until the person logs out; the device stays known', async () => {
    const someone = await register();
    const again = await site.openPage({ [WORKER]: worker });
    expect(await ask({ act: 'return', ...someone }, again)).toEqual({
      result: { refused: [], body: 'by cookie', sessions: [{ kind: 'browser', isCurrent: true }] },
    });
    await again.close();
    expect(await statusInPage('/v1/accounts/me')).toBe(200);
    const device = (await cookies()).get(DEVICE)?.value;
    const session = (await cookies()).get(SESSION)?.value;
    expect(await ask({ act: 'logout', ...someone })).toEqual({ result: 'empty' });
    expect([...(await cookies()).keys()].filter((name) => name !== 'visible')).toEqual([DEVICE]);
    expect(await statusInPage('/v1/accounts/me')).toBe(401);
    expect((await cookies()).get(DEVICE)?.value).toBe(device);

    expect(await ask({ act: 'login', ...someone })).toEqual({ result: { isKnownDevice: true } });
    expect((await cookies()).get(DEVICE)?.value).not.toBe(device);
    expect((await cookies()).get(SESSION)?.value).not.toBe(session);
    await site.browser.clearCookies();
    expect(await ask({ act: 'login', ...someone })).toEqual({ result: { isKnownDevice: false } });
  }, 120_000);

  if (IS_LONG)
    it('goes on in the page that secured the account, with another device token', async () => {
      const someone = await register();
      const before = await cookies();
      const newPassword = `another long password ${crypto.randomUUID()}`;
      expect(await ask({ act: 'secure', ...someone, newPassword })).toEqual({ result: { steps: [] } });
      const after = await cookies();
      expect([...after.keys()].filter((name) => name !== 'visible').sort()).toEqual([DEVICE, SESSION]);
      expect(after.get(DEVICE)?.value).not.toBe(before.get(DEVICE)?.value);
      expect(await ask({ act: 'return', ...someone, password: newPassword })).toMatchObject({ result: { body: 'by cookie' } });
      expect(await ask({ act: 'logout', ...someone, password: newPassword })).toEqual({ result: 'empty' });
      expect(await ask({ act: 'login', ...someone, password: newPassword })).toEqual({ result: { isKnownDevice: true } });
    }, 120_000);

  if (IS_LONG)
    it('is in again after a recovery, though an earlier session still lies in the cookie', async () => {
      const someone = await register();
      const newPassword = `another long password ${crypto.randomUUID()}`;
      expect(await ask({ act: 'recover', ...someone, newPassword })).toEqual({ result: [{ kind: 'browser', isCurrent: true }] });
      expect(await ask({ act: 'return', ...someone, password: newPassword })).toMatchObject({ result: { body: 'by cookie' } });
    }, 120_000);

  it('does not go on where the network of the host leaves cookies alone', async () => {
    const someone = await register();
    expect(await ask({ act: 'return', ...someone, isWithoutCookies: true })).toMatchObject({ code: 'E_UNAUTHENTICATED' });
    expect(await ask({ act: 'return', ...someone })).toMatchObject({ result: { body: 'by cookie' } });
  }, 120_000);
});
