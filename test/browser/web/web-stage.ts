import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { ApiProcess } from '../../stories/support/api-process.ts';
import { apiProcess } from '../../stories/support/api-process.ts';
import { launchChromium } from '../chromium.ts';
import type { Look } from './looks.ts';
import { WebPerson } from './web-person.ts';

/** The started product with its built web client, and people with browsers. There while the tests of one spec run. */
export interface WebStage {
  readonly server: ApiProcess;
  /** Somebody at this look who has opened nothing yet; `account`: the one of a further browser of theirs. */
  person(
    name: string,
    look: Look,
    options?: { readonly locale?: string; readonly account?: Pick<WebPerson, 'identifier' | 'password'> },
  ): Promise<WebPerson>;
}

const TIMEOUT = 180_000;
const WEB_DIR = join(import.meta.dirname, '../../../web/out');

/** Sets the stage. After each test every browser is closed, and nothing that must not happen may have happened in it. */
export function webStage({ chromiumArgs = [] }: { readonly chromiumArgs?: readonly string[] } = {}): WebStage {
  let server: ApiProcess;
  let browser: Browser;
  const people: WebPerson[] = [];

  beforeAll(async () => {
    server = await apiProcess({ webDir: WEB_DIR });
    await Promise.all([server.start(), launchChromium(chromiumArgs).then((launched) => (browser = launched))]);
  }, TIMEOUT);
  afterEach(async () => {
    const left = people.splice(0);
    const complaints = left.flatMap((person) => person.complaints().map((complaint) => `${person.name}: ${complaint}`));
    await Promise.all(left.map((person) => person.close()));
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await server.remove();
  }, TIMEOUT);

  return {
    get server() {
      return server;
    },
    async person(name, look, options = {}) {
      const person = await WebPerson.open(browser, { name, origin: server.url, look, ...options });
      people.push(person);
      return person;
    },
  };
}
