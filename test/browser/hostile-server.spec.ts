import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { exchangeContents } from './web/exchanged-contents.ts';
import type { LoginAnswer } from './web/hostile-answers.ts';
import { mallory, saidOf, saidToPerson, sentBy, tamper } from './web/hostile-answers.ts';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import { party } from './web/two-people.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';

const stage = webStage();
const [look] = LOOKS as [Look];
const TIMEOUT = 120_000;

/** Another character in the middle of base64url text. */
const flipped = (text: string): string => text.replace(/.(?=.{100}$)/, (letter) => (letter === 'A' ? 'B' : 'A'));

describe('H07: a server that hands out other keys at the log-in', () => {
  it(
    'is refused in plain words: nothing is opened, kept or sent',
    async () => {
      const { web: victim } = await party(stage, 'Ada Moss', look);
      const { page } = victim;
      // The attacker even guessed the password: what they hand out opens with it.
      const { login: foreign } = await mallory(stage.server.url, 'Ada Moss', victim.password);
      const sent = sentBy(victim);
      const hostilities: readonly (readonly [string, string, (answer: LoginAnswer) => LoginAnswer])[] = [
        [
          'H07: those of somebody else',
          'E_BUNDLE',
          (answer) => ({ ...answer, bundle: foreign.bundle, entry: foreign.entry, accountId: foreign.accountId }),
        ],
        [
          'H07: those of somebody else under the own account',
          'E_BUNDLE',
          (answer) => ({ ...answer, bundle: { ...foreign.bundle, accountId: answer.accountId } }),
        ],
        ['H07: none', 'E_ANSWER', (answer) => ({ ...answer, bundle: { ...answer.bundle, slots: [] } })],
        [
          'H08: a changed public part',
          'E_BUNDLE',
          (answer) => ({ ...answer, bundle: { ...answer.bundle, certificate: flipped(answer.bundle.certificate) } }),
        ],
        [
          'H08: changed secret parts',
          'E_BUNDLE',
          (answer) => ({ ...answer, bundle: { ...answer.bundle, sealedKeys: flipped(answer.bundle.sealedKeys) } }),
        ],
      ];
      for (const [index, [what, code, change]] of hostilities.entries()) {
        const locale = index % 2 === 0 ? 'en' : 'de';
        const stop = await tamper(victim, '/v1/auth/login', (answer) => change(answer as LoginAnswer));
        await victim.goto(`${locale}/log-in/`);
        await page.locator('input[type=email]').fill(victim.identifier);
        await page.locator('input[type=password]').fill(victim.password);
        await page.locator('button[type=submit]').click();
        const alert = page.locator('main').getByRole('alert');
        await alert.waitFor();
        expect([what, await alert.innerText()]).toEqual([what, expect.stringContaining(saidOf(code, locale))]);
        await stop();
      }
      expect(sent).toEqual([]);
      await victim.goto('en/');
      await page.getByRole('link', { name: 'I have an account' }).waitFor();
      await logIn(victim);
    },
    TIMEOUT,
  );
});

/** What a page says of a refused entry stays where it is while everything is asked anew: nobody reads it in pieces. */
async function expectStandsThroughSyncs(page: Page): Promise<void> {
  const shown = await page.locator('main').getByRole('alert').elementHandle();
  for (let n = 0; n < 3; n += 1) {
    const asked = page.waitForResponse((response) => new URL(response.url()).pathname === '/v1/feeds/pull');
    const again = page.waitForResponse((response) => new URL(response.url()).pathname.startsWith('/v1/elements/elm_'));
    await page.getByTitle(/Sync now|Jetzt abgleichen/).dispatchEvent('click');
    await Promise.all([asked, again]);
  }
  expect(await shown?.evaluate((element) => element.isConnected)).toBe(true);
}

describe('H20: a server that shows an older version', () => {
  it(
    'H20: is refused in the words of the person, and what was seen stays',
    async () => {
      const { web: person, program } = await party(stage, 'Ada Moss', look);
      const { page } = person;
      const [created] = await program.create([{ schema: 'text/plain', title: 'Dose', body: '50 mg' }]);
      const elementId = created?.elementId ?? '';
      await logIn(person);
      let older: unknown;
      const place = `/v1/elements/${elementId}*`;
      const stopWatching = await tamper(person, place, (answer) => (older = answer));
      await person.goto(`en/record/element/#${elementId}`);
      await page.getByText('50 mg', { exact: true }).waitFor();
      await stopWatching();
      await program.update(elementId, { schema: 'text/plain', title: 'Dose', body: '5 mg' });
      await page.getByTitle('Sync now').dispatchEvent('click');
      await page.getByText('5 mg', { exact: true }).waitFor();

      const stop = await tamper(person, place, () => older);
      // From page to page: where only the part behind # is the same, nothing is asked for.
      for (const locale of ['de', 'en'] as const) {
        await person.goto(`${locale}/record/element/#${elementId}`);
        await saidToPerson(person, 'E_ROLLBACK', locale);
        expect(await page.getByText('50 mg').count()).toBe(0);
      }
      await expectStandsThroughSyncs(page);
      await stop();
      await page.reload();
      await page.getByText('5 mg', { exact: true }).waitFor();
    },
    TIMEOUT,
  );
});

