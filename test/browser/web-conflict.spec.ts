import { describe, expect, it } from '@jest/globals';
import { logIn } from './web/log-in.ts';
import { SOME_LOOKS } from './web/looks.ts';
import { signUp } from './web/sign-up.ts';
import { untilStocked } from './web/page-stock.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';
import { writeMedication } from './web/write.ts';

const stage = webStage();

describe.each(SOME_LOOKS)('two devices at $name', (look) => {
  it('change the same part while one has no network: nothing is lost, and somebody chooses', async () => {
    const home = await stage.person('Ada Moss', look);
    const away = await stage.person('Ada Moss', look, { account: home });
    await signUp(home);
    const elementId = await writeMedication(home.page, { name: 'Metformin 500 mg', dose: '1 tablet' });
    await logIn(away);
    await away.goto(`en/record/edit/#${elementId}`);
    await away.page.getByLabel('How you take it').waitFor();
    await untilStocked(away.page);

    // Without the network: it is said, and what is written stays here.
    away.allow(/ERR_INTERNET_DISCONNECTED/);
    await away.context.setOffline(true);
    await away.page.getByText('The server cannot be reached.', { exact: true }).waitFor();
    await away.page.getByLabel('How you take it').fill('3 tablets');
    await away.page.getByLabel('Remark').fill('Told on the phone');
    await away.page.getByRole('button', { name: 'Save', exact: true }).click();
    await away.page.getByText('Your change is saved on this device', { exact: false }).waitFor();
    await away.page.getByRole('link', { name: '1 change waits' }).waitFor();

    await home.page.getByRole('link', { name: 'Edit' }).click();
    await home.page.getByLabel('How you take it').fill('2 tablets');
    await home.page.getByLabel('Status').selectOption('on-hold');
    await home.page.getByRole('button', { name: 'Save', exact: true }).click();
    await home.page.getByText('Your change is saved.').waitFor();

    await away.page.getByRole('link', { name: '1 change waits' }).click();
    await away.page.getByText('Saved here, not sent yet').waitFor();
    await expectWellMade(away.page, 'waiting');

    // Back in range: part by part, with what was joined.
    await away.context.setOffline(false);
    await away.page.getByRole('link', { name: 'Please choose' }).click();
    await away.page.getByRole('link', { name: 'Compare and choose' }).click();
    const { page } = away;
    const dose = page.getByRole('group', { name: 'How to take it' });
    await dose.waitFor();
    expect(await page.getByRole('group').count()).toBe(1);
    expect(await dose.textContent()).toBe('How to take itIt was1 tabletChanged here3 tabletsChanged elsewhere2 tablets');
    await expectWellMade(page, 'conflict');
    expect(await page.getByRole('button', { name: 'Save my choice' }).isDisabled()).toBe(true);
    await page.getByRole('listitem').filter({ hasText: 'Status' }).filter({ hasText: 'Paused' }).waitFor();
    await dose.getByRole('radio', { name: 'Changed here' }).check();
    await page.getByRole('button', { name: 'Save my choice' }).click();
    await page.getByText('Saved. Your choice is the newest version', { exact: false }).waitFor();
    const content = page.getByRole('region', { name: 'Content' });
    for (const text of ['3 tablets', 'Paused', 'Told on the phone']) await content.getByText(text, { exact: true }).waitFor();

    // Theirs is in the history, and the other device hears of it.
    await page.getByRole('button', { name: 'Show history' }).click();
    await page.getByRole('button', { name: 'Open version 2' }).click();
    await page.getByRole('dialog').getByText('2 tablets', { exact: true }).waitFor();
    await home.page.getByRole('region', { name: 'Content' }).getByText('3 tablets', { exact: true }).waitFor();
  });
});

