import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible, findingsOn } from './web/axe.ts';
import type { Look } from './web/looks.ts';
import { ALL_LOOKS, LOOKS } from './web/looks.ts';
import { signUp } from './web/sign-up.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';

const stage = webStage();

/** Where pictures of the screens go when somebody wants to look at them. */
const PICTURES = process.env['SEALCHART_PICTURES'];
const TIMEOUT = 240_000;

/** Before somebody is in. */
const ENTRY = ['en/', 'en/log-in/', 'en/sign-up/', 'en/recover/', 'de/', 'en/nothing-here/'];

/** For who is in, before anything is there. */
const EMPTY = ['en/record/', 'en/record/#medications', 'en/record/erased/', 'en/record/waiting/', 'en/shared/', 'en/sharing/'];

/** For who has the sample record. */
const INSIDE = [
  'en/record/',
  'en/record/#medications',
  'en/record/#allergies',
  'en/record/#measurements',
  'en/record/#visits',
  'de/record/#vaccinations',
  'en/record/add/',
  'en/record/add/#note',
  'en/record/add/#vital',
  'en/record/add/#medication',
  'en/record/add/#allergy',
  'en/record/import/',
  'en/record/export/',
  'en/sharing/new/',
  'de/sharing/new/',
  'en/me/',
  'de/me/recovery/',
  'en/me/security/',
  'en/me/sessions/',
  'en/me/settings/',
  'en/me/about/',
  'de/me/about/',
];

/** The screen as it stands, in all four looks. */
async function expectWellMade(page: Page, screen: string): Promise<void> {
  for (const look of ALL_LOOKS) {
    await wear(page, look);
    await expectAccessible(page, `${screen} at ${look.name}`);
    if (PICTURES === undefined) continue;
    mkdirSync(PICTURES, { recursive: true });
    const name = `${screen}-${look.name}`.replaceAll(/[^a-z0-9]+/gi, '-');
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }
}

async function wear(page: Page, { viewport, colorScheme }: Look): Promise<void> {
  await page.setViewportSize(viewport);
  // A colour that is on its way from one theme to the other is nobody's colour.
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
}

/** A page that shows what it has to show: its heading is there and nothing is on its way. */
async function settle({ page }: WebPerson): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], .animate-spin') === null);
}

async function walk(person: WebPerson, screens: readonly string[]): Promise<void> {
  for (const screen of screens) {
    await person.goto(screen);
    await settle(person);
    await expectWellMade(person.page, screen);
  }
}

/** One entry with its history, and the chart of a measurement. */
async function seeElement(person: WebPerson): Promise<void> {
  const { page } = person;
  await person.goto('en/record/#medications');
  await page.getByRole('link', { name: /Metformin/ }).click();
  await page.getByRole('button', { name: 'Show history' }).click();
  await settle(person);
  await expectWellMade(page, 'element');
  await person.goto('en/record/#measurements');
  await page
    .getByRole('link', { name: /Blood pressure/ })
    .first()
    .click();
  await page.getByRole('application').waitFor();
  await settle(person);
  await expectWellMade(page, 'chart');
}

describe('a walk over all screens', () => {
  it(
    'finds nothing that stands in anybody’s way',
    async () => {
      const [look] = LOOKS;
      if (!look) throw new Error('no look');
      const person = await stage.person('Ada Moss', look);
      person.allow(/nothing-here/);
      await walk(person, ENTRY);
      await signUp(person);
      await walk(person, EMPTY);
      await person.goto('en/record/');
      await person.page.getByRole('button', { name: 'Try with a sample record' }).click();
      await person.page.getByRole('button', { name: 'Remove the sample record' }).waitFor();
      await walk(person, INSIDE);
      await seeElement(person);
      expect(person.complaints()).toEqual([]);
    },
    TIMEOUT,
  );

  it('would find something', async () => {
    const [look] = LOOKS;
    if (!look) throw new Error('no look');
    const person = await stage.person('Ada Moss', look);
    await person.goto('en/');
    await person.page.evaluate(() => document.body.append(document.createElement('input')));
    expect(await findingsOn(person.page)).toEqual([expect.stringMatching(/^label: input/), expect.stringMatching(/^region: input/)]);
  });
});
