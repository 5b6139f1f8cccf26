import type { Page } from 'playwright-core';

/** Opens a short form, in English, the way people get there. */
export async function openForm(page: Page, name: 'Note' | 'Measurement' | 'Medication' | 'Allergy' | 'FHIR resource'): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Add', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Add to my record' }).waitFor();
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Saves a form and waits for the element that it made; gives its id. */
export async function saveForm(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL('**/record/element/#*');
  await page.getByRole('heading', { name: 'Who can see it' }).waitFor();
  return decodeURIComponent(new URL(page.url()).hash.slice(1));
}

/** Writes a medication and ends on its page; gives its id. */
export async function writeMedication(page: Page, { name, dose }: { readonly name: string; readonly dose: string }): Promise<string> {
  await openForm(page, 'Medication');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('How you take it').fill(dose);
  return saveForm(page);
}
