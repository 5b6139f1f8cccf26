// What runs in the page has to be written inside of what is handed to it.
/* oxlint-disable unicorn/consistent-function-scoping */
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import type { Page } from 'playwright-core';
import { activeContents } from './web/active-content.ts';
import { foreignSite } from './web/foreign-site.ts';
import { CODE_ATTEMPTS, REQUEST_ATTEMPTS, attackScript } from './web/attack-script.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';

const stage = webStage();
const foreign = foreignSite();
const [look] = LOOKS as [Look];
const PAGE = 'en/log-in/';

/**
 * A defect of the server or of the pages that lets somebody put markup into a page; `policyOf` gives the policy that the page then has.
 * The code of the page itself does not start: it would clear away what it does not know.
 */
async function inject({ page }: WebPerson, markup: string, policyOf: (policy: string) => string | undefined): Promise<void> {
  await page.route(`${stage.server.url}/_next/**`, (route) => route.abort());
  await page.route(`${stage.server.url}/${PAGE}`, async (route) => {
    const response = await route.fetch();
    const { 'content-security-policy': policy = '', 'content-length': _length, ...headers } = response.headers();
    const changed = policyOf(policy);
    const body = (await response.text()).replace('</head>', () => `</head>${markup}`);
    await route.fulfill({ status: 200, headers: { ...headers, ...(changed && { 'content-security-policy': changed }) }, body });
  });
}

const ran = (): readonly string[] => foreign.asked.filter((path) => path.startsWith('/ran/'));
/** Presses on what does something only then; gives how many there were. */
const pressAll = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const elements = [...document.querySelectorAll<HTMLElement>('a[href^="javascript:"], form[action] button')];
    for (const element of elements) element.click();
    return elements.length;
  });

async function somebody(): Promise<WebPerson> {
  foreign.forget();
  const person = await stage.person('Any Body', look);
  // The browser says on its console what it refused.
  person.allow(/./s);
  // A page whose answer was changed on the way has no address: else the browser would keep it from this machine, whatever its policy.
  await person.context.grantPermissions(['local-network-access']);
  return person;
}

describe('markup that came into a page of the product', () => {
  // Which no policy can keep from replacing the page; what then opens is another site, with its own address.
  const contents = () => activeContents(foreign.origin).filter(({ name }) => name !== 'refresh');
  const markup = () =>
    `<main id="injected">${contents()
      .map(({ html }) => html)
      .join('')}</main>`;

  it('runs and fetches what it likes where the page has no policy', async () => {
    const person = await somebody();
    await inject(person, markup(), () => undefined);
    await person.goto(PAGE);
    await pressAll(person.page);
    for (const { name } of contents()) await foreign.untilAsked(`/ran/${name}`);
    expect(new Set(ran())).toEqual(new Set(contents().map(({ name }) => `/ran/${name}`)));
  });

  it('runs nothing and fetches nothing with the policy that the page has', async () => {
    const person = await somebody();
    await inject(person, markup(), (policy) => policy);
    await person.goto(PAGE);
    expect(await pressAll(person.page)).toBe(2);
    // What was asked for before has been answered by now.
    await person.page.waitForLoadState('networkidle');
    expect(ran()).toEqual([]);
  });
});

describe('a script that somehow runs in a page of the product', () => {
  const script = () => attackScript(foreign.origin);
  const hash = () => `'sha256-${createHash('sha256').update(script()).digest('base64')}'`;

  it('makes and fetches what it likes where the page has no policy', async () => {
    const person = await somebody();
    await inject(person, `<script data-control>${script()}</script>`, () => undefined);
    await person.goto(PAGE);
    for (const name of REQUEST_ATTEMPTS) await foreign.untilAsked(`/ran/${name}`);
    await person.page
      .waitForFunction((count) => (globalThis as unknown as { marks: Set<string> }).marks.size >= count, CODE_ATTEMPTS.length, {
        timeout: 15_000,
      })
      // What is missing is named below.
      .catch(() => undefined);
    expect(await person.page.evaluate(() => [...(globalThis as unknown as { marks: Set<string> }).marks].sort())).toEqual(
      [...CODE_ATTEMPTS].sort(),
    );
  });

  it('can neither make more code nor reach anybody else with the policy that the page has', async () => {
    const person = await somebody();
    await inject(person, `<script>${script()}</script>`, (policy) => policy.replace("script-src 'self'", `script-src 'self' ${hash()}`));
    await person.goto(PAGE);
    const outcomes = await person.page.evaluate(() => (globalThis as unknown as { outcomes: Promise<Record<string, string>> }).outcomes);
    expect(Object.keys(outcomes).sort()).toEqual([...CODE_ATTEMPTS, ...REQUEST_ATTEMPTS].sort());
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome === 'ran')).toEqual([]);
    expect(await person.page.evaluate(() => (globalThis as unknown as { marks: Set<string> }).marks.size)).toBe(0);
    expect(ran()).toEqual([]);
    const markups = activeContents(foreign.origin).length - 1;
    printFigure('content policy', `${markups} kinds of markup and ${Object.keys(outcomes).length} attempts of a script`, '0 got through');
  });
});
