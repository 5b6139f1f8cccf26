import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { IS_LONG } from '../stories/support/long-form.ts';
import { findingsOn } from './web/axe.ts';
import { misfitsOn } from './web/fit.ts';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS, WALK_LOOKS } from './web/looks.ts';
import { signUp } from './web/sign-up.ts';
import { party } from './web/two-people.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';
import { expectNarrow, expectWellMade, takePicture } from './web/well-made.ts';

const stage = webStage();

const TIMEOUT = 360_000;

/** Before somebody is in. */
const ENTRY = ['en/', 'en/log-in/', 'en/sign-up/', 'en/recover/', 'de/', 'en/nothing-here/'];

/** For who is in, before anything is there. */
const EMPTY = ['en/record/', 'en/record/#medications', 'en/record/erased/', 'en/record/waiting/', 'en/shared/', 'en/sharing/'];

/** The sample record. */
const RECORD = [
  'en/record/',
  'en/record/#medications',
  'en/record/#measurements',
  'en/record/add/',
  'en/record/add/#note',
  'en/record/add/#vital',
  'en/record/import/',
  'en/record/export/',
];

/** What surrounds it. */
const AROUND = ['en/sharing/new/', 'en/me/', 'en/me/recovery/', 'en/me/security/', 'en/me/sessions/', 'en/me/settings/', 'en/me/about/'];

/** Laid out like some of the record. */
const ALIKE = [
  'en/record/#allergies',
  'en/record/#visits',
  'en/record/#vaccinations',
  'en/record/add/#medication',
  'en/record/add/#allergy',
];

/** A page that shows what it has to show: its heading is there and nothing is on its way. */
async function settle({ page }: WebPerson): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], .animate-spin') === null);
}

async function walk(person: WebPerson, screens: readonly string[], state = ''): Promise<void> {
  for (const screen of screens) {
    await person.goto(screen);
    await settle(person);
    await expectWellMade(person.page, `${screen}${state}`, WALK_LOOKS);
  }
}

/** The same in German, whose words are longer. */
async function walkNarrow(person: WebPerson, screens: readonly string[]): Promise<void> {
  for (const screen of screens.map((path) => path.replace(/^en/, 'de'))) {
    await person.goto(screen);
    await settle(person);
    await expectNarrow(person.page, screen);
  }
}

/** What can be opened above the entries. */
async function seeTools(person: WebPerson): Promise<void> {
  const { page } = person;
  await person.goto('en/record/');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('button', { name: 'Choose entries' }).click();
  await page
    .getByRole('checkbox', { name: /^Choose / })
    .first()
    .check();
  await expectWellMade(page, 'entries to choose from', LOOKS);
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  await expectWellMade(page, 'erasing many', LOOKS);
}

/** Black on white, whatever the screen is, without anything to press; and all of the list, of which a screen shows a part. */
async function seePaper(person: WebPerson): Promise<void> {
  const { page } = person;
  const rows = page.locator('[aria-posinset]');
  await person.goto('en/record/');
  await settle(person);
  expect(await rows.count()).toBeLessThan(86);
  await print(page, 'record', () => rows.nth(85).waitFor({ state: 'attached' }));
  for (const kind of ['measurements', 'medications']) {
    await person.goto(`en/record/#${kind}`);
    await settle(person);
    await print(page, kind);
  }
  await page.getByRole('link', { name: /Metformin/ }).click();
  await page.getByRole('button', { name: 'Show history' }).waitFor();
  await settle(person);
  await print(page, 'element');
}

async function print(page: Page, screen: string, look?: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await pressableOn(page)).toBe(0);
  expect(await coloursOn(page)).toEqual({ ink: 'rgb(0, 0, 0)', grounds: ['rgb(255, 255, 255)'] });
  await look?.();
  await takePicture(page, `${screen} on paper`);
  await page.emulateMedia({ media: null });
}

