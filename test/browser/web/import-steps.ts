import type { WebPerson } from './web-person.ts';

/** Gives a file to the import, in English, and waits until it was looked through or refused; the address must be that of the import. */
export async function giveFile(person: WebPerson, name: string, content: string | Uint8Array): Promise<void> {
  const { page } = person;
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose files' }).click()]);
  await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
  await page.getByRole('heading', { level: 1, name: /^(?:Check before it comes in|This file cannot be read)$/ }).waitFor();
}

/** Starts the import of the file that was looked through. */
export async function startImport(person: WebPerson): Promise<void> {
  await person.page.getByRole('button', { name: /^(?:Import [\d,]+ entr(?:y|ies)|Go on with the import)$/ }).click();
}

/** Waits for the end of the import. */
export async function importEnded(person: WebPerson): Promise<void> {
  await person.page.getByRole('heading', { level: 1, name: 'The import has ended' }).waitFor({ timeout: 60_000 });
}
