import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Look } from './looks.ts';

/** A step that waits for a person's eyes: longer than any act on a busy machine, shorter than a test. */
const PATIENCE_MS = 30_000;

interface PersonOptions {
  readonly name: string;
  readonly origin: string;
  readonly locale?: string;
  /** Of somebody who has another browser already. */
  readonly account?: Pick<WebPerson, 'identifier' | 'password'>;
}

/** Somebody with a browser of their own. */
export class WebPerson {
  readonly name: string;
  readonly identifier: string;
  readonly password: string;
  readonly context: BrowserContext;
  /** The tab in front. */
  page: Page;
  /** Where the client and its server are. */
  readonly origin: string;
  /** What must not happen: errors on the console, broken policies, requests to anybody else. */
  readonly #complaints: string[] = [];
  readonly #allowed: RegExp[] = [];

  private constructor({ name, origin, account }: PersonOptions, context: BrowserContext, page: Page) {
    this.name = name;
    this.identifier =
      account?.identifier ?? `${name.toLowerCase().replace(/[^a-z]+/g, '.')}.${crypto.randomUUID().slice(0, 8)}@example.org`;
    this.password = account?.password ?? `a long password ${crypto.randomUUID()}`;
    this.origin = origin;
    this.context = context;
    this.page = page;
  }

  static async open(browser: Browser, options: PersonOptions & { readonly look: Look }): Promise<WebPerson> {
    const { look, locale = 'en-GB' } = options;
    const context = await browser.newContext({
      viewport: look.viewport,
      colorScheme: look.colorScheme,
      locale,
      timezoneId: 'Europe/Berlin',
      permissions: ['clipboard-read', 'clipboard-write', 'camera'],
      acceptDownloads: true,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const person = new WebPerson(options, context, await context.newPage());
    person.#listen();
    return person;
  }

  /** The address of a page of the client; `path` begins with the language. */
  async goto(path = ''): Promise<void> {
    await this.page.goto(`${this.origin}/${path}`);
  }

  /** Another tab of the same browser, in front from now on. */
  async openTab(path = ''): Promise<Page> {
    this.page = await this.context.newPage();
    await this.goto(path);
    return this.page;
  }

  /** Something that this story provokes and the browser writes on its console, such as an answer of 401. */
  allow(...complaints: readonly RegExp[]): void {
    this.#allowed.push(...complaints);
  }

  /** What happened that must not. */
  complaints(): readonly string[] {
    return this.#complaints.filter((complaint) => !this.#allowed.some((pattern) => pattern.test(complaint)));
  }

  close(): Promise<void> {
    return this.context.close();
  }

  #listen(): void {
    this.context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.#complaints.push(`console: ${message.text()} ${message.location().url}`);
    });
    this.context.on('weberror', (error) => this.#complaints.push(`error: ${error.error().stack ?? error.error().message}`));
    this.context.on('request', (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol) && url.origin !== this.origin) this.#complaints.push(`request to ${url.href}`);
    });
  }
}
