import { describe, expect, it } from '@jest/globals';
import { logIn } from './web/log-in.ts';
import { SOME_LOOKS } from './web/looks.ts';
import type { Party } from './web/two-people.ts';
import { medication, party } from './web/two-people.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';

const stage = webStage();
const MINUTE = 60_000;

/** Looks a person up in the second step of a share. */
async function find({ web: { page } }: Party, who: Party): Promise<void> {
  await page.getByLabel('E-mail address').fill(who.web.identifier);
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('radio', { name: who.web.name }).waitFor();
}

describe.each(SOME_LOOKS)('sharing at $name', (look) => {
  it(
    'shows everybody who will read before anything leaves; what is shared is there at once, and gone when it is taken back',
    async () => {
      const [patient, doctor, sister] = await Promise.all([
        party(stage, 'Ada Moss', look),
        party(stage, 'Dr Ravi Winter', look),
        party(stage, 'Eva Moss', look),
      ]);
      const created = await patient.program.create([
        medication('Ramipril 5 mg'),
        medication('Metformin 500 mg'),
        { schema: 'text/plain', title: 'How I slept', body: 'Badly.' },
      ]);
      const [ramipril] = created;
      await patient.program.findPerson(sister.web.identifier);
      await patient.program.share([ramipril?.elementId ?? ''], sister.accountId, { role: 'viewer' });
      await Promise.all([logIn(patient.web), logIn(doctor.web)]);
      const { page } = patient.web;
      const ward = doctor.web.page;
      await doctor.web.goto('en/shared/');
      await ward.getByRole('heading', { name: 'Nobody shares anything with you yet' }).waitFor();

      // What, with whom, on which terms.
      await patient.web.goto('en/sharing/');
      await page.getByRole('list', { name: 'By person' }).getByText('Eva Moss').waitFor();
      await expectWellMade(page, 'who sees what');
      await page.getByRole('link', { name: 'Share', exact: true }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('Please choose at least one entry.').waitFor();
      await page.getByRole('checkbox', { name: 'Medications' }).check();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('E-mail address').fill(patient.web.identifier);
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByText('This is your own address').waitFor();
      await find(patient, doctor);
      await page.getByText('You have not compared the key of Dr Ravi Winter yet').waitFor();
      await expectWellMade(page, 'with whom');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('radio', { name: 'May read and write' }).check();
      await page.getByRole('radio', { name: 'Until a day I choose' }).check();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('Please choose a day that is not over yet.').waitFor();
      await page.getByRole('radio', { name: '1 week' }).check();
      await expectWellMade(page, 'on which terms');
      await page.getByRole('button', { name: 'Next' }).click();

      // Everybody who will read, before anything is sealed.
      const readers = page.getByRole('region', { name: 'Who will be able to read' }).getByRole('listitem');
      await readers.getByText('Eva Moss').waitFor();
      const said = await readers.allTextContents();
      expect(said.filter((text) => /^(?:You|Dr Ravi Winter|Eva Moss)/.test(text)).map((text) => text.slice(0, 120))).toEqual([
        'You',
        expect.stringMatching(/^Dr Ravi WinterNot verifiedNewdr\.ravi\.winter\.\S+ \(not confirmed\)2 of 2 entries/),
        expect.stringMatching(/^Eva MossNot verifiedThis device does not know the address\.1 of 2 entries/),
      ]);
      expect(await doctor.program.sync()).toMatchObject({ changed: 0 });
      await expectWellMade(page, 'review');
      await page.getByRole('button', { name: 'Share 2 entries with Dr Ravi Winter' }).click();
      await page.getByRole('heading', { name: 'Shared', exact: true }).waitFor();
      await expectWellMade(page, 'shared');

      // The doctor has it without a reload, and adds to it.
      await ward.getByText('2 new or changed').waitFor();
      await expectWellMade(ward, 'shared with me');
      await ward.getByRole('link', { name: /Ada Moss/ }).click();
      await ward.getByRole('heading', { name: '2 new or changed' }).waitFor();
      await ward.getByRole('searchbox', { name: 'Search in this record' }).fill('rami');
      await ward.getByRole('status').getByText('1 entry', { exact: true }).waitFor();
      await expectWellMade(ward, 'the record of a patient');
      await ward
        .getByRole('region', { name: 'Entries' })
        .getByRole('link', { name: /Ramipril 5 mg/ })
        .click();
      await ward.getByLabel('Add something, signed with your name').fill('Take it in the evening.');
      await ward.getByRole('button', { name: 'Sign and add' }).click();
      await ward.getByText('Addendum signed and added.').waitFor();

      // Taken back, undone, taken back again.
      await page.getByRole('link', { name: 'What Dr Ravi Winter can see' }).click();
      await page.getByText('Dr Ravi Winter can see 2 entries.').waitFor();
      await expectWellMade(page, 'a person');
      await page.getByRole('button', { name: 'Change access to all' }).click();
      await page.getByRole('dialog').getByText('What you choose here holds for all 2 entries.').waitFor();
      await expectWellMade(page, 'other terms');
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      const person = page.url();
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Who sees what' }).click();
      await page.getByRole('link', { name: 'By entry' }).click();
      await page.getByRole('list', { name: 'By entry' }).getByText('Ramipril 5 mg').waitFor();
      await expectWellMade(page, 'who sees what, by entry');
      await page.goto(person);
      await page.getByText('Dr Ravi Winter can see 2 entries.').waitFor();
      for (const isUndone of [true, false]) {
        await page.getByRole('button', { name: 'Stop sharing all' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText('What Dr Ravi Winter has read already they may have kept').waitFor();
        if (isUndone) await expectWellMade(page, 'before sharing stops');
        await dialog.getByRole('button', { name: 'Stop sharing' }).click();
        await page.getByText('Dr Ravi Winter can see nothing of yours.').waitFor();
        if (!isUndone) continue;
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.getByText('Dr Ravi Winter can see 2 entries.').waitFor();
        expect(await patient.program.sync()).toMatchObject({ refused: [] });
        const seen = await patient.program.seenBy(doctor.accountId);
        expect(seen.map(({ role, until }) => [role, until === undefined])).toEqual([
          ['editor', false],
          ['editor', false],
        ]);
      }
      doctor.web.allow(/status of 404/);
      await doctor.web.goto('en/shared/');
      await ward.getByRole('heading', { name: 'Nobody shares anything with you yet' }).waitFor();
      await doctor.web.goto(`en/record/element/#${ramipril?.elementId}`);
      await ward.getByRole('alert').getByText('There is nothing here that you may see.').waitFor();
      // A sync that ends asks for what is shown once more.
      await ward.getByText('Synced', { exact: true }).waitFor();
      await expectWellMade(ward, 'nothing that may be seen');
      expect(await ward.getByText('Take it in the evening.').count()).toBe(0);
    },
    2 * MINUTE,
  );

  it(
    'stops when a key changed, until the person decides',
    async () => {
      const [patient, doctor] = await Promise.all([party(stage, 'Ada Moss', look), party(stage, 'Dr Ravi Winter', look)]);
      const [created] = await patient.program.create([medication('Ramipril 5 mg')]);
      await logIn(patient.web);
      const { page } = patient.web;
      await patient.web.goto(`en/sharing/new/#${created?.elementId}`);
      await find(patient, doctor);
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('radio', { name: 'May read and write' }).waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('button', { name: 'Share one entry with Dr Ravi Winter' }).waitFor();

      // Between the look and the confirmation.
      const { password } = doctor.web;
      const { words } = doctor.program.account();
      await doctor.program.secure({ password, newPassword: `another long password ${crypto.randomUUID()}` });
      await page.getByRole('button', { name: 'Share one entry with Dr Ravi Winter' }).click();
      await page.getByRole('alert').getByText('This person has another key than the one you knew.').waitFor();
      await page.getByText('The key of Dr Ravi Winter has changed').waitFor();
      expect(await page.getByRole('button', { name: 'Share one entry with Dr Ravi Winter' }).isDisabled()).toBe(true);
      await doctor.program.sync();
      expect(await doctor.program.list()).toEqual([]);

      // The mark is everywhere, and comparing the new key opens the way again.
      await page.getByRole('button', { name: 'Edit with whom' }).click();
      await page.getByRole('radio', { name: /Dr Ravi Winter.*Key changed/ }).waitFor();
      expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
      await expectWellMade(page, 'with somebody whose key changed');
      await page.getByRole('link', { name: 'See what to do' }).click();
      const keys = page
        .getByRole('region', { name: 'The key of Dr Ravi Winter' })
        .getByRole('listitem')
        .filter({ hasText: /^Key \d/ });
      await page.getByText('Keys so far').click();
      await keys.first().waitFor();
      const states = async () => (await keys.allTextContents()).map((text) => text.replace(/^(Key \d)(.*?)(?:The|What|You).*/, '$1: $2'));
      expect(await states()).toEqual(['Key 2: Not accepted', 'Key 1: Known so far']);
      await expectWellMade(page, 'keys so far');
      await page.getByRole('button', { name: 'Read six words aloud' }).click();
      const shown = page.getByRole('list', { name: 'Dr Ravi Winter should read these' }).getByRole('listitem');
      const fresh = doctor.program.account().words;
      expect(await shown.allTextContents()).toEqual(fresh.map((word, index) => `${index + 1}${word}`));
      expect(fresh).not.toEqual(words);
      await page.getByRole('button', { name: 'They match' }).click();
      await page.getByText('The key of Dr Ravi Winter is verified.').waitFor();
      await keys.getByText('Given up').waitFor();
      expect(await states()).toEqual(['Key 2: In useCompared by words', 'Key 1: Given up']);
      await page.getByRole('link', { name: 'Go on sharing' }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('radio', { name: 'May read and write' }).waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('button', { name: 'Share one entry with Dr Ravi Winter' }).click();
      await page.getByRole('heading', { name: 'Shared', exact: true }).waitFor();
      await doctor.program.sync();
      expect(await doctor.program.list()).toMatchObject([{ title: 'Ramipril 5 mg' }]);
    },
    2 * MINUTE,
  );
});
