import type { HttpRequest, SealchartClient } from '@sealchart/sdk';
import type { Browser, Locator } from 'playwright-core';
import { logIn } from '../../browser/web/log-in.ts';
import { LOOKS } from '../../browser/web/looks.ts';
import type { Look } from '../../browser/web/looks.ts';
import { tamperAnswers } from '../../browser/web/tampered-answers.ts';
import { WebPerson } from '../../browser/web/web-person.ts';
import type { Hostility } from '../../stories/support/people.ts';
import { someAddress } from './raw-request.ts';
import type { Actor } from './stage.ts';
import type { Outcome } from './trial.ts';

/** By these a device hears of what is new; one of them stays open as long as the page does. */
const FEEDS = /\/v1\/feeds\//;
const ANSWERS = /\/v1\/(?!feeds\/live)/;
const ANSWERS_BUT_FEEDS = /\/v1\/(?!feeds\/)/;
/** What a browser writes on its console of each answer that is no success. */
const REFUSED = /^console: Failed to load resource/;
const [look] = LOOKS as [Look];

interface Program {
  /** Where the built web client is served. */
  readonly origin: string;
  /** What runs in place of its worker: a build from which a check was taken. */
  readonly worker?: string;
}

/** The built web client in a browser of the victim's. An act is done by hand, and what comes of it is what the page says. */
export class VictimPage {
  /** What the browser has sent. */
  readonly sent: HttpRequest[] = [];
  readonly #web: WebPerson;
  readonly #victim: Actor;
  #isWithoutNews = false;

  private constructor(web: WebPerson, victim: Actor) {
    this.#web = web;
    this.#victim = victim;
  }

  static async open(browser: Browser, victim: Actor, { origin, worker }: Program): Promise<VictimPage> {
    const web = await WebPerson.open(browser, { name: victim.account.name, origin, look, account: victim });
    web.allow(REFUSED);
    // Logins are counted by network address: nobody's use up those of others.
    await web.context.setExtraHTTPHeaders({ 'x-forwarded-for': someAddress() });
    const page = new VictimPage(web, victim);
    web.context.on('request', (request) => {
      const [method, url, body] = [request.method(), request.url(), request.postData() ?? undefined];
      page.sent.push({ method: method as 'GET', url, headers: {}, ...(body === undefined ? {} : { body }) });
    });
    if (worker !== undefined) {
      await web.context.route(`${origin}/sdk.worker.js`, async (route) =>
        route.fulfill({ response: await route.fetch(), contentType: 'text/javascript', body: worker }),
      );
    }
    return page;
  }

  /** Changes what this browser is answered from now on. */
  async tamper(hostility: Hostility): Promise<void> {
    await tamperAnswers(this.#web.context, this.#isWithoutNews ? ANSWERS_BUT_FEEDS : ANSWERS, (request, answer) =>
      withoutToken(hostility(request, answer)),
    );
  }

  /** The browser hears of nothing new, so that the first that it sees of an element is what is opened there. */
  async holdNews(): Promise<void> {
    this.#isWithoutNews = true;
    await this.#web.context.route(FEEDS, (route) => route.abort());
  }

  /** Gets in, through the screens. */
  async logIn(): Promise<void> {
    await logIn(this.#web);
  }

  /** The browser knows the account and asks for its password. */
  async lock(): Promise<void> {
    await this.#web.page.keyboard.press('Alt+Shift+KeyL');
    await this.#web.page.waitForURL('**/unlock/');
  }

  /** As much of a client as the acts of rows in pages ask for. */
  get client(): SealchartClient {
    const { open, findPerson, login } = this;
    return { open, findPerson, login } as unknown as SealchartClient;
  }

  /** What the page shows of these texts. */
  async shownOf(texts: readonly string[]): Promise<string[]> {
    const shown = await this.#web.page.locator('body').innerText();
    return texts.filter((text) => shown.includes(text));
  }

  /** Ends; gives what happened in the page that must not. */
  async close(): Promise<readonly string[]> {
    await this.#web.context.unrouteAll({ behavior: 'ignoreErrors' });
    await this.#web.close();
    return this.#web.complaints();
  }

  readonly open = async (elementId: string): Promise<void> => {
    // What is shown already would stay as it is.
    await this.#web.page.goto('about:blank');
    await this.#web.goto(`en/record/element/#${elementId}`);
    await this.#told(this.#web.page.locator('main article'));
  };

  readonly findPerson = async (identifier: string): Promise<void> => {
    const { page } = this.#web;
    const [outcome] = await this.#victim.client.create([{ schema: 'text/plain', title: 'For sharing', body: '' }]);
    await this.#web.goto(`en/sharing/new/#${outcome?.elementId ?? ''}`);
    await page.getByLabel('E-mail address').fill(identifier);
    await page.getByRole('button', { name: 'Find' }).click();
    await this.#told(page.getByRole('radio', { checked: true }));
  };

  readonly login = async ({ identifier, password }: { readonly identifier: string; readonly password: string }): Promise<void> => {
    const { page } = this.#web;
    await this.#web.goto('en/log-in/');
    await page.getByLabel('E-mail address').fill(identifier);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await this.#told(page.getByRole('navigation', { name: 'Main' }));
  };

  /** Waits until the page shows that it is done, or says why not: then it throws what it says. */
  async #told(done: Locator): Promise<void> {
    const alert = this.#web.page.locator('main').getByRole('alert');
    await done.or(alert).first().waitFor();
    if ((await alert.count()) === 0) return;
    const text = (await alert.first().textContent()) ?? '';
    const named = alert.first().locator('details p').first();
    // Of a salt that changed the page asks a question in place of naming a code.
    const code = text.includes('password changed on another device') ? 'E_SALT' : /E_[A-Z_]+/.exec((await named.textContent()) ?? '')?.[0];
    throw Object.assign(new Error(text), { name: 'SealchartError', code: code ?? `no code: ${text}` } satisfies {
      name: string;
      code: Outcome;
    });
  }
}

/** What lets a program in comes to a browser as a cookie. */
function withoutToken(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('token' in answer)) return answer;
  const { token: _token, ...rest } = answer;
  return rest;
}
