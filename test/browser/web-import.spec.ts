import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { madeUpBundle, resourcesOf } from '../stories/support/bundles.ts';
import { giveFile, importEnded, startImport } from './web/import-steps.ts';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import { programAt } from './web/program.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';

const data = process.env['SEALCHART_DATA'] ?? '../shared/data';
const stage = webStage();
const TIMEOUT = 120_000;

/** Somebody who is about to import, with another device of theirs; `hasClock`: the time in the browser can be moved. */
const importer = async (look: Look, { hasClock = false } = {}) => {
  const person = await stage.person('Ada Moss', look);
  if (hasClock) await person.page.clock.install();
  const { identifier, name, password } = person;
  const tablet = programAt(stage.server.url);
  await tablet.register({ identifier, name, password, device: 'tablet' });
  await logIn(person);
  await person.goto('en/record/import/');
  return { person, tablet };
};

/** Saves the whole record as a file, without proofs of origin; gives its text. */
const exported = async ({ page }: WebPerson): Promise<string> => {
  await page.getByRole('checkbox', { name: 'With proof of origin' }).uncheck();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Make the file' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^export-\d{4}-\d\d-\d\d\.json$/);
  return readFileSync(await download.path(), 'utf8');
};

/** Brings a record in, saves it as a file and takes the import back. Gives what went out. */
const roundTrip = async (person: WebPerson, text: string): Promise<ReturnType<typeof resourcesOf>> => {
  const { page } = person;
  const resources = resourcesOf(text);
  await giveFile(person, 'record.json', text);
  await page.getByRole('button', { name: `Import ${resources.length} entries` }).click();
  await importEnded(person);
  await page.getByText(`${resources.length} entries came in.`).waitFor();

  await person.goto('en/record/export/');
  const out = resourcesOf(await exported(person));
  await expectWellMade(page, 'an exported file');

  await person.goto('en/record/import/');
  await giveFile(person, 'record.json', text);
  await page.getByText('All of this is in your record already.').waitFor();
  await page.getByRole('button', { name: 'Choose another file' }).click();
  await page.getByRole('button', { name: /^Undo the import of/ }).click();
  await page.getByRole('button', { name: 'Undo the import', exact: true }).waitFor();
  await expectWellMade(page, 'undoing an import');
  await page.getByRole('button', { name: 'Undo the import', exact: true }).click();
  await page.getByText(`${resources.length} entries were erased.`).waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('heading', { name: 'What you imported' }).waitFor({ state: 'hidden' });
  return out;
};

describe.each(LOOKS)('a file at $name', (look) => {
  it(
    'comes in, goes out as it came and is taken back; one that is not understood is refused in plain words',
    async () => {
      const { person } = await importer(look);
      const text = madeUpBundle(40, crypto.randomUUID());
      expect(await roundTrip(person, text)).toEqual(resourcesOf(text));

      const { page } = person;
      for (const [name, content, words] of [
        ['report.pdf', '%PDF-1.7', 'This is a PDF.'],
        ['values.csv', 'date;value\n2020-01-01;5', 'This is not a FHIR file.'],
        ['none.json', '{"resourceType":"Bundle","type":"collection","entry":[]}', 'There is nothing in this file.'],
        ['dstu2.json', '{"resourceType":"MedicationOrder","id":"a"}', 'Nothing in this file can be imported.'],
      ] as const) {
        await giveFile(person, name, content);
        await page.getByText(words).waitFor();
        if (name === 'values.csv') await expectWellMade(page, 'a file that is not understood');
        await page.getByRole('button', { name: 'Choose another file' }).click();
      }
      const mixed = ['"Patient","name":[{"text":"Ada Moss"}]', '"Patient","name":[{"text":"Bo Fern"}]', '"Patient","birthDate":"soon"'];
      await giveFile(person, 'mixed.json', mixed.map((resource) => `{"resourceType":${resource}}`).join('\n'));
      await page.getByText('It names Ada Moss and Bo Fern.').waitFor();
      await page.getByText('1 entry is not understood').click();
      await page.getByText('One of its values does not have the form that FHIR R4 asks for.').waitFor();
      await expectWellMade(page, 'what would come in');
      await startImport(person);
      await importEnded(person);
      expect(await page.getByText('2 entries came in.').isVisible()).toBe(true);
      await expectWellMade(page, 'what came in');
    },
    TIMEOUT,
  );
});

