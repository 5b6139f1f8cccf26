import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { logIn } from './web/log-in.ts';
import { LOOKS } from './web/looks.ts';
import { party } from './web/two-people.ts';
import { webStage } from './web/web-stage.ts';

const root = join(import.meta.dirname, '../..');
const FOLDER = 'docs/images';
const PICTURES = ['record', 'share', 'sharing'] as const;

/** `npm run pictures` takes them anew: what the README shows is what a person sees. */
const isTaking = process.env['SEALCHART_TAKE_PICTURES'] === '1';

async function take(page: Page, name: (typeof PICTURES)[number]): Promise<void> {
  mkdirSync(join(root, FOLDER), { recursive: true });
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], .animate-spin') === null);
  await page.screenshot({ path: join(root, FOLDER, `${name}.png`) });
}

if (isTaking) {
  describe('taking them', () => {
    const stage = webStage();

    it('shows a record, a review and who sees what', async () => {
      const [look] = LOOKS;
      if (!look) throw new Error('no look');
      const [patient, doctor, sister] = await Promise.all([
        party(stage, 'Marta Lindqvist', look),
        party(stage, 'Dr Ravi Winter', look),
        party(stage, 'Eva Lindqvist', look),
      ]);
      const { web, program } = patient;
      const { page } = web;
      const { words } = await program.makeRecoveryKit({ password: web.password });
      expect(words).toHaveLength(15);
      await logIn(web);
      await web.goto('en/record/');
      await page.getByRole('button', { name: 'Try with a sample record' }).click();
      await page.getByRole('button', { name: 'Remove the sample record' }).waitFor();
      await program.sync();
      const allergies = await program.list({ types: ['AllergyIntolerance'] });
      const medications = await program.list({ types: ['MedicationRequest', 'MedicationStatement'] });
      const eva = await program.findPerson(sister.web.identifier);
      await program.verifyPerson(eva.accountId, { method: 'words', value: eva.words.join(' ') });
      await program.share(
        allergies.map(({ elementId }) => elementId),
        eva.accountId,
        { role: 'viewer' },
      );
      await web.goto('en/record/#measurements');
      await page
        .getByRole('link', { name: /Blood pressure/ })
        .first()
        .waitFor();
      await page
        .getByRole('button', { name: 'Close' })
        .click({ timeout: 1_000 })
        .catch(() => undefined);
      await take(page, 'record');

      await web.goto('en/sharing/new/');
      await page.getByRole('checkbox', { name: 'Medications' }).check();
      await page.getByRole('checkbox', { name: 'Allergies' }).check();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('E-mail address').fill(doctor.web.identifier);
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByRole('radio', { name: doctor.web.name }).waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('radio', { name: '30 days' }).check();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('region', { name: 'Who will be able to read' }).getByText('Eva Lindqvist').waitFor();
      await page.setViewportSize({ width: 1280, height: 1440 });
      await take(page, 'share');
      await page.setViewportSize(look.viewport);
      await page.getByRole('button', { name: /^Share \d+ entries/ }).click();
      await page.getByRole('heading', { name: 'Shared', exact: true }).waitFor();
      expect(medications.length).toBeGreaterThan(0);

      await web.goto('en/sharing/');
      await page.getByRole('list', { name: 'By person' }).getByText('Dr Ravi Winter').waitFor();
      await take(page, 'sharing');
    }, 180_000);
  });
}

describe('the pictures of the README', () => {
  it.each(PICTURES)('%s.png is there', (name) => {
    expect(existsSync(join(root, FOLDER, `${name}.png`))).toBe(true);
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`](${FOLDER}/${name}.png)`);
  });
});
