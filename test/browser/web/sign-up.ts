import type { WebPerson } from './web-person.ts';

/** Signs a person up through the screens, in English, without proof of the recovery kit, and ends in their record. Gives the words of the kit. */
export async function signUp(person: WebPerson): Promise<readonly string[]> {
  const { page } = person;
  await person.goto('en/sign-up/');
  await page.getByLabel('E-mail address').fill(person.identifier);
  await page.getByLabel('Your name').fill(person.name);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Your fifteen words' }).waitFor();
  const words = await page.locator('ol li span:last-child').allTextContents();
  await page.getByRole('button', { name: 'I have saved it' }).click();
  await page.getByRole('button', { name: 'Later' }).click();
  await page.waitForURL('**/en/record/');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return words;
}