/** How many buttons and ways to other pages can be seen, those of entries aside. */
const pressableOn = (page: Page): Promise<number> => page.locator('nav a, header a, button').filter({ visible: true }).count();

/** The colours that a page is printed in. */
const coloursOn = (page: Page): Promise<{ readonly ink: string; readonly grounds: readonly string[] }> =>
  page.evaluate(() => {
    const seen = [document.documentElement, ...document.body.querySelectorAll('*')].filter((element) => element.checkVisibility());
    const grounds = seen.map((element) => getComputedStyle(element).backgroundColor).filter((colour) => colour !== 'rgba(0, 0, 0, 0)');
    return { ink: getComputedStyle(document.querySelector('h1') ?? document.body).color, grounds: [...new Set(grounds)] };
  });

/** One entry with its history, and the chart of a measurement. */
async function seeElement(person: WebPerson): Promise<void> {
  const { page } = person;
  await person.goto('en/record/#medications');
  await page.getByRole('link', { name: /Metformin/ }).click();
  await page.getByRole('button', { name: 'Show history' }).click();
  await settle(person);
  await expectWellMade(page, 'element', WALK_LOOKS);
  await person.goto('en/record/#measurements');
  await page
    .getByRole('link', { name: /Blood pressure/ })
    .first()
    .click();
  await page.getByRole('application').waitFor();
  await settle(person);
  await expectWellMade(page, 'chart', WALK_LOOKS);
}

/** What somebody has at first: an account, and the sample record. */
async function begin(person: WebPerson): Promise<void> {
  await person.goto('en/record/');
  await person.page.getByRole('button', { name: 'Try with a sample record' }).click();
  await person.page.getByRole('button', { name: 'Remove the sample record' }).waitFor();
}

describe('a walk over all screens', () => {
  const [look] = LOOKS as [Look];

  it(
    'finds nothing that stands in anybody’s way, while nothing is there yet',
    async () => {
      const person = await stage.person('Ada Moss', look);
      person.allow(/nothing-here/);
      await walk(person, ENTRY);
      await signUp(person);
      await walk(person, EMPTY, ' while empty');
      expect(person.complaints()).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'finds nothing that stands in the way of who reads and writes a record',
    async () => {
      const { web } = await party(stage, 'Ada Moss', look);
      await logIn(web);
      await begin(web);
      await walk(web, RECORD);
      if (IS_LONG) await walk(web, ALIKE);
      expect(web.complaints()).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'finds nothing that stands in the way of who looks closer, shares, and looks after an account',
    async () => {
      const { web } = await party(stage, 'Ada Moss', look);
      await logIn(web);
      await begin(web);
      await seeElement(web);
      await seeTools(web);
      await walk(web, AROUND);
      expect(web.complaints()).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'finds nothing too wide in German, and what can be read on paper',
    async () => {
      const { web } = await party(stage, 'Ada Moss', look);
      await logIn(web);
      await begin(web);
      await walkNarrow(web, [...RECORD, ...ALIKE, ...AROUND]);
      await seePaper(web);
      expect(web.complaints()).toEqual([]);
    },
    TIMEOUT,
  );

  it('would find something', async () => {
    const person = await stage.person('Ada Moss', look);
    await person.goto('en/');
    await person.page.evaluate(() => document.body.append(document.createElement('input')));
    expect(await findingsOn(person.page)).toEqual([expect.stringMatching(/^label: input/), expect.stringMatching(/^region: input/)]);
    await person.page.setViewportSize({ width: 320, height: 640 });
    await person.page.getByRole('heading', { level: 1 }).evaluate((heading) => {
      heading.style.width = '20rem';
      const text = document.createElement('p');
      Object.assign(text.style, { width: '2rem', overflow: 'hidden', whiteSpace: 'nowrap' });
      text.append('cut off');
      heading.replaceChildren(text);
    });
    expect(await misfitsOn(person.page)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^the page: /),
        expect.stringMatching(/^outside .*: h1/),
        expect.stringMatching(/^cut off .*: p/),
      ]),
    );
  });
});
