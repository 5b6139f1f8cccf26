import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SealchartClient } from '@sealchart/sdk';
import { recoveryKitText } from '@sealchart/sdk';
import type { Locator, Page } from 'playwright-core';
import type { WebPerson } from '../../browser/web/web-person.ts';
import type { Actor } from './stage.ts';
import type { Outcome } from './trial.ts';

/** A sync that is not under way, as the frame of the pages says it. */
const SETTLED = /^(?:Synced|Not synced|Offline)$/;
/** What the door says of a salt that changed: it asks a question in place of naming a refusal. */
const IS_PASSWORD_CHANGED = 'Was your password changed on another device?';
/** How long a list of what was refused is waited for that may not come. */
const LIST_MS = 3_000;

/** A refusal, as `outcomeOf` tells it. */
class Refused extends Error {
  override readonly name = 'SealchartError';
  readonly code: Outcome;

  constructor(code: Outcome) {
    super(code);
    this.code = code;
  }
}

type Refusals = readonly { readonly elementId: string; readonly code: Outcome; readonly error: Refused }[];

/** As much of a client as the acts of rows ask for, by hand in the built web client: what comes of an act is what the page says. */
export class PageClient {
  readonly #web: WebPerson;
  readonly #victim: Actor;

  constructor(web: WebPerson, victim: Actor) {
    this.#web = web;
    this.#victim = victim;
  }

  /** For the acts, which know clients alone. */
  get client(): SealchartClient {
    return this as unknown as SealchartClient;
  }

  async login({ identifier, password, isPasswordChanged }: Parameters<SealchartClient['login']>[0]): Promise<void> {
    await this.#web.goto('en/log-in/');
    await this.#field('E-mail address').fill(identifier);
    await this.#field('Password').fill(password);
    await this.#press('Log in');
    const isIn = this.#page.getByRole('navigation', { name: 'Main' });
    const question = this.#page.getByRole('alert').filter({ hasText: IS_PASSWORD_CHANGED });
    if (isPasswordChanged === true) {
      await isIn.or(this.#alert).first().waitFor();
      if ((await question.count()) > 0) {
        await this.#press('Yes, log in with the new password');
        await question.waitFor({ state: 'detached' });
      }
    }
    await this.#told(isIn);
  }

  async recover({ kit, identifier, newPassword }: Parameters<SealchartClient['recover']>[0]): Promise<void> {
    await this.#web.goto('en/recover/');
    await this.#field('E-mail address').fill('account' in kit ? kit.account : (identifier ?? ''));
    await this.#field('The 15 words of your recovery kit').fill('account' in kit ? kit.words : recoveryKitText(kit));
    await this.#field('New password').fill(newPassword);
    await this.#press('Set the new password and open my record');
    await this.#told(this.#page.getByRole('heading', { name: 'You are back in' }));
  }

  async changePassword({ password, newPassword }: Parameters<SealchartClient['changePassword']>[0]): Promise<void> {
    await this.#web.goto('en/me/security/');
    await this.#press('Change my password');
    await this.#field('Your password').fill(password);
    await this.#field('New password').fill(newPassword);
    await this.#press('Change password');
    await this.#told(this.#page.getByText('Your password is changed.'));
  }

  async rotate({ password }: Parameters<SealchartClient['rotate']>[0]): Promise<void> {
    await this.#web.goto('en/me/security/');
    await this.#page.getByText('Renew keys, close the account').click();
    await this.#press('Renew my keys');
    await this.#field('Your password').fill(password);
    await this.#press('Renew keys');
    await this.#told(this.#page.getByText('Your keys are new.'));
  }

  async sync(): Promise<{ readonly refused: Refusals }> {
    const status = this.#page.getByRole('banner').getByRole('status').filter({ hasText: SETTLED });
    await status.waitFor();
    const asked = this.#page.waitForRequest(/\/v1\//);
    await this.#page.getByTitle('Sync now').click();
    await asked;
    await status.waitFor();
    if ((await status.innerText()) !== 'Synced') await this.#refuse();
    return { refused: await this.refused() };
  }

  /** What the record tells as refused. */
  async refused(): Promise<Refusals> {
    await this.#toRecord();
    // Their list is folded up: no role is told of what is in it.
    const items = this.#alert.filter({ hasText: 'could not be proven' }).locator('li');
    await items
      .first()
      .waitFor({ state: 'attached', timeout: LIST_MS })
      .catch(() => undefined);
    const told = await items.allTextContents();
    return told.flatMap((text) => {
      const [elementId, code] = [/elm_[\w-]+/.exec(text)?.[0], /E_[A-Z_]+/.exec(text)?.[0]];
      return elementId === undefined || code === undefined ? [] : [{ elementId, code, error: new Refused(code) }];
    });
  }

  /** What the record shows; the text of a row stands for its version. */
  async list(): Promise<readonly { readonly elementId: string; readonly version: string }[]> {
    await this.#toRecord();
    const rows = await this.#page.locator('main a[data-row]').all();
    return Promise.all(
      rows.map(async (row) => ({
        elementId: ((await row.getAttribute('href')) ?? '').split('#')[1] ?? '',
        version: await row.innerText(),
      })),
    );
  }

  async open(elementId: string): Promise<void> {
    const kept = this.#page.getByText('The server cannot be reached: you see what this device opened last.');
    do {
      await this.#toElement(elementId);
      await this.#told(this.#page.locator('main article'));
      // A request may get lost on a busy machine: what the device kept is no answer of a server.
    } while ((await kept.count()) > 0);
  }

  async history(elementId: string): Promise<void> {
    // Who looks at an element already asks for its history alone.
    if (!this.#page.url().endsWith(`/element/#${elementId}`)) await this.open(elementId);
    await this.#press('Show history');
    await this.#told(this.#page.getByText('Version 1', { exact: true }));
  }

  async openVersion(elementId: string, version: number): Promise<void> {
    await this.history(elementId);
    await this.#press(`Open version ${version}`);
    const dialog = this.#page.getByRole('dialog', { name: `As it was in version ${version}` });
    // Its title, in large letters.
    await this.#told(dialog.locator('p.text-lg'));
  }

  async update(elementId: string, { title, body }: { readonly title: string; readonly body: string }) {
    await this.#toElement(elementId, 'record/edit');
    await this.#told(this.#field('Text'));
    await this.#field('Title (optional)').fill(title);
    await this.#field('Text').fill(body);
    await this.#press('Save');
    await this.#told(this.#page.locator('main article'));
    return { ok: true, elementId };
  }

  async erased(): Promise<void> {
    await this.#web.goto('en/record/erased/');
    await this.#told(this.#page.getByRole('region', { name: /^Receipt of/ }).first());
  }

  async findPerson(identifier: string): Promise<void> {
    const [outcome] = await this.#victim.client.create([{ schema: 'text/plain', title: 'For sharing', body: '' }]);
    await this.#web.goto(`en/sharing/new/#${outcome?.elementId ?? ''}`);
    await this.#field('E-mail address').fill(identifier);
    await this.#press('Find');
    await this.#told(this.#page.getByRole('radio', { checked: true }));
  }

  /** Shares with somebody whom the browser knows, as the device of the row's setting does. */
  async share([elementId = '']: readonly string[], accountId: string) {
    const person = (await this.#victim.client.people()).find((one) => one.accountId === accountId);
    await this.#toElement(elementId, 'sharing/new');
    const known = this.#page.locator('label').filter({ hasText: person?.identifier ?? '' });
    await known.getByRole('radio').check();
    // The page asks for the key once more, and says what it heard, before the way is free.
    await this.#page.getByRole('button', { name: 'Find', disabled: false }).waitFor();
    const next = this.#page.getByRole('button', { name: 'Next' });
    await this.#told(next);
    await this.#pressUnlessBlocked(next);
    await this.#page.getByRole('radio', { name: 'May read and write' }).waitFor();
    await next.click();
    await this.#pressUnlessBlocked(this.#page.getByRole('button', { name: /^Share one entry with/ }));
    await this.#told(this.#page.getByRole('heading', { name: 'Shared', exact: true }));
    return [{ ok: true, elementId }];
  }

  get #page(): Page {
    return this.#web.page;
  }

  get #alert(): Locator {
    return this.#page.locator('main').getByRole('alert');
  }

  #field(label: string): Locator {
    return this.#page.getByLabel(label, { exact: true });
  }

