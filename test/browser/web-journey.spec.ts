import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { giveFile, importEnded, startImport } from './web/import-steps.ts';
import { IS_LONG } from '../stories/support/long-form.ts';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import { signUp } from './web/sign-up.ts';
import type { Party } from './web/two-people.ts';
import { party } from './web/two-people.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';

const data = process.env['SEALCHART_DATA'] ?? '../shared/data';
const stage = webStage();
const TIMEOUT = 120_000;
const DOCTOR = 'Dr Ravi Winter';

interface File {
  readonly text: string;
  /** Entries that come in. */
  readonly count: number;
  readonly allergies: number;
  /** One of the allergies. */
  readonly title: string;
}

const goTo = ({ page }: WebPerson, place: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place, exact: true }).click();
const row = ({ page }: WebPerson, title: string) => page.getByRole('link', { name: new RegExp(title) }).first();

/** From the own record to one of its allergies, as people get there. */
async function openAllergy(person: WebPerson, title: string): Promise<void> {
  await goTo(person, 'My record');
  await person.page
    .getByRole('navigation', { name: 'Parts of the record' })
    .getByRole('link', { name: /^Allergies/ })
    .click();
  await person.page.getByRole('list', { name: 'Allergies' }).waitFor();
  await row(person, title).click();
  await person.page.getByRole('heading', { level: 1, name: title }).waitFor();
}

async function bringIn(patient: WebPerson, { text, count }: File): Promise<void> {
  const { page } = patient;
  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await giveFile(patient, 'record.json', text);
  await startImport(patient);
  await importEnded(patient);
  await page.getByText(`${count} entries came in.`).waitFor();
}

async function shareAllergies(patient: WebPerson, doctor: Party, { allergies }: File): Promise<void> {
  const { page } = patient;
  await goTo(patient, 'Who sees what');
  await page.getByRole('link', { name: 'Share something' }).click();
  await page.getByRole('checkbox', { name: 'Allergies' }).check();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('E-mail address').fill(doctor.web.identifier);
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('radio', { name: DOCTOR }).waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('radio', { name: 'May read and write' }).check();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: `Share ${allergies} entries with ${DOCTOR}` }).click();
  await page.getByRole('heading', { name: 'Shared', exact: true }).waitFor();
}

/** The doctor finds what was shared and adds a remark to it. */
async function addRemark(doctor: WebPerson, patient: WebPerson, { allergies, title }: File): Promise<void> {
  const { page } = doctor;
  await goTo(doctor, 'Shared with me');
  await page.getByText(`${allergies} new or changed`).waitFor();
  await row(doctor, patient.name).click();
  await page
    .getByRole('region', { name: 'Entries' })
    .getByRole('link', { name: new RegExp(title) })
    .first()
    .click();
  await page.getByLabel('Add something, signed with your name').fill('Tested again: still there.');
  await page.getByRole('button', { name: 'Sign and add' }).click();
  await page.getByText('Addendum signed and added.').waitFor();
}

