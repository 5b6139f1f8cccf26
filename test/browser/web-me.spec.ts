import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { SOME_LOOKS } from './web/looks.ts';
import { readKitWords, signUp } from './web/sign-up.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';

const stage = webStage();
const PATIENCE = 120_000;

/** What is typed at step "prove it", from the words of the kit. */
async function proveKit(page: Page, words: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'I have saved it' }).click();
  await page
    .getByRole('textbox', { name: /^Word \d+$/ })
    .first()
    .waitFor();
  for (const label of await page.getByText(/^Word \d+$/).allTextContents()) {
    // oxlint-disable-next-line no-await-in-loop
    await page.getByLabel(label, { exact: true }).fill(words[Number(label.slice('Word '.length)) - 1] ?? '');
  }
  await page.getByRole('button', { name: 'Check', exact: true }).click();
}

/** The six words of the own key. */
async function keyWords(person: WebPerson): Promise<string[]> {
  await person.goto('en/me/');
  const list = person.page.getByRole('list', { name: 'Six words of your key' });
  await list.waitFor();
  return list.getByRole('listitem').allTextContents();
}

describe.each(SOME_LOOKS)('me at $name', (look) => {
  it(
    'renames, ends the session of another browser, and makes a new kit',
    async () => {
      const ada = await stage.person('Ada Moss', look);
      const { page } = ada;
      await signUp(ada);
      const tablet = await stage.person('Tablet', look);
      tablet.allow(/status of 401/);
      await tablet.goto('en/log-in/');
      await tablet.page.getByLabel('E-mail address').fill(ada.identifier);
      await tablet.page.getByLabel('Password', { exact: true }).fill(ada.password);
      await tablet.page.getByRole('button', { name: 'Log in' }).click();
      await tablet.page.waitForURL('**/en/record/');

      await page.getByRole('link', { name: 'Me', exact: true }).click();
      await page.getByRole('button', { name: 'Change name' }).click();
      await page.getByLabel('Name, as others see it').fill(' ');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Please fill this in.').waitFor();
      await page.getByLabel('Name, as others see it').fill('Ada Moss-Vale');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Your name is changed.').waitFor();
      expect(await page.getByRole('definition').filter({ hasText: 'Ada Moss-Vale' }).count()).toBe(1);

      await page.getByRole('link', { name: /^Sessions and logins/ }).click();
      const sessions = page.getByRole('region', { name: 'Where you are logged in' }).getByRole('listitem');
      await page.getByText('This browser', { exact: true }).waitFor();
      expect(await sessions.count()).toBe(2);
      expect(await page.getByRole('region', { name: 'Login history' }).getByText('Logged in').count()).toBeGreaterThan(0);
      await page.getByRole('button', { name: /^End the session of/ }).click();
      await page.getByText(/^The session of .* has ended\.$/).waitFor();
      await sessions.nth(1).waitFor({ state: 'detached' });
      await tablet.goto('en/me/sessions/');
      await tablet.page.getByRole('dialog', { name: 'Your session has ended: log in again' }).waitFor();

      await ada.goto('en/me/recovery/');
      await page.getByRole('button', { name: 'Make a new recovery kit' }).click();
      await page.getByLabel('Your password').fill('not the password at all');
      await page.getByRole('button', { name: 'Make a new kit' }).click();
      await page.getByText('This is not your password.').waitFor();
      expect(await page.getByLabel('Your password').inputValue()).toBe('not the password at all');
      await page.getByLabel('Your password').fill(ada.password);
      await page.getByRole('button', { name: 'Make a new kit' }).click();
      await proveKit(page, await readKitWords(page));
      await page.getByText('Set up: 1 of 1', { exact: true }).waitFor();
    },
    PATIENCE,
  );

  it(
    'changes the password, secures the account with new keys and a new kit, and signs out',
    async () => {
      const ben = await stage.person('Ben Ashby', look);
      const { page } = ben;
      const firstKit = await signUp(ben);
      const before = await keyWords(ben);
      const [second, third] = [crypto.randomUUID(), crypto.randomUUID()];

      await ben.goto('en/me/security/');
      await page.getByRole('button', { name: 'Change my password' }).click();
      await page.getByLabel('Your password').fill(ben.password);
      await page.getByLabel('New password').fill(ben.password);
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('This is the password that you have now.').waitFor();
      await expectWellMade(page, 'changing a password');
      await page.getByLabel('New password').fill('benashby benashby');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('This password is too easy to guess.').waitFor();
      await page.getByLabel('New password').fill(second);
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('Your password is changed.').waitFor();
      expect(await keyWords(ben)).toEqual(before);

      await page.getByRole('button', { name: /Lock now/ }).click();
      await page.waitForURL('**/en/unlock/');
      await page.getByLabel('Password', { exact: true }).fill(ben.password);
      await page.getByRole('button', { name: 'Unlock' }).click();
      await page.getByText('This password does not open').waitFor();
      await page.getByLabel('Password', { exact: true }).fill(second);
      await page.getByRole('button', { name: 'Unlock' }).click();
      await page.getByRole('navigation', { name: 'Main' }).waitFor();

      await ben.goto('en/me/security/');
      await page.getByRole('button', { name: 'Secure my account' }).click();
      await page.getByLabel('Your password').fill(second);
      await page.getByLabel('New password').fill(third);
      await page.getByRole('button', { name: 'Secure my account' }).click();
      await page.getByText('Your account is secured').waitFor();
      await expectWellMade(page, 'a secured account');
      const newKit = await readKitWords(page);
      expect(newKit).not.toEqual(firstKit);
      await proveKit(page, newKit);
      await page.getByRole('button', { name: 'Secure my account' }).waitFor();
      expect(await keyWords(ben)).not.toEqual(before);

      await page.getByRole('button', { name: 'Sign out of this browser' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('link', { name: 'Create an account' }).waitFor();
      await ben.goto('en/me/');
      await page.getByRole('link', { name: 'Create an account' }).waitFor();
    },
    PATIENCE,
  );
});