  async #press(name: string): Promise<void> {
    await this.#page.getByRole('button', { name, exact: true }).click();
  }

  /** Whoever's key changed stands in the way, as soon as the page hears of it: the person has to decide first what to make of it. */
  async #pressUnlessBlocked(button: Locator): Promise<void> {
    await button.waitFor();
    if (await button.isDisabled()) {
      const isChanged = (await this.#page.locator('main').getByText('Key changed').count()) > 0;
      throw new Refused(isChanged ? 'E_KEY_CHANGED' : 'no refusal: the way on is blocked');
    }
    await button.click();
  }

  /** A page about an element, opened anew: what is shown already would stay as it is. */
  async #toElement(elementId: string, place = 'record/element'): Promise<void> {
    await this.#page.goto('about:blank');
    await this.#web.goto(`en/${place}/#${elementId}`);
  }

  async #toRecord(): Promise<void> {
    if (!this.#page.url().endsWith('/en/record/')) await this.#web.goto('en/record/');
    await this.#page.getByRole('searchbox').waitFor();
  }

  /** Waits until the page shows that it is done, or says why not: then it throws what it says. What is told of another act beside it is nothing of this one. */
  async #told(done: Locator): Promise<void> {
    await done.or(this.#alert).first().waitFor();
    if ((await done.count()) === 0) await this.#refuse();
  }

  async #refuse(): Promise<never> {
    throw new Refused(codeOf(await this.#alert.first().innerText()));
  }
}

/** The refusal that a page tells in words. */
function codeOf(text: string): Outcome {
  if (text.includes(IS_PASSWORD_CHANGED)) return 'E_SALT';
  return Object.entries(problems).find(([, { title }]) => text.includes(title))?.[0] ?? `no refusal: ${text}`;
}

const problems = JSON.parse(readFileSync(join(import.meta.dirname, '../../../web/messages/en/problems.json'), 'utf8')) as Readonly<
  Record<string, { readonly title: string }>
>;
