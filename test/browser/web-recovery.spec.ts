import { describe, expect, it } from '@jest/globals';
import type { RecoveryKit, SealchartClient } from '@sealchart/sdk';
import { recoveryKitPdf, recoveryKitText } from '@sealchart/sdk';
import type { Look } from './web/looks.ts';
import { LOOKS, SOME_LOOKS } from './web/looks.ts';
import { programAt } from './web/program.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';

const stage = webStage();

interface Forgetful {
  readonly person: WebPerson;
  readonly kit: RecoveryKit;
  /** The one before, which it ended. */
  readonly formerKit: RecoveryKit;
  readonly tablet: SealchartClient;
}

/** Somebody with a note and a kit who forgot the password. */
async function forgetful(look: Look): Promise<Forgetful> {
  const person = await stage.person('Ada Moss', look);
  const { identifier, name, password } = person;
  const tablet = programAt(stage.server.url);
  await tablet.register({ identifier, name, password, device: 'Tablet' });
  await tablet.create([{ schema: 'text/plain', title: 'Before', body: 'written before it was forgotten' }]);
  const formerKit = await tablet.makeRecoveryKit({ password });
  return { person, tablet, formerKit, kit: await tablet.makeRecoveryKit({ password }) };
}

const address = ({ page }: WebPerson) => page.getByLabel('E-mail address');
const words = ({ page }: WebPerson) => page.getByLabel('The 15 words of your recovery kit');
const newPassword = ({ page }: WebPerson) => page.getByLabel('New password', { exact: true });
const submit = ({ page }: WebPerson) => page.getByRole('button', { name: 'Set the new password and open my record' });

/** What the account is afterwards, as another device sees it. */
async function titlesWith(person: WebPerson, password: string): Promise<string[]> {
  const other = programAt(stage.server.url);
  await other.login({ identifier: person.identifier, password, device: 'Later' });
  await other.sync();
  return (await other.list()).map(({ title }) => title);
}

describe.each(SOME_LOOKS)('a forgotten password at $name', (look) => {
  it('is replaced with the words of the newest kit, with help for those that are none, by keyboard alone', async () => {
    const { person, kit, formerKit, tablet } = await forgetful(look);
    const { page } = person;
    await person.goto('en/log-in/');
    await page.getByRole('link', { name: 'I forgot my password' }).press('Enter');
    await page.getByText('All your data survives').waitFor();

    await submit(person).press('Enter');
    await page.getByText('Please fill this in.').first().waitFor();
    await address(person).fill(person.identifier);
    const chosen = `chosen anew ${crypto.randomUUID()}`;
    await newPassword(person).fill('short');
    await words(person).fill(formerKit.words.toReversed().join(' '));
    await submit(person).press('Enter');
    await page.getByText('This password is too easy to guess.').waitFor();
    await newPassword(person).fill(chosen);
    await submit(person).press('Enter');
    await page.getByText('These are not the words of a recovery kit.').waitFor();
    await words(person).fill(formerKit.words.join(' '));
    await submit(person).press('Enter');
    await page.getByText('This recovery kit does not open the account.').waitFor();

    await words(person).fill('');
    const [first = '', ...others] = kit.words;
    // A letter too many at the end of the first word.
    await words(person).pressSequentially(`${first}zq ${others.map((word) => word.slice(0, 4)).join(', ')}`);
    await page.getByText('15 of 15 words').waitFor();
    await page.getByText(`Word 1, “${first}zq”, is not a word of a kit.`).waitFor();
    await expectWellMade(page, 'recovering');
    await page.getByRole('button', { name: `Use “${first}”` }).press('Enter');
    await page.getByText(/Word 1/).waitFor({ state: 'detached' });

    // Nothing that was typed is lost by a refusal.
    expect(await address(person).inputValue()).toBe(person.identifier);
    expect(await newPassword(person).inputValue()).toBe(chosen);
    await newPassword(person).press('Enter');
    await page.getByRole('heading', { name: 'You are back in' }).waitFor();
    await expectWellMade(page, 'recovered');
    await page.getByRole('button', { name: 'Go to my record' }).press('Enter');
    await page.waitForURL('**/en/record/');
    await page.getByText('Synced', { exact: true }).waitFor();

    expect(await titlesWith(person, chosen)).toEqual(['Before']);
    await expect(titlesWith(person, person.password)).rejects.toMatchObject({ code: 'E_LOGIN' });
    await expect(tablet.sync()).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
  });
});

describe('a whole kit', () => {
  const [look] = LOOKS as [Look];

  it('is taken as its printed page and as its text', async () => {
    const { person, kit } = await forgetful(look);
    const { page } = person;
    await person.goto('en/recover/');
    await address(person).fill(person.identifier);
    const buffer = Buffer.from(await recoveryKitPdf(kit));
    await page.getByLabel('Open the file of the kit').first().setInputFiles({ name: 'kit.pdf', mimeType: 'application/pdf', buffer });
    await page.getByText('The whole kit was read.').waitFor();
    await page.getByRole('button', { name: 'Use another one' }).click();
    await words(person).fill(recoveryKitText(kit));
    await page.getByText('The whole kit was read.').waitFor();
    const chosen = `chosen anew ${crypto.randomUUID()}`;
    await newPassword(person).fill(chosen);
    await submit(person).click();
    await page.getByRole('heading', { name: 'You are back in' }).waitFor();
    expect(await titlesWith(person, chosen)).toEqual(['Before']);
  });

  it('that is damaged says so', async () => {
    const person = await stage.person('Ada Moss', look);
    await person.goto('en/recover/');
    const file = { name: 'kit.txt', mimeType: 'text/plain', buffer: Buffer.from('a shopping list') };
    await person.page.getByLabel('Open the file of the kit').first().setInputFiles(file);
    const said = await person.page.getByRole('alert').filter({ hasText: 'These are not the words of a recovery kit.' }).textContent();
    expect(said).toContain('Nothing was sent.');
  });
});
