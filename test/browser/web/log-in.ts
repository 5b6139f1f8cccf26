import type { WebPerson } from './web-person.ts';

/** Logs a person in whose account was made elsewhere, through the screens, in English; ends in their record. */
export async function logIn(person: WebPerson, password: string = person.password): Promise<void> {
  const { page } = person;
  await person.goto('en/log-in/');
  await page.getByLabel('E-mail address').fill(person.identifier);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('**/en/record/');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}