describe.each(SOME_LOOKS)('two tabs of one browser at $name', (look) => {
  it('join changes of different parts; where both changed the same one, somebody chooses', async () => {
    const person = await stage.person('Ada Moss', look);
    await signUp(person);
    const first = person.page;
    const elementId = await writeMedication(first, { name: 'Metformin 500 mg', dose: '1 tablet' });

    const secondEdits = async (dose: string, status: string): Promise<void> => {
      await second.getByRole('link', { name: 'Edit' }).click();
      await second.getByLabel('How you take it').fill(dose);
      await second.getByLabel('Status').selectOption(status);
      await second.getByRole('button', { name: 'Save', exact: true }).click();
      await second.getByText('Your change is saved.').last().waitFor();
    };

    // Each form stays with what it was opened on.
    await first.getByRole('link', { name: 'Edit' }).click();
    await first.getByLabel('Remark').fill('Told on the phone');
    const second = await person.openTab(`en/record/element/#${elementId}`);
    await secondEdits('2 tablets', 'on-hold');
    await first.getByText('This was changed while you were writing.', { exact: false }).waitFor();
    expect(await first.getByLabel('How you take it').inputValue()).toBe('1 tablet');
    await first.getByRole('button', { name: 'Save', exact: true }).click();
    await first.getByText('both changes are in it', { exact: false }).waitFor();
    const content = first.getByRole('region', { name: 'Content' });
    for (const text of ['2 tablets', 'Paused', 'Told on the phone']) await content.getByText(text, { exact: true }).waitFor();

    await first.getByRole('link', { name: 'Edit' }).click();
    await first.getByLabel('How you take it').fill('4 tablets');
    await first.getByLabel('Remark').fill('Told at the surgery');
    await second.getByText('Told on the phone').first().waitFor();
    await secondEdits('3 tablets', 'active');
    await first.getByRole('button', { name: 'Save', exact: true }).click();
    // What was typed is kept: it leads to the choice, and no form asks whether it may be left.
    const dose = first.getByRole('group', { name: 'How to take it' });
    await dose.waitFor();
    expect(await first.getByRole('group').count()).toBe(1);
    expect(await dose.textContent()).toBe('How to take itIt was2 tabletsChanged here4 tabletsChanged elsewhere3 tablets');
    await second.getByRole('region', { name: 'Content' }).getByText('3 tablets', { exact: true }).waitFor();
    await dose.getByRole('radio', { name: 'Changed here' }).check();
    await first.getByRole('button', { name: 'Save my choice' }).click();
    for (const text of ['4 tablets', 'Active', 'Told at the surgery']) await content.getByText(text, { exact: true }).waitFor();
    await second.getByRole('region', { name: 'Content' }).getByText('4 tablets', { exact: true }).waitFor();
  });

  it('lose nothing without the network: a form that meets the change of another tab keeps what is typed', async () => {
    const person = await stage.person('Ada Moss', look);
    await signUp(person);
    const first = person.page;
    const elementId = await writeMedication(first, { name: 'Metformin 500 mg', dose: '1 tablet' });
    await first.getByRole('link', { name: 'Edit' }).click();
    await first.getByLabel('How you take it').fill('2 tablets');
    const second = await person.openTab(`en/record/edit/#${elementId}`);
    await second.getByLabel('How you take it').fill('3 tablets');
    await untilStocked(second);
    person.allow(/ERR_INTERNET_DISCONNECTED/);
    await person.context.setOffline(true);
    await second.getByRole('button', { name: 'Save', exact: true }).click();
    await second.getByText('Your change is saved on this device', { exact: false }).waitFor();

    await first.getByRole('button', { name: 'Save', exact: true }).click();
    await first.getByText('Another change of yours to this waits on this device.').waitFor();
    expect(await first.getByLabel('How you take it').inputValue()).toBe('2 tablets');

    // Once the other one is in the record, there is something to choose from.
    await person.context.setOffline(false);
    await first.getByText('Synced', { exact: true }).waitFor();
    await second.getByText('Synced', { exact: true }).waitFor();
    await first.getByRole('button', { name: 'Save', exact: true }).click();
    const dose = first.getByRole('group', { name: 'How to take it' });
    await dose.waitFor();
    expect(await dose.textContent()).toBe('How to take itIt was1 tabletChanged here2 tabletsChanged elsewhere3 tablets');
  });
});
