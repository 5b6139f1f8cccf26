import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { createClient } from '@sealchart/sdk';
import type { SealchartClient } from '@sealchart/sdk';
import { fetchHttp } from '@sealchart/sdk/node';
import type { RecordingHttp } from '@sealchart/sdk/testing';
import { recordingHttp, testPorts } from '@sealchart/sdk/testing';
import type { Seen, Site } from './site.ts';
import { CLIENT, askWorker, bundleOf, freePort, startSite } from './site.ts';

const WORKER = 'cookie-worker.js';
const SESSION = 'sealchart-session';

let site: Site;
let worker: string;
let foreign: Server;
let foreignPort: number;
/** The person's own page, whose session lies in a cookie. */
let own: Page;
/** The same person's program elsewhere, which has a session of its own. */
let program: SealchartClient;
let traffic: RecordingHttp;
let credentials: { readonly identifier: string; readonly password: string };

beforeAll(async () => {
  [site, worker] = [await startSite(), await bundleOf('cookie-worker.ts')];
  foreignPort = await freePort();
  foreign = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>foreign</title>'),
  );
  await once(foreign.listen(foreignPort, '127.0.0.1'), 'listening');
  own = await site.openPage({ [WORKER]: worker });
  credentials = { identifier: `${crypto.randomUUID()}@example.org`, password: `a long password ${crypto.randomUUID()}` };
  await askWorker(own, WORKER, { act: 'register', server: site.origin, ...credentials });
  traffic = recordingHttp(fetchHttp());
  program = createClient({ server: site.origin, client: { name: 'program', version: '0.1.0' }, ports: testPorts({ http: traffic }) });
}, 120_000);
afterAll(async () => {
  await program?.close();
  await site.close();
  foreign.closeAllConnections();
  foreign.close();
});
beforeEach(async () => {
  // What a test let through may have ended its session.
  if (!(await isProgramIn())) await program.login({ ...credentials, device: 'program' });
}, 60_000);

