import { describe, expect, it } from '@jest/globals';
import type { SealchartClient } from '@sealchart/sdk';
import type { Page } from 'playwright-core';
import { mallory, saidToPerson, sentBy, tamper } from './web/hostile-answers.ts';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import type { Party } from './web/two-people.ts';
import { party } from './web/two-people.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';

const stage = webStage();
const [look] = LOOKS as [Look];
const TIMEOUT = 120_000;

/** From somebody who is chosen over what they may do to what is looked at once more before it is shared. */
async function toReview(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /Dr Ravi Winter/, checked: true }).waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('radio', { name: 'May read and write' }).waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
}

describe('H02: a server that shows other people', () => {
  it(
    'H02: gets nothing for the key that it puts in a known person’s place',
    async () => {
      const [patient, doctor] = await Promise.all([party(stage, 'Ada Moss', look), party(stage, 'Dr Ravi Winter', look)]);
      const { page } = patient.web;
      const attacker = await mallory(stage.server.url, 'Dr Ravi Winter');
      const created = await patient.program.create(['First', 'Second'].map((title) => ({ schema: 'text/plain', title, body: title })));
      const [first = '', second = ''] = created.map(({ elementId }) => elementId);
      await logIn(patient.web);
      const toPeople = async (elementId: string): Promise<void> => {
        await patient.web.goto('en/sharing/');
        await patient.web.goto(`en/sharing/new/#${elementId}`);
        await page.getByLabel('E-mail address').fill(doctor.web.identifier);
        await page.getByRole('button', { name: 'Find' }).click();
        await page
          .getByRole('radio', { name: /Dr Ravi Winter/ })
          .first()
          .waitFor();
      };
      const share = page.getByRole('button', { name: 'Share one entry with Dr Ravi Winter' });
      await toPeople(first);
      await toReview(page);
      await share.click();
      await page.getByRole('heading', { name: 'Shared', exact: true }).waitFor();

      const sent = sentBy(patient.web);
      const entry = attacker.login.entry;
      const stopLookup = await tamper(patient.web, '/v1/directory/lookup', () => entry);
      await toPeople(second);
      await page.getByRole('radio', { name: /Dr Ravi Winter.*Key changed/ }).waitFor();
      expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
      await stopLookup();

      await toPeople(second);
      await toReview(page);
      await share.waitFor();
      const stop = await tamper(patient.web, '/v1/directory/accounts', () => ({ entries: [{ ...entry, accountId: doctor.accountId }] }));
      await share.click();
      await saidToPerson(patient.web, 'E_AUTHOR');
      expect(sent).toEqual([]);
      await stop();
      await share.click();
      await page.getByRole('heading', { name: 'Shared', exact: true }).waitFor();
      expect(await titlesOf(doctor.program)).toEqual(['First', 'Second']);
      expect(await titlesOf(attacker.client)).toEqual([]);
    },
    TIMEOUT,
  );
});

describe('H02: a server that shows another key while its owner reads the words', () => {
  it(
    'gets no press that was meant for the words before',
    async () => {
      const [patient, doctor] = await Promise.all([party(stage, 'Ada Moss', look), party(stage, 'Dr Ravi Winter', look)]);
      const { page } = patient.web;
      const share = async (title: string): Promise<void> => {
        const [created] = await doctor.program.create([{ schema: 'text/plain', title, body: title }]);
        await doctor.program.findPerson(patient.web.identifier);
        await doctor.program.share([created?.elementId ?? ''], patient.accountId, {});
      };
      await share('First');
      await logIn(patient.web);
      await patient.web.goto(`en/sharing/person/#${doctor.accountId}`);
      await page.getByRole('button', { name: 'Read six words aloud' }).click();
      const match = page.getByRole('button', { name: 'They match' });
      await match.waitFor();

      // Whoever has the password and the server replaces the key; the page hears of it with the next entry that the new one signed.
      const { password } = doctor.web;
      await doctor.program.secure({ password, newPassword: `another ${password}` });
      await share('Second');
      await page.getByTitle('Sync now').dispatchEvent('click');
      await page.getByText('Key changed', { exact: true }).first().waitFor();
      expect(await match.count()).toBe(0);
    },
    TIMEOUT,
  );
});

describe('somebody who calls themself as another person', () => {
  it(
    'is told from them by the address wherever one decides who reads, and so is who has none that is known',
    async () => {
      const [patient, doctor, double] = await Promise.all([
        party(stage, 'Ada Moss', look),
        party(stage, 'Dr Ravi Winter', look),
        party(stage, 'Dr Ravi Winter', look),
      ]);
      const { page } = patient.web;
      const [created] = await patient.program.create([{ schema: 'text/plain', title: 'First', body: 'First' }]);
      const elementId = created?.elementId ?? '';
      await patient.program.findPerson(double.web.identifier);
      await patient.program.share([elementId], double.accountId, {});
      await logIn(patient.web);
      await page.getByText('Synced', { exact: true }).waitFor();
      await patient.web.goto(`en/sharing/new/#${elementId}`);
      const find = async ({ web }: Party): Promise<void> => {
        await page.getByLabel('E-mail address').fill(web.identifier);
        await page.getByRole('button', { name: 'Find' }).click();
        await page.getByRole('radio', { name: /Dr Ravi Winter/, checked: true }).waitFor();
      };
      const readers = page.getByRole('region', { name: 'Who will be able to read' });
      await find(doctor);
      await toReview(page);
      await readers.waitFor();
      const review = await readers.innerText();
      expect(review).toContain(`${doctor.web.identifier} (not confirmed)`);
      expect(review).toContain('This device does not know the address.');

      await patient.web.goto(`en/record/element/#${elementId}`);
      await page.getByRole('button', { name: /Dr Ravi Winter/ }).click();
      await page.getByRole('dialog').getByText('This device does not know the address.').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

      await patient.web.goto(`en/sharing/new/#${elementId}`);
      await find(double);
      await patient.web.goto(`en/record/element/#${elementId}`);
      await page.getByRole('button', { name: /Dr Ravi Winter/ }).click();
      await page.getByRole('dialog').getByText(`${double.web.identifier} (not confirmed)`).waitFor();
      await expectWellMade(page, 'a name that another person has');
    },
    TIMEOUT,
  );
});

/** Titles of what an account sees when it has heard everything. */
async function titlesOf(client: SealchartClient): Promise<string[]> {
  await client.sync();
  return (await client.list()).map(({ title }) => title).sort();
}
