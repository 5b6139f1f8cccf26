// What runs in a page has to be written inside of what is handed to it.
/* oxlint-disable unicorn/consistent-function-scoping */
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { breakout } from './web/active-content.ts';
import { foreignSite } from './web/foreign-site.ts';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import { party } from './web/two-people.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';

const stage = webStage();
const foreign = foreignSite();
const [look] = LOOKS as [Look];
const TIMEOUT = 120_000;
const MINUTE = 60_000;

/** What tabs tell one another, forged; what a tab of another release might tell, and what nobody tells. */
const FORGED: readonly unknown[] = [
  { kind: 'unlocked', wrapped: '' },
  { kind: 'unlocked', wrapped: 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA' },
  { kind: 'unlocked', wrapped: 'A'.repeat(1_000_000) },
  { kind: 'unlocked', wrapped: { toString: 1 } },
  { kind: 'unlocked' },
  { kind: 'active', at: Number.POSITIVE_INFINITY },
  { kind: 'active', at: Number.NaN },
  { kind: 'active', at: 1e99 },
  { kind: 'active', at: '1' },
  { kind: 'constructor' },
  { kind: '__proto__', wrapped: 'x' },
  { id: 'x', type: 'APPLY', path: ['accountKey'], argumentList: [] },
  'unlocked',
  null,
  7,
  [],
];

/** Tells all of it on the channel of the tabs, as a message to the window, and as what changed in a store. */
function forge(page: Page, messages: readonly unknown[]): Promise<void> {
  return page.evaluate((all) => {
    const channel = new BroadcastChannel('sealchart');
    for (const message of all) {
      channel.postMessage(message);
      postMessage(message, '*');
      dispatchEvent(new StorageEvent('storage', { key: 'sealchart:unlocked', newValue: JSON.stringify(message) }));
    }
    channel.close();
  }, messages);
}

/** The tab has taken up what was told before. */
const settled = (page: Page) => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
const main = (page: Page) => page.getByRole('navigation', { name: 'Main' });
const unlockHeading = (page: Page) => page.getByRole('heading', { name: 'Your record is locked' });

describe('a tab of the same server that tells what is not so', () => {
  it(
    'opens no locked account, keeps none open, and makes no other tab do anything',
    async () => {
      const { web: person, program } = await party(stage, 'Ada Moss', look);
      const { web: other } = await party(stage, 'Eva Moss', look);
      const [created] = await program.create([{ schema: 'text/plain', title: 'Pulse', body: 'Sixty' }]);
      const sent: string[] = [];
      await person.page.clock.install();
      await logIn(person);
      const { page } = person;
      await page.getByText('Synced', { exact: true }).waitFor();
      await person.goto(`en/record/element/#${created?.elementId}`);
      await page.getByText('Sixty', { exact: true }).waitFor();
      const malicious = await person.context.newPage();
      await malicious.goto(`${stage.server.url}/en/nothing-here/`);
      person.allow(/nothing-here/);

      // Open: everything stays as it is.
      page.on('request', (request) => sent.push(request.url()));
      await forge(malicious, FORGED);
      await forge(page, FORGED);
      await settled(page);
      await page.getByText('Sixty', { exact: true }).waitFor();
      // A sync of the page's own may come at any time, and looks at the open element once more.
      const isOwn = (url: string) => url.endsWith('/v1/feeds/pull') || url.includes(`/v1/elements/${created?.elementId}?`);
      expect(sent.filter((url) => url.includes('/v1/') && !isOwn(url))).toEqual([]);
      // What was forged to come from the far future does not keep it open.
      await page.clock.fastForward(16 * MINUTE);
      await unlockHeading(page).waitFor();

      // Locked: it stays locked, whatever another account of another browser would open.
      await logIn(other);
      const wrapped = await other.page.evaluate(() => sessionStorage.getItem('sealchart:unlocked'));
      expect(wrapped).toEqual(expect.any(String));
      await forge(malicious, [...FORGED, { kind: 'unlocked', wrapped }]);
      await forge(page, [...FORGED, { kind: 'unlocked', wrapped }]);
      await settled(page);
      expect(await unlockHeading(page).isVisible()).toBe(true);
      await page.reload();
      await unlockHeading(page).waitFor();
      // What a tab kept of another account opens nothing either, nor does a place that leads elsewhere.
      await page.evaluate((text) => {
        sessionStorage.setItem('sealchart:unlocked', text ?? '');
        sessionStorage.setItem('sealchart:place', '//example.org/en/');
      }, wrapped);
      await page.reload();
      await unlockHeading(page).waitFor();

      // The tab of the person themself is believed.
      await page.getByLabel('Password', { exact: true }).fill(person.password);
      await page.getByRole('button', { name: 'Unlock' }).click();
      await main(page).waitFor();
      expect(new URL(page.url()).origin).toBe(stage.server.url);
      await forge(malicious, [{ kind: 'locked' }]);
      await unlockHeading(page).waitFor();
    },
    TIMEOUT,
  );
});

describe('an address that somebody else made', () => {
  const texts = () => [
    breakout(foreign.origin, 'address'),
    'javascript:alert(1)',
    '//example.org/',
    '__proto__',
    'constructor',
    'measurements:constructor',
    'acc_AAAAAAAAAAAAAAAAAAAAAA:measurements:__proto__',
    '../../../v1/sessions',
    'a'.repeat(100_000),
  ];
  const places = [
    'record/',
    'record/element/',
    'record/edit/',
    'record/add/',
    'record/waiting/',
    'shared/',
    'sharing/new/',
    'sharing/person/',
  ];
  const OUTSIDE = ['', 'log-in/', 'sign-up/', 'recover/', 'unlock/'];

  /** Goes there by the address, with the text in the query and behind `#`, and by the fragment alone. */
  async function visit(person: WebPerson, all: readonly string[]): Promise<void> {
    const { page } = person;
    for (const place of all) {
      await person.goto(`en/${place}?next=${encodeURIComponent('//example.org/')}&redirect=javascript:alert(1)#%E0%A4%A`);
      for (const text of texts()) {
        await page.evaluate((hash) => void (location.hash = hash), encodeURIComponent(text));
        await settled(page);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        expect(await page.evaluate(() => document.querySelectorAll('iframe, img, [onerror], a[href^="javascript:"]').length)).toBe(0);
      }
      const { origin, pathname } = new URL(page.url());
      expect([origin, await page.title(), foreign.asked]).toEqual([stage.server.url, 'Sealchart', []]);
      expect(pathname).toMatch(/^\/en\//);
    }
  }

  it(
    'shows nothing of what it says, runs nothing and leads nowhere else',
    async () => {
      const { web: person } = await party(stage, 'Ada Moss', look);
      person.allow(/status of 404/);
      await visit(person, OUTSIDE);
      await logIn(person);
      await visit(person, places);
      // A fragment that says something is followed.
      await person.goto('en/record/#medications');
      const empty = person.page.getByRole('heading', { name: 'No medications yet' });
      await empty.waitFor();
      expect(await empty.count()).toBe(1);
    },
    TIMEOUT,
  );
});