describe('a server that exchanged what somebody else shares', () => {
  it(
    'is told of where that is looked at: who only reads for others never opens a record of their own',
    async () => {
      const [patient, doctor] = await Promise.all([party(stage, 'Ada Moss', look), party(stage, 'Dr Ravi Winter', look)]);
      const { page } = doctor.web;
      const titles = ['Blood group A', 'Allergic to nuts', 'Sleeps well'];
      const created = await patient.program.create(titles.map((title) => ({ schema: 'text/plain', title, body: title })));
      const ids = created.map(({ elementId }) => elementId);
      await patient.program.findPerson(doctor.web.identifier);
      await patient.program.share(ids, doctor.accountId, {});
      await exchangeContents(stage.server.databases.records, ids);
      await logIn(doctor.web);
      const notice = page.getByRole('alert').filter({ hasText: '2 entries could not be proven and are not shown' });
      await doctor.web.goto('en/shared/');
      await page.getByRole('link', { name: /Ada Moss/ }).waitFor();
      await notice.waitFor();
      await page.getByRole('link', { name: /Ada Moss/ }).click();
      await page.getByRole('heading', { level: 1, name: /Ada Moss/ }).waitFor();
      await notice.waitFor();
      await expectWellMade(page, 'a record of somebody else with refused entries');
    },
    TIMEOUT,
  );
});

describe('H39: a server that shows the own account as it never was', () => {
  it(
    'is refused on every page until it is honest again',
    async () => {
      const { web: person } = await party(stage, 'Ada Moss', look);
      const { page } = person;
      await logIn(person);
      const stop = await tamper(person, '/v1/accounts/me/head', (answer) => {
        const { bundleVersion } = answer as { bundleVersion: number };
        return { ...(answer as object), bundleVersion: bundleVersion + 1 };
      });
      const alert = page.locator('main').getByRole('alert');
      for (const locale of ['en', 'de'] as const) {
        for (const place of ['record', 'record/waiting', 'sharing', 'me/security']) {
          await person.goto(`${locale}/${place}/`);
          await alert.getByText(saidOf('E_BUNDLE', locale)).waitFor();
          expect(await alert.count()).toBe(1);
        }
      }
      await person.goto('en/record/');
      await alert.waitFor();
      await expectWellMade(page, 'a refused sync', LOOKS);
      await stop();
      await alert.getByRole('button', { name: 'Try again' }).press('Enter');
      await page.getByText('Synced', { exact: true }).waitFor();
      expect(await alert.count()).toBe(0);
    },
    TIMEOUT,
  );

  it(
    'is told of as long as nothing else was proven, also where the server falls silent afterwards',
    async () => {
      const { web: person } = await party(stage, 'Ada Moss', look);
      const { page } = person;
      await logIn(person);
      await page.getByText('Synced', { exact: true }).waitFor();
      const stop = await tamper(person, '/v1/accounts/me/head', (answer) => {
        const { bundleVersion } = answer as { bundleVersion: number };
        return { ...(answer as object), bundleVersion: bundleVersion + 1 };
      });
      const syncNow = () => page.getByTitle('Sync now').dispatchEvent('click');
      const said = page.locator('main').getByRole('alert').getByText(saidOf('E_BUNDLE', 'en'));
      await syncNow();
      await said.waitFor();
      await stop();

      person.allow(/ERR_FAILED/);
      const silent = `${stage.server.url}/v1/**`;
      await person.context.route(silent, (route) => route.abort());
      await syncNow();
      await page.getByRole('main').getByText('The server cannot be reached').waitFor();
      expect(await said.count()).toBe(1);

      await person.context.unroute(silent);
      await syncNow();
      await page.getByText('Synced', { exact: true }).waitFor();
      expect(await said.count()).toBe(0);
    },
    TIMEOUT,
  );
});
