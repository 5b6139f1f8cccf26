import { describe, expect, it } from '@jest/globals';
import { SOME_LOOKS } from './web/looks.ts';
import { signUp } from './web/sign-up.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';
import { openForm, saveForm, writeMedication } from './web/write.ts';

const stage = webStage();
const TIMEOUT = 120_000;

describe.each(SOME_LOOKS)('an element at $name', (look) => {
  it(
    'is written in short forms, edited, compared, restored, added to, erased; nothing typed is lost',
    async () => {
      const ada = await stage.person('Ada Moss', look);
      await signUp(ada);
      const { page } = ada;
      const heading = page.getByRole('heading', { level: 1 });
      const says = (text: string) => page.getByRole('status').getByText(text).waitFor();

      // A number that people rarely have is asked about; a comma is a point; what is missing is named.
      await openForm(page, 'Measurement');
      await page.getByRole('button', { name: 'Save' }).click();
      expect(await page.getByRole('alert').filter({ hasText: 'Please give a number' }).count()).toBe(2);
      await page.getByLabel('Upper value').fill('300');
      await page.getByLabel('Lower value').fill('80,50');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('This value is unusual.').waitFor();
      await page.getByLabel('Upper value').fill('128');
      await page.getByRole('button', { name: 'Save as it is' }).click();
      await page.waitForURL('**/record/element/#*');
      await page.getByRole('row', { name: 'Systolic 128 mmHg' }).waitFor();
      await page.getByRole('row', { name: 'Diastolic 80.50 mmHg' }).waitFor();
      await page.getByText('Show it as it is stored').click();
      await expectWellMade(page, 'measurement');
      expect(await page.getByLabel('FHIR resource').textContent()).toContain('"value": 80.50');

      // Text of a note is text, whatever it looks like.
      await openForm(page, 'Note');
      await page.getByLabel('Text').fill('First line\n<img src=x onerror=alert(1)>');
      await saveForm(page);
      expect(await heading.textContent()).toBe('First line');
      await page.getByText('<img src=x onerror=alert(1)>').waitFor();

      await writeMedication(page, { name: 'Metformin 500 mg', dose: '1 tablet' });
      await page.getByLabel('Add something').fill('With breakfast.');
      await page.getByRole('button', { name: 'Sign and add' }).click();
      await says('Addendum signed and added.');
      await page.getByRole('listitem').filter({ hasText: 'With breakfast.' }).filter({ hasText: 'You' }).waitFor();

      // Leaving with something typed asks first.
      await page.getByRole('link', { name: 'Edit' }).click();
      await page.getByLabel('How you take it').fill('2 tablets');
      await expectWellMade(page, 'an edit');
      await page.getByRole('link', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Stay here' }).waitFor();
      await expectWellMade(page, 'leaving an edit');
      await page.getByRole('button', { name: 'Stay here' }).click();
      expect(await page.getByLabel('How you take it').inputValue()).toBe('2 tablets');
      await saveForm(page);
      await says('Your change is saved.');
      const content = page.getByRole('region', { name: 'Content' });
      await content.getByText('2 tablets', { exact: true }).waitFor();

      await page.getByRole('button', { name: 'Show history' }).click();
      await page.getByRole('button', { name: 'What changed in version 3' }).click();
      const change = page.getByRole('listitem').filter({ hasText: 'How to take it' }).last();
      await expectWellMade(page, 'history');
      expect(await change.textContent()).toBe('How to take itBefore1 tabletAfter2 tablets');
      await page.getByRole('button', { name: 'Open version 1' }).click();
      await page.getByRole('dialog').getByText('1 tablet', { exact: true }).waitFor();
      await expectWellMade(page, 'a former version');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Restore version 1' }).click();
      await says('Restored as a new version.');
      await content.getByText('1 tablet', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await says('The content from before is back.');
      await content.getByText('2 tablets', { exact: true }).waitFor();
      await page.getByText('With breakfast.').waitFor();

      // Experts: what is no FHIR is refused with its place, and stays in the field.
      await openForm(page, 'FHIR resource');
      await page
        .getByLabel('Resource', { exact: true })
        .fill('{"resourceType":"Condition","code":{"text":"Asthma"},"onsetDateTime":"soon"}');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText(/^onsetDateTime: /).waitFor();
      await expectWellMade(page, 'a refused resource');
      await page
        .getByLabel('Resource', { exact: true })
        .fill('{"resourceType":"Condition","subject":{"display":"Ada"},"code":{"text":"Asthma"},"onsetDateTime":"2001"}');
      await saveForm(page);
      expect(await heading.textContent()).toBe('Asthma');

      await page.getByRole('button', { name: 'Erase' }).click();
      await expectWellMade(page, 'erasing');
      const erase = page.getByRole('button', { name: 'Erase for good' });
      expect(await erase.isDisabled()).toBe(true);
      await page.getByLabel('I understand that this cannot be undone.').check();
      await erase.click();
      await page.getByText(/^Destroyed: 1 version, 1 key/).waitFor();
      await expectWellMade(page, 'erased');
    },
    TIMEOUT,
  );
});
