import { describe, expect, it } from '@jest/globals';
import type { SealchartClient } from '@sealchart/sdk';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { SOME_LOOKS } from './web/looks.ts';
import { programAt } from './web/program.ts';
import { readKitWords } from './web/sign-up.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';

const stage = webStage();
const PATIENCE = 120_000;

interface Scene {
  readonly person: WebPerson;
  /** Another device, on which the account was made. */
  readonly tablet: SealchartClient;
  readonly note: string;
  readonly text: string;
}

/** Somebody with a note, who is in on a tablet and in the browser. */
async function someone(look: Look): Promise<Scene> {
  const person = await stage.person(`Ada ${crypto.randomUUID()}`, look);
  const { identifier, name, password } = person;
  const tablet = programAt(stage.server.url);
  await tablet.register({ identifier, name, password, device: 'Tablet' });
  const text = `Text ${crypto.randomUUID()}`;
  const [created] = await tablet.create([{ schema: 'text/plain', title: 'Note', body: text }]);
  await logIn(person);
  return { person, tablet, note: created?.elementId ?? '', text };
}

const button = ({ page }: WebPerson, name: string) => page.getByRole('button', { name, exact: true });
const ownPassword = ({ page }: WebPerson) => page.getByLabel('Your password', { exact: true });
const newPassword = ({ page }: WebPerson) => page.getByLabel('New password', { exact: true });
const synced = ({ page }: WebPerson) => page.getByText('Synced', { exact: true }).waitFor();
const says = ({ page }: WebPerson, text: string) => page.getByText(text).waitFor();

/** Gets in on a device that knows nothing of the account. */
async function logInElsewhere({ identifier }: WebPerson, password: string): Promise<SealchartClient> {
  const device = programAt(stage.server.url);
  await device.login({ identifier, password, device: 'Elsewhere' });
  return device;
}

/** Opens the routine for new keys. */
async function openRenewal(person: WebPerson): Promise<void> {
  await person.goto('en/me/security/');
  await person.page.getByText('Renew keys, close the account').click();
  await button(person, 'Renew my keys').click();
}

/** What an act needs the password for: missing, wrong, and then the right one. */
async function tryPasswords(person: WebPerson, submit: string): Promise<void> {
  await button(person, submit).click();
  await says(person, 'Please enter your password.');
  await ownPassword(person).fill('not the password at all');
  await button(person, submit).click();
  await says(person, 'This is not your password.');
  await ownPassword(person).fill(person.password);
  await button(person, submit).click();
}

/** The six words of the own key. */
async function keyWords(person: WebPerson): Promise<string[]> {
  await person.goto('en/me/');
  const list = person.page.getByRole('list', { name: 'Six words of your key' });
  await list.waitFor();
  return list.getByRole('listitem').allTextContents();
}

/** All that this browser keeps of its visits, but for how the person likes it. */
function kept(person: WebPerson): Promise<string[]> {
  return person.page.evaluate(async () => {
    const found = [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key !== 'sealchart:locale');
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(new Error(name)));
      });
      for (const store of database.objectStoreNames) {
        const request = database.transaction(store).objectStore(store).getAllKeys();
        await new Promise((resolve) => request.addEventListener('success', resolve));
        found.push(...request.result.map((key) => `${name}/${store}/${JSON.stringify(key)}`));
      }
      database.close();
    }
    return found;
  });
}

