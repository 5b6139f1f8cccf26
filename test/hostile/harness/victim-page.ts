import type { HttpRequest, SealchartClient } from '@sealchart/sdk';
import type { Browser } from 'playwright-core';
import { logIn } from '../../browser/web/log-in.ts';
import { LOOKS } from '../../browser/web/looks.ts';
import type { Look } from '../../browser/web/looks.ts';
import { tamperAnswers } from '../../browser/web/tampered-answers.ts';
import { WebPerson } from '../../browser/web/web-person.ts';
import type { Hostility } from '../../stories/support/people.ts';
import { PageClient } from './page-client.ts';
import { someAddress } from './raw-request.ts';
import type { Actor } from './stage.ts';

/** By these a device hears of what is new; one of them stays open as long as the page does. */
const FEEDS = /\/v1\/feeds\//;
const ANSWERS = /\/v1\/(?!feeds\/live)/;
const ANSWERS_BUT_FEEDS = /\/v1\/(?!feeds\/)/;
const LOGIN = '/v1/auth/login';
/** What a browser writes on its console of each answer that is no success. */
const REFUSED = /^console: Failed to load resource/;
const [look] = LOOKS as [Look];

interface Program {
  /** Where the built web client is served. */
  readonly origin: string;
  /** What runs in place of its worker: a build from which a check was taken. */
  readonly worker?: string;
}

/** The built web client in a browser of the victim's. */
export class VictimPage {
  /** What the browser has sent. */
  readonly sent: HttpRequest[] = [];
  /** The acts. */
  readonly client: SealchartClient;
  readonly #web: WebPerson;
  #isWithoutNews = false;

  private constructor(web: WebPerson, victim: Actor) {
    this.#web = web;
    this.client = new PageClient(web, victim).client;
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
      new URL(request.url).pathname === LOGIN ? withoutToken(hostility(request, answer)) : hostility(request, answer),
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

  /** What the page shows of these texts; where a dialog is open, what that shows. */
  async shownOf(texts: readonly string[]): Promise<string[]> {
    const shown = await this.#web.page.locator('dialog[open]').or(this.#web.page.locator('body')).last().innerText();
    return texts.filter((text) => shown.includes(text));
  }

  /** Ends; gives what happened in the page that must not. */
  async close(): Promise<readonly string[]> {
    await this.#web.context.unrouteAll({ behavior: 'ignoreErrors' });
    await this.#web.close();
    return this.#web.complaints();
  }
}

/** What a login gives a program comes to a browser as a cookie. */
function withoutToken(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('token' in answer)) return answer;
  const { token: _token, ...rest } = answer;
  return rest;
}
