import { describe, expect, it } from '@jest/globals';
import { logIn } from './web/log-in.ts';
import { LOOKS } from './web/looks.ts';
import { signUp } from './web/sign-up.ts';
import { untilStocked } from './web/page-stock.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';
import { writeMedication } from './web/write.ts';

const stage = webStage();

describe.each(LOOKS)('two devices at $name', (look) => {
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
    expect(await dose.textContent()).toBe('How to take itIt was1 tabletThis device3 tabletsThe other device2 tablets');
    await expectWellMade(page, 'conflict');
    expect(await page.getByRole('button', { name: 'Save my choice' }).isDisabled()).toBe(true);
    await page.getByRole('listitem').filter({ hasText: 'Status' }).filter({ hasText: 'Paused' }).waitFor();
    await dose.getByRole('radio', { name: 'This device' }).check();
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