describe('an import', () => {
  const look = LOOKS.at(-1) as Look;

  it(
    'goes on where it stopped: after a pause, without the server, behind the end of the session and after a reload',
    async () => {
      const { person, tablet } = await importer(look);
      const { page } = person;
      person.allow(/ERR_|status of 401|status of 50\d/);
      const text = madeUpBundle(420, crypto.randomUUID());
      await giveFile(person, 'record.json', text);

      await startImport(person);
      // The first hundred are on their way, the second are being sealed.
      await page.getByText(/^(?:12[5-9]|1[3-9]\d|[234]\d\d) of 420 /).waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('link', { name: 'Who sees what' }).click();
      await page.getByText(/^Import paused at/).waitFor();
      await expectWellMade(page, 'an import elsewhere');
      await page.getByRole('link', { name: 'Show', exact: true }).click();
      await page.getByRole('button', { name: 'Stop here' }).waitFor();
      await expectWellMade(page, 'a paused import');
      await page.getByRole('button', { name: 'Stop here' }).click();
      await importEnded(person);
      await page.getByText(/^You stopped the import\./).waitFor();

      await page.reload();
      await page.getByText('Not finished').waitFor();
      await expectWellMade(page, 'imports so far');
      await giveFile(person, 'record.json', text);
      await page.getByText('An import of this file was not finished.').waitFor();
      await startImport(person);
      await page.getByRole('button', { name: 'Pause' }).click();
      await stage.server.kill();
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText(/^The server cannot be reached right now\./).waitFor();
      await stage.server.start();
      await tablet.endOtherSessions();
      const again = page.getByRole('dialog', { name: 'Your session has ended: log in again' });
      await again.getByLabel('Password', { exact: true }).fill(person.password);
      await again.getByRole('button', { name: 'Log in' }).click();
      await again.waitFor({ state: 'hidden' });
      await importEnded(person);
      expect(await page.getByText('420 entries came in.').isVisible()).toBe(true);
      await tablet.sync();
      expect(await tablet.list()).toHaveLength(420);
      expect(await tablet.imports()).toMatchObject([{ elements: 420, unchanged: 420 }]);
    },
    TIMEOUT,
  );
});

describe('a record that nobody watches', () => {
  it(
    'stays open in every tab while an import gets on, and locks when it has ended; locked in the middle, it says so and goes on',
    async () => {
      const { person, tablet } = await importer(LOOKS[0] as Look, { hasClock: true });
      const { page } = person;
      const text = madeUpBundle(240, crypto.randomUUID());
      await page.evaluate(() => localStorage.setItem('sealchart:lock-minutes', '1'));
      await giveFile(person, 'record.json', text);
      const other = await person.openTab('en/sharing/');
      await other.getByRole('navigation', { name: 'Main' }).waitFor();
      person.page = page;
      await page.bringToFront();

      await startImport(person);
      await page.getByText('your record locks only after the import', { exact: false }).waitFor();
      // Almost two minutes in four leaps: after each one the import got on, and the other tab heard of it.
      for (const done of [
        /^(?:[5-9]\d|\d{3}) of 240 /,
        /^(?:8\d|9\d|\d{3}) of 240 /,
        /^(?:1[1-9]|2\d)\d of 240 /,
        /^(?:1[5-9]|2\d)\d of 240 /,
      ]) {
        await page.getByText(done).waitFor();
        await page.clock.fastForward(28_000);
      }
      await page.getByText(/^(?:1[6-9]|2\d)\d of 240 /).waitFor();
      expect(await other.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(true);

      await page.getByRole('button', { name: 'Lock now' }).click();
      await Promise.all([page, other].map((tab) => tab.waitForURL('**/en/unlock/')));
      await page.getByLabel('Password', { exact: true }).fill(person.password);
      await page.keyboard.press('Enter');
      await page.getByText('Your import was not finished.', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Who sees what' }).click();
      await page.getByText('Your import was not finished', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Show', exact: true }).click();
      await giveFile(person, 'record.json', text);
      await page.getByText('An import of this file was not finished.').waitFor();
      await startImport(person);
      await importEnded(person);
      await page.getByText('240 entries came in.').waitFor();
      await tablet.sync();
      expect(await tablet.list()).toHaveLength(240);

      await page.clock.fastForward(70_000);
      await page.waitForURL('**/en/unlock/');
      await page.getByLabel('Password', { exact: true }).fill(person.password);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Choose files' }).waitFor();
      expect(await page.getByText('Your import was not finished.', { exact: true }).count()).toBe(0);
    },
    TIMEOUT,
  );
});

const folder = `${data}/synthea-r4`;
if (existsSync(folder)) {
  describe('a real record', () => {
    it(
      '[real input] comes in whole and goes out as it came',
      async () => {
        const name = readdirSync(folder).find((file) => file.startsWith('Kermit_')) ?? '';
        const { person } = await importer(LOOKS[0] as Look);
        const text = readFileSync(`${folder}/${name}`, 'utf8');
        expect(await roundTrip(person, text)).toEqual(resourcesOf(text));
      },
      TIMEOUT,
    );
  });
}
