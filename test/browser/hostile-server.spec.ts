import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { DirectoryEntry, KeyBundle } from '@sealchart/protocol';
import type { SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { fetchHttp } from '@sealchart/sdk/node';
import { recordingHttp, testPorts } from '@sealchart/sdk/testing';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import { tamperAnswers } from './web/tampered-answers.ts';
import { party } from './web/two-people.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';

const stage = webStage();
const [look] = LOOKS as [Look];
const TIMEOUT = 120_000;

interface LoginAnswer {
  readonly accountId: string;
  readonly bundle: KeyBundle;
  readonly entry: DirectoryEntry;
}

/** What is said of a refusal, as it stands in the texts of a language. */
function saidOf(code: string, locale: 'en' | 'de'): string {
  const path = join(import.meta.dirname, `../../web/messages/${locale}/problems.json`);
  const texts = JSON.parse(readFileSync(path, 'utf8')) as Record<string, { title: string }>;
  return texts[code]?.title ?? 'no text';
}

/** Lets the server be hostile: changes its answers under this path, until what this gives is called. */
function tamper({ context }: WebPerson, path: string, change: (answer: unknown) => unknown): Promise<() => Promise<void>> {
  return tamperAnswers(context, `${stage.server.url}${path}`, (_, answer) => change(answer));
}

/** Another character in the middle of base64url text. */
const flipped = (text: string): string => text.replace(/.(?=.{100}$)/, (letter) => (letter === 'A' ? 'B' : 'A'));

/** Paths by which the browser gave something to the server from now on. */
function sentBy({ context }: WebPerson): string[] {
  const sent: string[] = [];
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/v1\/(?:elements\/batch|accounts|anchors)/.test(pathname) && request.method() !== 'GET') sent.push(pathname);
  });
  return sent;
}

/** Somebody whose answers the operator knows, because it is the operator: they have the name of another. */
async function mallory(name: string, password = `a long password ${crypto.randomUUID()}`) {
  const traffic = recordingHttp(fetchHttp());
  const client = createClient({
    server: stage.server.url,
    client: { name: 'mallory', version: '0.1.0' },
    ports: testPorts({ http: traffic }),
  });
  const identifier = `mallory.${crypto.randomUUID()}@example.org`;
  await client.register({ identifier, name, password, device: 'x' });
  const found = traffic.exchanges.findLast(({ request, response }) => request.url.endsWith('/v1/auth/login') && response?.status === 200);
  return { client, identifier, login: JSON.parse(String(found?.response?.body)) as LoginAnswer };
}

const saidToPerson = ({ page }: WebPerson, code: string, locale: 'en' | 'de' = 'en') =>
  page.getByRole('alert').getByText(saidOf(code, locale)).waitFor();

describe('H07: a server that hands out other keys at the log-in', () => {
  it(
    'is refused in plain words: nothing is opened, kept or sent',
    async () => {
      const { web: victim } = await party(stage, 'Ada Moss', look);
      const { page } = victim;
      // The attacker even guessed the password: what they hand out opens with it.
      const { login: foreign } = await mallory('Ada Moss', victim.password);
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

describe('H02: a server that shows other people', () => {
  it(
    'H02: gets nothing for the key that it puts in a known person’s place',
    async () => {
      const [patient, doctor] = await Promise.all([party(stage, 'Ada Moss', look), party(stage, 'Dr Ravi Winter', look)]);
      const { page } = patient.web;
      const attacker = await mallory('Dr Ravi Winter');
      const created = await patient.program.create(['First', 'Second'].map((title) => ({ schema: 'text/plain', title, body: title })));
      const [first = '', second = ''] = created.map(({ elementId }) => elementId);
      await logIn(patient.web);
      const toReview = async (elementId: string): Promise<void> => {
        await patient.web.goto('en/sharing/');
        await patient.web.goto(`en/sharing/new/#${elementId}`);
        await page.getByLabel('E-mail address').fill(doctor.web.identifier);
        await page.getByRole('button', { name: 'Find' }).click();
        await page
          .getByRole('radio', { name: /Dr Ravi Winter/ })
          .first()
          .waitFor();
      };
      const goOn = async (): Promise<void> => {
        await page.getByRole('radio', { name: /Dr Ravi Winter/, checked: true }).waitFor();
        await page.getByRole('button', { name: 'Next' }).click();
        await page.getByRole('radio', { name: 'May read and write' }).waitFor();
        await page.getByRole('button', { name: 'Next' }).click();
      };
      const share = page.getByRole('button', { name: 'Share one entry with Dr Ravi Winter' });
      await toReview(first);
      await goOn();
      await share.click();
      await page.getByRole('heading', { name: 'Shared', exact: true }).waitFor();

      const sent = sentBy(patient.web);
      const entry = attacker.login.entry;
      const stopLookup = await tamper(patient.web, '/v1/directory/lookup', () => entry);
      await toReview(second);
      await page.getByRole('radio', { name: /Dr Ravi Winter.*Key changed/ }).waitFor();
      expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
      await stopLookup();

      await toReview(second);
      await goOn();
      await share.waitFor();
      const stop = await tamper(patient.web, '/v1/directory/accounts', () => ({ entries: [{ ...entry, accountId: doctor.accountId }] }));
      await share.click();
      await saidToPerson(patient.web, 'E_AUTHOR');
      expect(sent).toEqual([]);
      await stop();
      await share.click();
      await page.getByRole('heading', { name: 'Shared', exact: true }).waitFor();
      expect(await titlesOf(doctor.program)).toEqual(['First', 'Second']);
      expect(await titlesOf(attacker.client)).toEqual([]);
    },
    TIMEOUT,
  );
});

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
      for (const locale of ['en', 'de'] as const) {
        await person.goto(`${locale}/record/element/#${elementId}`);
        await saidToPerson(person, 'E_ROLLBACK', locale);
        expect(await page.getByText('50 mg').count()).toBe(0);
      }
      await stop();
      await person.goto(`en/record/element/#${elementId}`);
      await page.getByText('5 mg', { exact: true }).waitFor();
    },
    TIMEOUT,
  );
});

/** Titles of what an account sees when it has heard everything. */
async function titlesOf(client: SealchartClient): Promise<string[]> {
  await client.sync();
  return (await client.list()).map(({ title }) => title).sort();
}