/** The patient sees the remark with its author, writes, and takes the writing back. */
async function editAndRestore(patient: WebPerson, { title }: File): Promise<void> {
  const { page } = patient;
  await openAllergy(patient, title);
  await page.getByRole('listitem').filter({ hasText: 'Tested again: still there.' }).filter({ hasText: DOCTOR }).waitFor();
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Remark').fill('Since the summer.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const content = page.getByRole('region', { name: 'Content' });
  await content.getByText('Since the summer.', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Show history' }).click();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByText('Restored as a new version.').waitFor();
  await content.getByText('Since the summer.', { exact: true }).waitFor({ state: 'detached' });
  // Addenda stay.
  await page.getByText('Tested again: still there.').waitFor();
}

async function revoke(patient: WebPerson, doctor: WebPerson): Promise<void> {
  const { page } = patient;
  const place = new URL(page.url());
  await page.getByRole('button', { name: `Stop sharing with ${DOCTOR}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click();
  await page.getByText('Only you.').waitFor();
  // The button is gone: what it belonged to has the focus.
  const heading = page.getByRole('heading', { name: 'Who can see it' });
  await page.waitForFunction((element) => element === document.activeElement, await heading.elementHandle());
  doctor.allow(/status of 404/);
  await doctor.goto(`en/record/element/${place.hash}`);
  // The page that was open goes, too.
  await doctor.page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor();
  expect(await doctor.page.getByText('Tested again: still there.').count()).toBe(0);
}

async function eraseIt({ page }: WebPerson): Promise<void> {
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  await page.getByLabel('I understand that this cannot be undone.').check();
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await page.getByText(/^Destroyed: \d+ versions, /).waitFor();
}

async function lockAndUnlock(patient: WebPerson): Promise<void> {
  const { page } = patient;
  await page.getByRole('button', { name: 'Lock now' }).click();
  await page.waitForURL('**/en/unlock/');
  await page.reload();
  await page.getByLabel('Password', { exact: true }).fill(patient.password);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.getByRole('heading', { level: 1, name: 'Erased' }).waitFor();
}

/** In a browser that knows nothing, with nothing but the address and the words on paper. */
async function recover(person: WebPerson, words: readonly string[]): Promise<void> {
  const { page } = person;
  await person.goto('en/recover/');
  await page.getByLabel('E-mail address').fill(person.identifier);
  await page.getByLabel('The 15 words of your recovery kit').fill(words.join(' '));
  await page.getByLabel('New password', { exact: true }).fill(`chosen anew ${crypto.randomUUID()}`);
  await page.getByRole('button', { name: 'Set the new password and open my record' }).click();
  await page.getByRole('button', { name: 'Go to my record' }).click();
  await page.waitForURL('**/en/record/');
}

/** Gives how many entries are there in the end, as the page says it. */
async function live(look: Look, file: File): Promise<string | null> {
  const patient = await stage.person('Ada Moss', look);
  const [words, doctor] = await Promise.all([signUp(patient), party(stage, DOCTOR, look).then(async (one) => (await logIn(one.web), one))]);
  await bringIn(patient, file);
  await shareAllergies(patient, doctor, file);
  await addRemark(doctor.web, patient, file);
  await editAndRestore(patient, file);
  await revoke(patient, doctor.web);
  await eraseIt(patient);
  await lockAndUnlock(patient);

  // Setting a new password ends every other session.
  patient.allow(/status of 401/);
  const again = await stage.person('Ada Moss', look, { account: patient });
  await recover(again, words);
  const entries = again.page.getByRole('status').getByText(/^[1-9]\d* entries$/);
  await entries.waitFor();
  const said = await entries.textContent();
  await goTo(again, 'Who sees what');
  await again.page.getByRole('list', { name: 'By person' }).getByText(DOCTOR).waitFor();
  return said;
}

/** A bundle with three allergies. */
const fileOf = (text: string, title: string): File => {
  const { entry } = JSON.parse(text) as { readonly entry: readonly unknown[] };
  return { text, count: entry.length, allergies: 3, title };
};

/** The other stories live on a desk in the short form: this one goes along with a person's phone. */
const looks = IS_LONG ? LOOKS : LOOKS.slice(1);

describe.each(looks)('the whole journey at $name', (look) => {
  it(
    'from signing up to recovery, with a record that was made up',
    async () => {
      const text = readFileSync(join(import.meta.dirname, '../../web/public/sample-record.json'), 'utf8');
      const file = fileOf(text, 'Birch pollen');
      expect(await live(look, file)).toBe(`${file.count - 1} entries`);
    },
    TIMEOUT,
  );
});

const folder = `${data}/synthea-r4`;
if (existsSync(folder)) {
  describe('the whole journey', () => {
    it(
      '[real input] from signing up to recovery',
      async () => {
        const name = readdirSync(folder).find((file) => file.startsWith('Kermit_')) ?? '';
        const file = fileOf(readFileSync(`${folder}/${name}`, 'utf8'), 'Shellfish allergy');
        expect(await live(LOOKS[0] as Look, file)).toBe(`${file.count - 1} entries`);
      },
      TIMEOUT,
    );
  });
}
