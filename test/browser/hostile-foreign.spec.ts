// What runs in a page has to be written inside of what is handed to it.
/* oxlint-disable unicorn/consistent-function-scoping */
import { describe, expect, it } from '@jest/globals';
import type { SealchartClient } from '@sealchart/sdk';
import type { Page } from 'playwright-core';
import { CLIENT } from './site.ts';
import { foreignSite } from './web/foreign-site.ts';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import { programAt } from './web/program.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';

const stage = webStage();
const foreign = foreignSite();
const [look] = LOOKS as [Look];

const PAGE = 'en/log-in/';

/** Somebody who has a page of the product open, and looks at pages of somebody else in the same browser. */
async function visitor(): Promise<WebPerson> {
  const person = await stage.person('Ada Moss', look);
  // The browser says on its console what it refused, and this story counts it as a complaint that somebody asks another site.
  person.allow(/./s);
  // A page whose answer was changed on the way has no address: else the browser would keep it from this machine, whatever its policy.
  await person.context.grantPermissions(['local-network-access']);
  await person.goto(PAGE);
  await person.page.getByRole('heading', { level: 1 }).waitFor();
  return person;
}

const hosts = () => [foreign.origin, foreign.sameSite];

/** Another tab, in which the answers of the product come without these headers. */
async function tabWithout({ context }: WebPerson, names: readonly string[]): Promise<Page> {
  await context.route(`${stage.server.url}/**`, async (route) => {
    const response = await route.fetch();
    const headers = Object.fromEntries(Object.entries(response.headers()).filter(([name]) => !names.includes(name)));
    await route.fulfill({ response, headers });
  });
  return context.newPage();
}

const endRoutes = ({ context }: WebPerson) => context.unrouteAll({ behavior: 'ignoreErrors' });

