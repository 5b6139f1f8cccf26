import { describe, expect, it } from '@jest/globals';
import type { SealchartClient } from '@sealchart/sdk';
import { findInHeaps } from './web/heaps.ts';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS, SOME_LOOKS } from './web/looks.ts';
import { programAt } from './web/program.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';

const stage = webStage();
const MINUTE = 60_000;

/** Somebody with a note, who has another device and has opened nothing in the browser yet. */
async function someone(look: Look): Promise<{ person: WebPerson; tablet: SealchartClient; note: string; markers: readonly string[] }> {
  const person = await stage.person(`Ada ${crypto.randomUUID()}`, look);
  const { identifier, name, password } = person;
  const tablet = programAt(stage.server.url);
  await tablet.register({ identifier, name, password, device: 'Tablet' });
  const [title, body] = [`Title ${crypto.randomUUID()}`, `Text ${crypto.randomUUID()}`];
  const [created] = await tablet.create([{ schema: 'text/plain', title, body }]);
  return { person, tablet, note: created?.elementId ?? '', markers: [name, title, body] };
}

const main = (person: WebPerson) => person.page.getByRole('navigation', { name: 'Main' });
const synced = (person: WebPerson) => person.page.getByText('Synced', { exact: true }).waitFor();
const dialog = (person: WebPerson, title: string) => person.page.getByRole('dialog', { name: title });

describe.each(SOME_LOOKS)('an unlocked account at $name', (look) => {
  it('stays open over a reload and in another tab; locked in one, nothing of it is left in any', async () => {
    const { person, note, markers } = await someone(look);
    await logIn(person);
    const first = person.page;
    await synced(person);
    await person.goto(`en/record/element/#${note}`);
    await first.getByText(markers[2] ?? '').waitFor();
    await first.getByRole('link', { name: 'Me', exact: true }).click();
    await first.waitForURL('**/en/me/');
    const second = await person.openTab('en/shared/');
    await main(person).waitFor();

    const before = await findInHeaps(first, markers);
    expect(before.page).toEqual(markers);
    // The worker holds the account for sure; what it opened for a page it may have let go of already.
    expect(before.workers).toContain(markers[0]);

    await second.getByRole('button', { name: 'Lock now' }).click();
    await Promise.all([first, second].map((page) => page.waitForURL('**/en/unlock/')));
    for (const page of [first, second]) {
      await page.getByRole('heading', { name: 'Your record is locked' }).waitFor();
      expect(await findInHeaps(page, markers)).toEqual({ page: [], workers: [] });
      expect(await page.evaluate(() => [document.title, sessionStorage.getItem('sealchart:unlocked')])).toEqual(['Sealchart', null]);
    }
    await first.goBack();
    await first.waitForURL('**/en/unlock/');
    await first.getByRole('heading', { name: 'Your record is locked' }).waitFor();

    await second.getByLabel('Password', { exact: true }).fill('not the password');
    await second.getByRole('button', { name: 'Unlock' }).click();
    await second.getByText('This password does not open the account').waitFor();
    await expectWellMade(second, 'locked');
    await second.getByLabel('Password', { exact: true }).fill(person.password);
    await second.keyboard.press('Enter');
    await second.waitForURL('**/en/shared/');
    // Where the way back had led before.
    await first.getByText(markers[2] ?? '').waitFor();
  });
});