describe.each(SOME_LOOKS)('the account at $name', (look) => {
  it(
    'is closed by who knows its password and says which: nobody gets in any more, and no tab holds anything of it',
    async () => {
      const { person, tablet } = await someone(look);
      const { page, identifier, password } = person;
      const kit = await tablet.makeRecoveryKit({ password });
      await person.goto('en/me/security/');
      await page.getByText('Renew keys, close the account').click();
      await says(person, 'Your account ends for good, and nobody can bring it back.');
      await says(person, 'You lose access to your record. Export it first');
      await says(person, 'What you shared stays with the people who can read it now.');
      await button(person, 'Close my account…').click();
      const confirmation = page.getByLabel(`To confirm, type your e-mail address: ${identifier}`);
      await ownPassword(person).fill(password);
      for (const typed of ['', 'somebody@example.org']) {
        await confirmation.fill(typed);
        await button(person, 'Close the account for good').click();
        await says(person, 'This is not the e-mail address of this account.');
      }
      await tablet.sync();
      expect(await kept(person)).not.toEqual([]);

      const other = await person.openTab('en/record/');
      await other.getByRole('navigation', { name: 'Main' }).waitFor();
      await confirmation.fill(identifier.toUpperCase());
      person.page = page;
      await ownPassword(person).fill('');
      await tryPasswords(person, 'Close the account for good');
      for (const tab of [page, other]) {
        await tab.waitForURL('**/en/');
        await tab.getByRole('link', { name: 'Create an account' }).waitFor();
      }
      expect(await kept(person)).toEqual([]);
      await person.goto('en/me/');
      await page.getByRole('link', { name: 'Create an account' }).waitFor();

      person.allow(/status of 401/);
      await person.goto('en/log-in/');
      await page.getByLabel('E-mail address').fill(identifier);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await button(person, 'Log in').click();
      await says(person, 'E-mail address or password is wrong.');
      expect(await kept(person)).toEqual([]);
      await expect(tablet.sync()).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
      await expect(logInElsewhere(person, password)).rejects.toMatchObject({ code: 'E_LOGIN' });
      const again = { kit, identifier, newPassword: `${password} anew`, device: 'Elsewhere' };
      await expect(programAt(stage.server.url).recover(again)).rejects.toMatchObject({ code: 'E_KIT' });
    },
    PATIENCE,
  );

  it(
    'gets new keys as a routine, here and on another device: the old ones still read, and the other one logs in once more',
    async () => {
      const { person, tablet, note, text } = await someone(look);
      const { page } = person;
      const before = await keyWords(person);
      await openRenewal(person);
      await tryPasswords(person, 'Renew keys');
      await says(person, 'Your keys are new.');
      await synced(person);
      const renewed = await keyWords(person);
      expect(renewed).not.toEqual(before);

      const { identifier, password } = person;
      await expect(tablet.rotate({ password })).rejects.toMatchObject({ code: 'E_KEYS_RENEWED' });
      await tablet.login({ identifier, password, device: 'Tablet' });
      await tablet.sync();
      expect(await tablet.open(note)).toMatchObject({ body: text });
      await tablet.rotate({ password });

      await person.goto(`en/record/element/#${note}`);
      const dialog = page.getByRole('dialog', { name: 'Your keys were renewed on another device: log in again' });
      await dialog.getByLabel('Password', { exact: true }).fill(password);
      await dialog.getByRole('button', { name: 'Log in' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await synced(person);
      await says(person, text);
      expect([before, renewed]).not.toContainEqual(await keyWords(person));
    },
    PATIENCE,
  );

  it(
    'is secured: the old password, kit and sessions open nothing any more, the new ones do',
    async () => {
      const { person, tablet, note, text } = await someone(look);
      const { page, identifier, password } = person;
      const kit = await tablet.makeRecoveryKit({ password });
      const chosen = `chosen anew ${crypto.randomUUID()}`;
      await person.goto('en/me/security/');
      await says(person, 'All other devices are logged out, and other ways into the account are removed.');
      await button(person, 'Secure my account').click();
      await newPassword(person).fill(chosen);
      await tryPasswords(person, 'Secure my account');
      await says(person, 'Your account is secured');
      // Without that nobody but this browser would believe what was written before.
      await synced(person);
      const words = (await readKitWords(page)).join(' ');
      expect(words).not.toBe(kit.words.join(' '));

      await expect(tablet.sync()).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
      await expect(logInElsewhere(person, password)).rejects.toMatchObject({ code: 'E_LOGIN' });
      const recover = (typed: string) =>
        programAt(stage.server.url).recover({
          kit: { account: identifier, words: typed },
          identifier,
          newPassword: `${chosen} again`,
          device: 'Elsewhere',
        });
      await expect(recover(kit.words.join(' '))).rejects.toMatchObject({ code: 'E_KIT' });
      const elsewhere = await logInElsewhere(person, chosen);
      await elsewhere.sync();
      expect(await elsewhere.open(note)).toMatchObject({ body: text });
      await recover(words);
    },
    PATIENCE,
  );

  it(
    'shows a way in that another device made until somebody says whose it is, and does nothing with its keys before',
    async () => {
      const { person, tablet } = await someone(look);
      const { page, password } = person;
      await person.goto('en/me/recovery/');
      await says(person, 'There is no recovery kit.');
      await synced(person);
      await tablet.makeRecoveryKit({ password });
      await page.getByTitle('Sync now').click();
      const ways = page.getByRole('region', { name: 'Everything that opens your account' }).getByRole('listitem');
      const kit = ways.filter({ hasText: 'Recovery kit' });
      await kit.getByText('Added elsewhere').waitFor();
      expect(await ways.filter({ hasText: 'Password' }).getByText('Yours').count()).toBe(1);

      await openRenewal(person);
      await ownPassword(person).fill(password);
      await button(person, 'Renew keys').click();
      await says(person, 'There is a way into your account that this device does not know.');

      await person.goto('en/me/recovery/');
      await kit.getByRole('button', { name: 'I added this' }).click();
      await kit.getByText('Yours').waitFor();
      await page.reload();
      await kit.getByText('Yours').waitFor();
      await openRenewal(person);
      await ownPassword(person).fill(password);
      await button(person, 'Renew keys').click();
      await says(person, 'Your keys are new.');
    },
    PATIENCE,
  );
});