/** What a foreign page tries; each does what would end the session of the program, or tell something, if it were let. */
const ATTACKS = {
  'a form': (target: string) => {
    const frame = Object.assign(document.createElement('iframe'), { name: 'sink' });
    const form = Object.assign(document.createElement('form'), {
      action: `${target}/v1/sessions/end-others`,
      method: 'post',
      target: 'sink',
    });
    document.body.append(frame, form);
    form.submit();
  },
  'a form that carries JSON as text': (target: string) => {
    const frame = Object.assign(document.createElement('iframe'), { name: 'sink' });
    const form = Object.assign(document.createElement('form'), {
      action: `${target}/v1/sessions/end-others`,
      method: 'post',
      target: 'sink',
    });
    form.enctype = 'text/plain';
    form.append(Object.assign(document.createElement('input'), { name: '{"a":"', value: '"}' }));
    document.body.append(frame, form);
    form.submit();
  },
  'fetch without an answer': (target: string) =>
    void fetch(`${target}/v1/sessions/end-others`, { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => undefined),
  'a beacon': (target: string) => void navigator.sendBeacon(`${target}/v1/sessions/end-others`),
  'fetch with an answer': (target: string) =>
    void fetch(`${target}/v1/sessions/end-others`, { method: 'POST', credentials: 'include' }).catch(() => undefined),
  'fetch with the headers of a client': (target: string) =>
    void fetch(`${target}/v1/sessions/end-others`, {
      method: 'POST',
      credentials: 'include',
      headers: { 'sealchart-client': 'foreign/1.0.0', 'sealchart-protocol': '1' },
    }).catch(() => undefined),
  'an image': (target: string) => void Object.assign(new Image(), { src: `${target}/v1/sessions` }),
  'a script': (target: string) => document.head.append(Object.assign(document.createElement('script'), { src: `${target}/v1/sessions` })),
  'a frame': (target: string) => document.body.append(Object.assign(document.createElement('iframe'), { src: `${target}/v1/sessions` })),
  'another window': (target: string) => void open(`${target}/v1/sessions`),
} as const;
type Attack = keyof typeof ATTACKS;

/** Lets a page of this host do something; gives the first request to this path that reached the server because of it. */
async function onForeignPage(host: string, path: string, act: (page: Page) => Promise<unknown>): Promise<Seen> {
  const page = await site.browser.newPage();
  await page.goto(`http://${host}:${foreignPort}/`);
  const from = site.seen.length;
  await act(page);
  let seen: Seen | undefined;
  while (!(seen = site.seen.slice(from).find((request) => request.path.startsWith(path))))
    await new Promise((done) => setTimeout(done, 20));
  for (const opened of site.browser.pages()) if (opened !== own) await opened.close();
  return seen;
}

const attack = (host: string, name: Attack): Promise<Seen> =>
  onForeignPage(host, '/v1/sessions', (page) => page.evaluate(ATTACKS[name], site.origin));

/** As if the server let every origin ask, so that its own judgement is all that is left. */
const answerPreflights = async (page: Page): Promise<void> => {
  await page.route(`${site.origin}/**`, (route) => route.continue());
};

const codeOf = ({ answer }: Seen): string | undefined =>
  answer.startsWith('{') ? (JSON.parse(answer) as { code?: string }).code : undefined;
const hasCookie = ({ headers }: Seen): boolean => headers.cookie?.includes(`${SESSION}=`) === true;

/** The same request once more, but for what is overridden. */
const again = ({ method, path, headers }: Seen, changes: Readonly<Record<string, string>>, body?: string): Promise<Response> => {
  const { host: _host, connection: _connection, 'content-length': _length, ...sent } = headers as Record<string, string>;
  return fetch(site.origin + path, { method, headers: { ...sent, ...changes }, ...(body === undefined ? {} : { body }) });
};

/** Sessions of the person, as the own page sees them. */
const sessions = (): Promise<string[]> =>
  own.evaluate(async (headers) => {
    const answer = await fetch('/v1/sessions', { credentials: 'same-origin', headers });
    return ((await answer.json()) as { sessions: { sessionId: string }[] }).sessions.map(({ sessionId }) => sessionId).sort();
  }, CLIENT);
const isProgramIn = (): Promise<boolean> =>
  program.sessions().then(
    (all) => all.length > 0,
    () => false,
  );

// What comes in place of an answer, before anybody asks whose session it is: the server reads JSON alone, and only from whoever names a client.
const REFUSED: readonly (readonly [Attack, string, number, string])[] = [
  ['a form', 'POST', 415, 'E_MEDIA_TYPE'],
  ['a form that carries JSON as text', 'POST', 415, 'E_MEDIA_TYPE'],
  ['fetch without an answer', 'POST', 400, 'E_REQUEST'],
  ['a beacon', 'POST', 400, 'E_REQUEST'],
  ['fetch with an answer', 'POST', 400, 'E_REQUEST'],
  ['fetch with the headers of a client', 'OPTIONS', 404, 'E_NOT_FOUND'],
  ['an image', 'GET', 400, 'E_REQUEST'],
  ['a script', 'GET', 400, 'E_REQUEST'],
  ['a frame', 'GET', 400, 'E_REQUEST'],
  ['another window', 'GET', 400, 'E_REQUEST'],
];

describe.each([
  ['of another host, to which the browser gives no cookie', '127.0.0.1', 'cross-site', false],
  ['of another port of this host, to which the browser gives the cookie', 'localhost', 'same-site', true],
] as const)('a page %s', (_which, host, fetchSite, isCookieSent) => {
  it.each(REFUSED)(
    'reaches nothing by %s',
    async (name, method, status, code) => {
      const before = await sessions();
      const seen = await attack(host, name);
      expect([seen.method, seen.status, codeOf(seen), seen.headers['sec-fetch-site']]).toEqual([method, status, code, fetchSite]);
      expect(hasCookie(seen)).toBe(isCookieSent && method !== 'OPTIONS');
      expect([await sessions(), before.length, await isProgramIn()]).toEqual([before, 2, true]);
    },
    30_000,
  );

  it('reaches nothing where the browser is told that every origin may ask', async () => {
    const before = await sessions();
    const seen = await onForeignPage(host, '/v1/sessions', async (page) => {
      await answerPreflights(page);
      await page.evaluate(ATTACKS['fetch with the headers of a client'], site.origin);
    });
    const [status, code] = isCookieSent ? [403, 'E_CROSS_SITE'] : [401, 'E_UNAUTHENTICATED'];
    expect([seen.method, seen.status, codeOf(seen), hasCookie(seen)]).toEqual(['POST', status, code, isCookieSent]);
    expect([await sessions(), before.length, await isProgramIn()]).toEqual([before, 2, true]);
    // Once more without a browser: the same, and with the word of a browser that the page is an own one the act is done, where there is a cookie.
    expect((await again(seen, {})).status).toBe(status);
    expect(await isProgramIn()).toBe(true);
    expect((await again(seen, { 'sec-fetch-site': 'same-origin' })).status).toBe(isCookieSent ? 200 : 401);
    expect(await isProgramIn()).toBe(!isCookieSent);
  }, 60_000);

  it('cannot log the browser in as somebody else', async () => {
    const login = cookieLogin();
    const seen = await onForeignPage(host, '/v1/auth/login', async (page) => {
      await answerPreflights(page);
      await page.evaluate(
        ([url, headers, body]) => void fetch(url, { method: 'POST', credentials: 'include', headers, body }).catch(() => undefined),
        [`${site.origin}/v1/auth/login`, { ...CLIENT, 'content-type': 'application/json' }, login] as const,
      );
    });
    const before = await sessionCookie();
    expect([seen.method, seen.status, codeOf(seen)]).toEqual(['POST', 403, 'E_CROSS_SITE']);
    const refused = await again(seen, {}, login);
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([403, []]);
    // Without the browser's cookie: a login from an own page would end the session that comes with it.
    const done = await again(seen, { 'sec-fetch-site': 'same-origin', cookie: '' }, login);
    expect([done.status, done.headers.getSetCookie().some((cookie) => cookie.startsWith(`${SESSION}=`))]).toEqual([200, true]);
    // Whoever asks for no cookie may come from anywhere: the answer is nothing that the browser would send again by itself.
    const { sessionIn: _sessionIn, ...plain } = JSON.parse(login) as { sessionIn: string };
    const told = await again(seen, {}, JSON.stringify(plain));
    expect([told.status, told.headers.getSetCookie()]).toEqual([200, []]);
    expect(await sessionCookie()).toBe(before);
    await endOthers();
  }, 60_000);
});

const loginSent = (): string | undefined =>
  traffic.exchanges.findLast(({ request }) => request.url.endsWith('/v1/auth/login'))?.request.body;

/** A right login of the program, as a request for a cookie. */
function cookieLogin(): string {
  const { identifier, loginSecret, device } = JSON.parse(loginSent() ?? '{}') as Record<string, string>;
  return JSON.stringify({ identifier, loginSecret, device, sessionIn: 'cookie' });
}

const sessionCookie = async (): Promise<string | undefined> =>
  (await site.browser.cookies(site.origin)).find(({ name }) => name === SESSION)?.value;

/** The very act that foreign pages try, by the own page. */
const endOthers = (): Promise<Seen> => {
  const from = site.seen.length;
  return own.evaluate(ATTACKS['fetch with the headers of a client'], site.origin).then(async () => {
    let seen: Seen | undefined;
    while (!(seen = site.seen.slice(from).find(({ path }) => path === '/v1/sessions/end-others')))
      await new Promise((done) => setTimeout(done, 20));
    return seen;
  });
};

describe('the own page', () => {
  it('does by the same script what foreign pages tried', async () => {
    expect([await isProgramIn(), (await sessions()).length]).toEqual([true, 2]);
    expect(await endOthers()).toMatchObject({ method: 'POST', status: 200, headers: { 'sec-fetch-site': 'same-origin' } });
    expect([await isProgramIn(), (await sessions()).length]).toEqual([false, 1]);
  }, 60_000);
});

describe('a bearer token', () => {
  it('is a program’s, and asked for no site', async () => {
    await program.sessions();
    const { request } = traffic.exchanges.findLast((exchange) => exchange.request.headers['authorization'] !== undefined) ?? {};
    const headers = { ...CLIENT, authorization: request?.headers['authorization'] ?? '', 'sec-fetch-site': 'cross-site' };
    expect((await fetch(`${site.origin}/v1/sessions`, { headers })).status).toBe(200);
    const cookie = `${SESSION}=${await sessionCookie()}`;
    expect((await fetch(`${site.origin}/v1/sessions`, { headers: { ...headers, cookie } })).status).toBe(401);
  }, 60_000);
});
