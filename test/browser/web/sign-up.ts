import type { Page } from 'playwright-core';
import type { WebPerson } from './web-person.ts';

/** The first step of sign-up, which is on the page. */
export async function fillWho({ page, identifier, name }: Pick<WebPerson, 'page' | 'identifier' | 'name'>): Promise<void> {
  await page.getByLabel('E-mail address').fill(identifier);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Next' }).click();
}

/** The words of the recovery kit that is on the page. */
export async function readKitWords(page: Page): Promise<string[]> {
  const kit = page.getByRole('region', { name: 'Your fifteen words' });
  await kit.waitFor();
  return kit.locator('ol li span:last-child').allTextContents();
}

/** Signs a person up through the screens, in English, puts the check of the recovery kit off and ends in their record. Gives the words of the kit. */
export async function signUp(person: WebPerson): Promise<readonly string[]> {
  const { page } = person;
  await person.goto('en/sign-up/');
  await fillWho(person);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  const words = await readKitWords(page);
  await page.getByRole('button', { name: 'I have saved it' }).click();
  await page.getByRole('button', { name: 'Later' }).click();
  await page.waitForURL('**/en/record/');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return words;
}
