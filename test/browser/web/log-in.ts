import type { WebPerson } from './web-person.ts';

/** Logs somebody in on a further browser, in English; ends in their record. */
export async function logIn(browser: WebPerson, { identifier, password }: Pick<WebPerson, 'identifier' | 'password'>): Promise<void> {
  const { page } = browser;
  await browser.goto('en/log-in/');
  await page.getByLabel('E-mail address').fill(identifier);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('**/en/record/');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}