describe('U06: a page of somebody else', () => {
  it('cannot put a page of the product into a frame', async () => {
    const person = await visitor();
    const path = foreign.page(`<iframe src="${stage.server.url}/${PAGE}" width="800" height="600"></iframe>`);
    const refused = await person.context.newPage();
    for (const host of hosts()) {
      await refused.goto(host + path);
      expect(refused.frames().map((frame) => frame.url())).toEqual([host + path, 'chrome-error://chromewebdata/']);
    }
    const shown = await tabWithout(person, ['x-frame-options', 'content-security-policy']);
    for (const host of hosts()) {
      await shown.goto(host + path);
      await shown.frameLocator('iframe').getByRole('heading', { level: 1, name: 'Log in' }).waitFor();
    }
    await endRoutes(person);
  });

  it('has no hold of a window of the product that it opened', async () => {
    const person = await visitor();
    const openFrom = async (page: Page, host: string): Promise<Page> => {
      await page.goto(host + foreign.page(''));
      const [opened] = await Promise.all([
        page.context().waitForEvent('page'),
        page.evaluate((url) => void Object.assign(globalThis, { taken: open(url, 'taken') }), `${stage.server.url}/${PAGE}`),
      ]);
      await opened.getByRole('heading', { level: 1, name: 'Log in' }).waitFor();
      return opened;
    };
    const ties = async (page: Page, opened: Page) => ({
      isClosed: await page.evaluate(() => (globalThis as unknown as { taken: Window }).taken.closed),
      ...(await opened.evaluate(() => ({ hasOpener: window.opener !== null, name: window.name }))),
    });
    const steer = (page: Page, url: string) =>
      page.evaluate((to) => void ((globalThis as unknown as { taken: Window }).taken.location = to), url);
    const page = await person.context.newPage();
    for (const host of hosts()) {
      const opened = await openFrom(page, host);
      expect(await ties(page, opened)).toEqual({ isClosed: true, hasOpener: false, name: '' });
      await steer(page, `${host}/moved`);
      expect(opened.url()).toBe(`${stage.server.url}/${PAGE}`);
      await opened.close();
    }
    expect(foreign.asked).not.toContain('/moved');
    const free = await tabWithout(person, ['cross-origin-opener-policy']);
    for (const host of hosts()) {
      const opened = await openFrom(free, host);
      expect(await ties(free, opened)).toEqual({ isClosed: false, hasOpener: true, name: 'taken' });
      await steer(free, `${host}/moved`);
      await opened.waitForURL(`${host}/moved`);
      await opened.close();
    }
    await endRoutes(person);
  });

  it('cannot take scripts, styles or answers of the product into itself', async () => {
    const person = await visitor();
    const own = person.page;
    const script = (await own.locator('script[src^="/_next/static/"]').first().getAttribute('src')) ?? '';
    const sheet = (await own.locator('link[rel=stylesheet]').first().getAttribute('href')) ?? '';
    const taken = (page: Page) =>
      page.evaluate(
        async ({ url, paths }) => {
          const load = (tag: string, attributes: object) =>
            new Promise((resolve) => {
              const element = Object.assign(document.createElement(tag), attributes);
              element.addEventListener('load', () => resolve(true));
              element.addEventListener('error', () => resolve(false));
              document.head.append(element);
            });
          const answered = (path: string, mode: RequestMode) =>
            fetch(url + path, { mode, credentials: 'include' }).then(
              () => true,
              () => false,
            );
          return {
            script: await load('script', { src: url + paths.script }),
            sheet: await load('link', { rel: 'stylesheet', href: url + paths.sheet }),
            answer: await answered('/v1/accounts/me', 'no-cors'),
            read: await answered('/v1/instance', 'cors'),
          };
        },
        { url: stage.server.url, paths: { script, sheet } },
      );
    const page = await person.context.newPage();
    for (const host of hosts()) {
      await page.goto(host + foreign.page(''));
      expect(await taken(page)).toEqual({ script: false, sheet: false, answer: false, read: false });
    }
    expect(await taken(own)).toEqual({ script: true, sheet: true, answer: true, read: true });
    const free = await tabWithout(person, ['cross-origin-resource-policy']);
    for (const host of hosts()) {
      await free.goto(host + foreign.page(''));
      // What is read the driver of this test lets everybody read, whose answers these are.
      expect(await taken(free)).toMatchObject({ script: true, sheet: true, answer: true });
    }
    await endRoutes(person);
  });

  it('changes nothing with the session of the browser, by no route and in no way', async () => {
    const person = await visitor();
    const { identifier, name, password } = person;
    const tablet = programAt(stage.server.url);
    await tablet.register({ identifier, name, password, device: 'Tablet' });
    await logIn(person);
    await person.page.getByText('Synced', { exact: true }).waitFor();
    const routes = await changingRoutes(tablet);
    const headers = { ...CLIENT, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
    const send = (from: Page) =>
      from.evaluate(
        async ({ url, all, sent }) => {
          const answers: string[] = [];
          for (const [method, path] of all) {
            for (const mode of ['cors', 'no-cors'] as const) {
              const init = { method, mode, credentials: 'include', ...(method === 'POST' && { body: '{}' }) } as const;
              // oxlint-disable-next-line no-await-in-loop
              const answer = await fetch(url + path, mode === 'cors' ? { ...init, headers: sent } : init).catch(() => undefined);
              if (answer) answers.push(`${path} ${answer.status}`);
            }
          }
          return answers;
        },
        { url: stage.server.url, all: routes, sent: headers },
      );
    const page = await person.context.newPage();
    for (const host of hosts()) {
      await page.goto(host + foreign.page(''));
      expect(await send(page)).toEqual([]);
    }
    // Were there no browser that asks before and gives no answer, the server would still judge by what no page can forge.
    const cookies = await person.context.cookies(stage.server.url);
    const cookie = cookies.map((one) => `${one.name}=${one.value}`).join('; ');
    const judged = async (site: string) =>
      Promise.all(
        routes.map(async ([method, path]) => {
          const { 'content-type': contentType, ...others } = { ...headers, cookie, 'sec-fetch-site': site };
          const init = method === 'POST' ? { headers: { ...others, 'content-type': contentType }, body: '{}' } : { headers: others };
          const answer = await fetch(stage.server.url + path, { method, ...init });
          return `${path} ${answer.status} ${((await answer.json()) as { code?: string }).code ?? ''}`;
        }),
      );
    for (const site of ['cross-site', 'same-site', 'none'])
      expect(await judged(site)).toEqual(routes.map(([, path]) => `${path} 403 E_CROSS_SITE`));
    expect(await tablet.sessions()).toHaveLength(2);

    // The same from the own page is done.
    expect(await send(person.page)).toContain('/v1/sessions/end-others 200');
    await expect(tablet.sessions()).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
  });
});

/** Every route by which a session changes something; the bodies are empty, so that the own page is refused where one is needed. */
async function changingRoutes(tablet: SealchartClient): Promise<readonly (readonly [string, string])[]> {
  const [session] = await tablet.sessions();
  return [
    ['POST', '/v1/sessions/end-others'],
    ['POST', '/v1/accounts/me/close'],
    ['POST', '/v1/accounts/me/profile'],
    ['POST', '/v1/accounts/me/bundle'],
    ['POST', '/v1/elements/batch'],
    ['POST', '/v1/anchors'],
    ['DELETE', `/v1/sessions/${session?.sessionId ?? ''}`],
    ['POST', '/v1/auth/logout'],
  ];
}
