// What runs in a page has to be written inside of what is handed to it.
/* oxlint-disable unicorn/consistent-function-scoping */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { formsOf } from '../stories/support/marker-forms.ts';
import { NeedleScan } from '../stories/support/needle-scan.ts';
import { openChromium } from './chromium.ts';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import { programAt } from './web/program.ts';
import { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';

const stage = webStage();
const [look] = LOOKS as [Look];
const TIMEOUT = 180_000;
const profile = mkdtempSync(join(tmpdir(), 'sealchart-profile-'));
afterAll(() => rmSync(profile, { recursive: true, force: true }));

/** Everything that a page can have left in the browser, as the bytes that it would be found by. */
function storesOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: string[] = [location.href, document.title, JSON.stringify(history.state)];
    const entries = (globalThis as unknown as { navigation: { entries(): { url: string; getState(): unknown }[] } }).navigation.entries();
    for (const entry of entries) found.push(entry.url, JSON.stringify(entry.getState()));
    for (const store of [localStorage, sessionStorage]) found.push(JSON.stringify(store));
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.push(request.url, (await (await cache.match(request))?.text()) ?? '');
    }
    const collect = (value: unknown): void => {
      if (typeof value === 'string') found.push(value);
      else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        const bytes =
          value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
        found.push([...bytes].map((byte) => String.fromCharCode(byte)).join(''));
      } else if (typeof value === 'object' && value !== null) for (const entry of Object.entries(value)) entry.forEach(collect);
    };
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(new Error('indexedDB')));
      });
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store);
        collect([await done(all.getAllKeys()), await done(database.transaction(store).objectStore(store).getAll())]);
      }
      database.close();
    }
    return found.join('\n');
  });
}

it(
  'a locked account leaves nothing that can be read: not in a page, its history and its stores, and not in the files of the browser',
  async () => {
    const context = await openChromium(profile);
    const person = await WebPerson.open({ newContext: async () => context } as unknown as Browser, {
      name: `Ada ${crypto.randomUUID()}`,
      origin: stage.server.url,
      look,
    });
    const { page, identifier, name, password } = person;
    const tablet = programAt(stage.server.url);
    await tablet.register({ identifier, name, password, device: 'Tablet' });
    const [title, body, draft, searched] = ['Title', 'Text', 'Draft', 'Search'].map((word) => `${word} ${crypto.randomUUID()}`) as [
      string,
      string,
      string,
      string,
    ];
    const control = `Control ${crypto.randomUUID()}`;
    const [created] = await tablet.create([{ schema: 'text/plain', title, body }]);
    const markers = { name, title, body, draft, searched, password };
    const scan = new NeedleScan(
      Object.entries({ ...markers, control }).flatMap(([marker, text]) =>
        formsOf({ name: marker, bytes: Buffer.from(text) }).map((form) => ({ name: `${marker} ${form.name}`, bytes: form.needle })),
      ),
    );
    const foundIn = (text: string) => [...scan.find(Buffer.from(text, 'latin1'))];

    const asked: string[] = [];
    context.on('response', (response) => void (response.request().method() === 'GET' && asked.push(response.url())));
    await logIn(person);
    await page.getByText('Synced', { exact: true }).waitFor();
    await page.getByRole('searchbox').fill(searched);
    await page.getByText('Nothing found').first().waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('link', { name: title }).click();
    await page.getByText(body, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Add', exact: true }).click();
    await page.getByRole('link', { name: /^Note/ }).click();
    await page.getByLabel('Text', { exact: true }).fill(draft);

    // While it is open: the page shows it, nothing that stays holds it.
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe(draft);
    expect(foundIn(await storesOf(page))).toEqual([]);

    await page.getByRole('button', { name: 'Lock now' }).click();
    await page.waitForURL('**/en/unlock/');
    const isClean = async (): Promise<void> => {
      await page.getByRole('heading', { name: 'Your record is locked' }).waitFor();
      expect(foundIn(`${await page.content()}${await storesOf(page)}`)).toEqual([]);
    };
    await isClean();
    for (let back = 0; back < 3; back += 1) {
      await page.goBack();
      await isClean();
    }
    await page.reload();
    await isClean();
    // What the browser kept aside would be shown again: it has noticed meanwhile.
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await isClean();
    await person.goto(`en/record/element/#${created?.elementId}`);
    await isClean();

    // No answer with something of the account lies in the cache; the chunks of the pages do.
    const cached = await page.evaluate(
      (urls) =>
        Promise.all(
          urls.map(async (url) => [
            url,
            await fetch(url, { cache: 'only-if-cached', mode: 'same-origin' }).then(
              ({ ok }) => ok,
              () => false,
            ),
          ]),
        ),
      [...new Set(asked)].filter((url) => /\/v1\/|\/_next\/static\/.*\.js/.test(url)),
    );
    const kept = (pattern: RegExp) => new Set(cached.filter(([url]) => pattern.test(String(url))).map(([, isKept]) => isKept));
    expect([kept(/\/v1\//), kept(/\/_next\/static\//)]).toEqual([new Set([false]), new Set([true])]);

    // The same looks find what a careless page would leave.
    await page.evaluate((text) => {
      localStorage.setItem('careless', text);
      sessionStorage.setItem('careless', btoa(text));
      history.replaceState({ text }, '');
      document.title = text;
    }, control);
    expect(foundIn(await storesOf(page)).map((found) => found.split(' ')[0])).toEqual(expect.arrayContaining(['control']));
    person.allow(/only-if-cached|504|ERR_CACHE_MISS/);
    const complaints = person.complaints();
    await context.close();
    const files = readdirSync(profile, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const inFiles = new Map(
      files
        .map((file) => [file.name, [...scan.find(readFileSync(join(file.parentPath, file.name)))]] as const)
        .filter(([, found]) => found.length > 0),
    );
    expect([...inFiles.values()].flat().filter((found) => !found.startsWith('control'))).toEqual([]);
    expect([...inFiles.values()].flat()).not.toEqual([]);
    expect(complaints).toEqual([]);
  },
  TIMEOUT,
);