describe.each(SOME_LOOKS)('an unlocked account at $name that nobody uses', (look) => {
  it('locks when nobody is there, after a warning', async () => {
    const { person } = await someone(look);
    const { page } = person;
    await page.clock.install();
    await logIn(person);
    await person.goto('en/record/add/#note');
    await page.getByLabel('Text', { exact: true }).fill('typed and not saved');
    await synced(person);
    await page.clock.fastForward(14 * MINUTE + 5_000);
    const warning = dialog(person, 'Are you still there?');
    await warning
      .getByText(/Your record locks in 5\d seconds\./)
      .first()
      .waitFor();
    const loss = warning.getByText('You typed something here that is not saved.', { exact: false });
    await loss.waitFor();
    await expectWellMade(page, 'before it locks');
    await warning.getByRole('button', { name: 'Stay' }).click();
    await warning.waitFor({ state: 'hidden' });
    await page.getByLabel('Text', { exact: true }).clear();
    await page.clock.fastForward(14 * MINUTE + 5_000);
    await warning.waitFor();
    expect(await loss.count()).toBe(0);
    await warning.getByRole('button', { name: 'Stay' }).click();
    await page.clock.fastForward(13 * MINUTE);
    expect(await warning.isVisible()).toBe(false);
    // The machine slept: there was no time to warn.
    await page.clock.fastForward(8 * 60 * MINUTE);
    await page.waitForURL('**/en/unlock/');
    await person.openTab('en/record/');
    await person.page.waitForURL('**/en/unlock/');
    expect(await main(person).isVisible()).toBe(false);
  });

  it('asks for the password where its session ended, and leaves the page as it is', async () => {
    const { person, tablet } = await someone(look);
    const { page } = person;
    await logIn(person);
    await person.goto('en/record/add/#note');
    const text = page.getByLabel('Text', { exact: true });
    await text.fill('typed before the session ended');
    await synced(person);
    const other = await person.openTab('en/shared/');
    await synced(person);
    person.page = page;
    await tablet.endOtherSessions();
    // Nobody touches anything: what listens to the server notices it, in each tab.
    const question = 'Your session has ended: log in again';
    const [ended, endedThere] = [dialog(person, question), other.getByRole('dialog', { name: question })];
    await endedThere.waitFor();
    const field = ended.getByLabel('Password', { exact: true });
    await field.fill('not the password');
    await field.press('Enter');
    await ended.getByText('E-mail address or password is wrong.').waitFor();
    await field.fill(person.password);
    await field.press('Enter');
    await Promise.all([ended, endedThere].map((dialogs) => dialogs.waitFor({ state: 'hidden' })));
    await synced(person);
    await other.getByText('Synced', { exact: true }).waitFor();
    await other.close();

    const newPassword = `${person.password} changed`;
    await tablet.changePassword({ password: person.password, newPassword });
    await field.fill(newPassword);
    await field.press('Enter');
    await ended.getByText('Was your password changed on another device?').waitFor();
    await expectWellMade(page, 'the session has ended');
    await ended.getByRole('button', { name: 'Yes, log in with the new password' }).click();
    await ended.waitFor({ state: 'hidden' });
    await synced(person);
    expect(await text.inputValue()).toBe('typed before the session ended');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/en/record/element/**');
  });
});

describe('a browser', () => {
  const [look] = LOOKS as [Look];

  it('forgets a locked account when somebody else signs it out, in every tab', async () => {
    const { person } = await someone(look);
    await logIn(person);
    const first = person.page;
    const second = await person.openTab('en/record/');
    await main(person).waitFor();
    // From the keyboard, wherever the focus is.
    await second.keyboard.press('Alt+Shift+L');
    await first.waitForURL('**/en/unlock/');
    await first.getByRole('link', { name: 'My password was changed on another device' }).click();
    await first.getByText('There is an account in this browser already.').waitFor();
    await first.getByRole('link', { name: 'Unlock it, or sign out' }).click();
    await first.getByRole('button', { name: 'Not you? Sign out of this browser' }).click();
    await first.getByRole('button', { name: 'Sign out and remove' }).waitFor();
    await expectWellMade(first, 'leaving a browser');
    await first.getByRole('button', { name: 'Sign out and remove' }).click();
    await Promise.all([first, second].map((page) => page.waitForURL('**/en/')));
    await first.getByRole('link', { name: 'I have an account' }).click();
    await first.waitForURL('**/en/log-in/');
    expect(await first.getByText('There is an account in this browser already.').isVisible()).toBe(false);
  });

  it('shows nothing of a record behind Back when it was locked elsewhere, with the page of a stranger in between', async () => {
    const { person, note, markers } = await someone(look);
    await logIn(person);
    const first = person.page;
    await first.goto(`${stage.server.url}/en/record/element/#${note}`);
    const text = first.getByText(markers[2] ?? '');
    await text.waitFor();
    const second = await person.openTab('en/shared/');
    await main(person).waitFor();
    const stranger = 'data:text/html,<h1>a stranger</h1>';
    await first.goto(stranger);
    await first.goBack();
    await text.waitFor();
    await first.goto(stranger);
    await second.getByRole('button', { name: 'Lock now' }).click();
    await second.waitForURL('**/en/unlock/');
    await first.goBack();
    await first.waitForURL('**/en/unlock/');
    await first.getByRole('heading', { name: 'Your record is locked' }).waitFor();
    expect(await findInHeaps(first, markers)).toEqual({ page: [], workers: [] });
  });

  it('begins anew with a page that it kept aside and shows again: that one heard of no lock', async () => {
    const { person, note, markers } = await someone(look);
    await logIn(person);
    const first = person.page;
    await first.goto(`${stage.server.url}/en/record/element/#${note}`);
    const text = first.getByText(markers[2] ?? '');
    await text.waitFor();
    const second = await person.openTab('en/shared/');
    await main(person).waitFor();
    // A driven browser keeps no page: this one hears nothing while it is there.
    await first.addInitScript('BroadcastChannel.prototype.addEventListener = () => undefined');
    const showAgain = () => first.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await first.reload();
    await text.waitFor();
    await Promise.all([first.waitForEvent('load'), showAgain()]);
    await text.waitFor();
    await second.getByRole('button', { name: 'Lock now' }).click();
    await second.waitForURL('**/en/unlock/');
    expect(await text.isVisible()).toBe(true);
    await showAgain();
    await first.waitForURL('**/en/unlock/');
    await first.getByRole('heading', { name: 'Your record is locked' }).waitFor();
  });

  it('goes on in every tab when the account gets new keys in one', async () => {
    const { person, note, markers } = await someone(look);
    await logIn(person);
    const first = person.page;
    await person.openTab(`en/record/element/#${note}`);
    const text = person.page.getByText(markers[2] ?? '');
    await text.waitFor();
    await first.goto(`${stage.server.url}/en/me/security/`);
    await first.getByRole('button', { name: 'Secure my account' }).click();
    await first.getByLabel('Your password', { exact: true }).fill(person.password);
    await first.getByLabel('New password', { exact: true }).fill(`${person.password} anew`);
    await first.getByRole('button', { name: 'Secure my account' }).last().click();
    await first.getByText('Your account is secured').waitFor();

    // The other tab holds the old key: it locks, and opens again with what the first one gives.
    await person.page.getByTitle('Sync now').dispatchEvent('click');
    await synced(person);
    await text.waitFor();
    expect(new URL(person.page.url()).hash).toBe(`#${note}`);
    await first.reload();
    await first.getByRole('navigation', { name: 'Main' }).waitFor();
    expect(new URL(first.url()).pathname).toBe('/en/me/security/');
  });

  it.each([
    [
      'a protected address',
      'The way to this server is not protected.',
      "Object.defineProperty(globalThis, 'isSecureContext', { value: false })",
    ],
    ['its keys', 'The browser is too old for the keys', 'crypto.subtle.generateKey = () => Promise.reject(new Error())'],
    ['locks', 'The protected part that holds your keys did not start.', 'delete Navigator.prototype.locks'],
  ])('without %s says so', async (what, text, script) => {
    const person = await stage.person('Old Browser', look);
    await person.context.addInitScript(script);
    await person.goto('en/log-in/');
    await person.page.getByRole('heading', { name: 'This browser cannot open your record' }).waitFor();
    const said = await person.page.getByRole('alert').filter({ hasText: text }).textContent();
    expect(said).toContain('Nothing of yours is lost');
    await expectWellMade(person.page, `without ${what}`);
  });

  it('remembers the language that was chosen in it', async () => {
    const person = await stage.person('Ada Moss', look);
    await person.goto();
    await person.page.getByRole('link', { name: 'Deutsch' }).click();
    await person.page.getByRole('link', { name: 'Konto anlegen' }).waitFor();
    // The server knows what the browser prefers.
    await person.goto();
    await person.page.waitForURL('**/de/');
    expect(await person.page.locator('html').getAttribute('lang')).toBe('de');
  });

  it('without scripts says so', async () => {
    const page = await (await fetch(`${stage.server.url}/en/`)).text();
    expect(page).toMatch(/<noscript><p[^>]*>[^<]*JavaScript/);
  });
});
