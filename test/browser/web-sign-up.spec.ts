import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pressOn, typeInto } from './web/keyboard.ts';
import { SOME_LOOKS } from './web/looks.ts';
import { fillWho, readKitWords, signUp } from './web/sign-up.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';

const stage = webStage();
const PATIENCE = 120_000;

/** The words that step 4 asks for: by place, from 1. */
async function askedPlaces(page: Page): Promise<number[]> {
  await page
    .getByRole('textbox', { name: /^Word \d+$/ })
    .first()
    .waitFor();
  const labels = await page.getByText(/^Word \d+$/).allTextContents();
  return labels.map((label) => Number(label.slice('Word '.length)));
}

describe.each(SOME_LOOKS)('sign-up at $name', (look) => {
  it(
    'takes four steps by keyboard alone, saves the kit as PDF and copy, and helps with wrong words',
    async () => {
      const ada = await stage.person('Ada Moss', look);
      const { page } = ada;
      await ada.goto('en/sign-up/');
      await page.getByText('Step 1 of 4').waitFor();
      await pressOn(page, 'button', 'Next');
      await page.getByText('Please enter an e-mail address').waitFor();
      expect(await page.getByLabel('E-mail address').evaluate((field) => field === document.activeElement)).toBe(true);
      await typeInto(page, 'E-mail address', ada.identifier);
      await typeInto(page, 'Your name', ada.name);
      await page.keyboard.press('Enter');

      await page.getByText('Step 2 of 4').waitFor();
      expect(await page.getByRole('heading', { level: 1 }).evaluate((heading) => heading === document.activeElement)).toBe(true);
      await pressOn(page, 'button', 'Suggest a passphrase');
      await page.getByText('Six random words').waitFor();
      await expectWellMade(page, 'sign-up with a password');
      expect(await page.getByLabel('Password', { exact: true }).inputValue()).toMatch(/^([a-z]+-){5}[a-z]+$/);
      await typeInto(page, 'Password', ada.password);
      await page.keyboard.press('Enter');

      await page.getByText('Step 3 of 4').waitFor();
      const words = await readKitWords(page);
      const downloading = page.waitForEvent('download');
      await pressOn(page, 'button', 'Download as PDF');
      const download = await downloading;
      expect(download.suggestedFilename()).toBe('sealchart-recovery-kit.pdf');
      const pdf = (await readFile(await download.path())).toString('latin1');
      words.forEach((word, index) => expect(pdf).toContain(`${index + 1}. ${word})`));
      expect(pdf).toContain(stage.server.url);
      await pressOn(page, 'button', 'Copy');
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      await expectWellMade(page, 'a recovery kit');
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      words.forEach((word, index) => expect(copied).toContain(`${index + 1}. ${word}`));
      await pressOn(page, 'button', 'I have saved it');

      await page.getByText('Step 4 of 4').waitFor();
      const [first = 0, second = 0] = await askedPlaces(page);
      const [right = '', other = ''] = [words[first - 1], words[second - 1]];
      await typeInto(page, `Word ${first}`, `${right.slice(0, 2)}${right.slice(3)}q`);
      await typeInto(page, `Word ${second}`, 'nonsense1');
      await page.keyboard.press('Enter');
      await page.getByText('Almost: please check the spelling.').waitFor();
      await page.getByText('This word is not in your kit.').waitFor();
      await expectWellMade(page, 'checking a recovery kit');
      await typeInto(page, `Word ${first}`, other);
      await typeInto(page, `Word ${second}`, other.toUpperCase());
      await page.keyboard.press('Enter');
      if (right !== other) await page.getByText(`This is word ${words.indexOf(other) + 1}; word ${first} is asked for.`).waitFor();
      await typeInto(page, `Word ${first}`, right);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/en/record/');
      await page.getByRole('navigation', { name: 'Main' }).waitFor();
      expect(await page.getByText('Please check your recovery kit').count()).toBe(0);
    },
    PATIENCE,
  );

  it(
    'loses nothing at a reload, reminds of a kit that was put off, and takes no address twice',
    async () => {
      const ben = await stage.person('Ben Ashby', look);
      const { page } = ben;
      await ben.goto('en/sign-up/');
      await fillWho(ben);
      await page.getByText('Step 2 of 4').waitFor();
      await page.reload();
      await page.getByText('Step 2 of 4').waitFor();
      await page.getByLabel('Password', { exact: true }).fill('ben.ashby.ashby');
      await page.getByText('It contains your name or e-mail address').waitFor();
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('This password is too easy to guess.').waitFor();
      expect(await page.evaluate(() => [sessionStorage, localStorage].map((kept) => JSON.stringify(kept)).join())).not.toContain(
        'ben.ashby.ashby',
      );
      await page.getByLabel('Password', { exact: true }).fill(ben.password);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('Step 3 of 4').waitFor();
      const words = await readKitWords(page);

      await page.reload();
      await page.getByText('The words of your kit were shown once').waitFor();
      await expectWellMade(page, 'a kit that was shown once');
      await page.getByRole('button', { name: 'I did not save them: make a new kit' }).click();
      await page.getByLabel('Your password').fill(ben.password);
      await page.getByRole('button', { name: 'Make a new kit' }).click();
      const renewed = await readKitWords(page);
      expect(renewed).not.toEqual(words);
      await page.getByRole('button', { name: 'I have saved it' }).click();
      await page.getByRole('button', { name: 'Later' }).click();
      await page.waitForURL('**/en/record/');
      await page.getByText('Please check your recovery kit').waitFor();
      await page.reload();
      await page.getByRole('link', { name: 'Check it now' }).click();
      const box = page.getByLabel('All fifteen words of your sheet');
      await box.fill(words.join(' '));
      await page.getByRole('button', { name: 'Check the words' }).click();
      await page.getByText('These are not the words of your newest kit.').waitFor();
      await box.fill(renewed.slice(1).join(' '));
      await page.getByRole('button', { name: 'Check the words' }).click();
      await page.getByText('These words do not fit together.').waitFor();
      await expectWellMade(page, 'a whole kit to check');
      await box.fill(renewed.join(' '));
      await page.getByRole('button', { name: 'Check the words' }).click();
      await page.getByText('Your recovery kit is checked.').waitFor();
      await page.getByRole('link', { name: 'My record' }).click();
      await page.waitForURL('**/en/record/');
      await page.getByRole('button', { name: /Lock now/ }).waitFor();
      expect(await page.getByText('Please check your recovery kit').count()).toBe(0);

      const twin = await stage.person('Ben Twin', look);
      twin.allow(/status of 409/);
      await twin.goto('en/sign-up/');
      await fillWho({ page: twin.page, name: twin.name, identifier: ben.identifier });
      await twin.page.getByLabel('Password', { exact: true }).fill(twin.password);
      await twin.page.getByRole('button', { name: 'Create account' }).click();
      await twin.page.getByText('There is an account with this e-mail address already.').waitFor();
      await expectWellMade(twin.page, 'an address that is taken');
      expect(await twin.page.getByLabel('Your name').inputValue()).toBe('Ben Twin');
      await twin.page.getByRole('link', { name: 'Log in with this address' }).click();
      await twin.page.waitForURL('**/en/log-in/');
    },
    PATIENCE,
  );

  it(
    'takes no password while the check of its strength cannot be loaded, and goes on once it can',
    async () => {
      const dora = await stage.person('Dora Lund', look);
      const { page } = dora;
      dora.allow(/Failed to load resource|ERR_FAILED/);
      await dora.goto('en/sign-up/');
      await fillWho(dora);
      await page.getByText('Step 2 of 4').waitFor();
      await page.route('**/_next/static/chunks/**', (route) => route.abort());
      await page.getByLabel('Password', { exact: true }).fill('password1234');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('the check did not load').waitFor();
      await expectWellMade(page, 'a password that could not be judged');
      await page.unroute('**/_next/static/chunks/**');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('This password is too easy to guess.').waitFor();
      await page.getByLabel('Password', { exact: true }).fill(dora.password);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('Step 3 of 4').waitFor();
    },
    PATIENCE,
  );

  it(
    'tells in a browser that holds an account how it goes on',
    async () => {
      const cleo = await stage.person('Cleo Park', look);
      await signUp(cleo);
      await cleo.page.getByRole('button', { name: /Lock now/ }).click();
      await cleo.page.waitForURL('**/en/unlock/');
      await cleo.goto('en/sign-up/');
      await cleo.page.getByRole('heading', { name: 'This browser already holds an account' }).waitFor();
      await expectWellMade(cleo.page, 'a browser that holds an account');
      expect(await cleo.page.getByLabel('E-mail address').count()).toBe(0);
    },
    PATIENCE,
  );
});
