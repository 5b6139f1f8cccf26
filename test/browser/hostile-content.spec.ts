import { afterEach, describe, expect, it } from '@jest/globals';
import type { SealchartClient } from '@sealchart/sdk';
import type { Page } from 'playwright-core';
import { IS_LONG } from '../stories/support/long-form.ts';
import { activeContents, breakout } from './web/active-content.ts';
import { misfitsOn } from './web/fit.ts';
import { foreignSite } from './web/foreign-site.ts';
import { endlessBodies, hostileResources, strangeResources } from './web/hostile-resources.ts';
import { giveFile, importEnded, startImport } from './web/import-steps.ts';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import { programAt } from './web/program.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';

const stage = webStage();
const foreign = foreignSite();
const [look] = LOOKS as [Look];
const TIMEOUT = 180_000;

const text = (field: string): string => breakout(foreign.origin, field);
const markup = (): string =>
  activeContents(foreign.origin)
    .map(({ html }) => html)
    .join('');
const ran = (): readonly string[] => foreign.asked.filter((path) => path.startsWith('/ran/'));
afterEach(() => foreign.forget());

/** Fields of `hostileResources` and of the note that people see somewhere, as they were written. */
const SHOWN =
  'name later-title later-body conflict markup addendum code unit interpretation range medication dosage reason allergy manifestation severity condition clinical onset description file-name media-type identifier note note-author reference-display status date family given line city member-value'.split(
    ' ',
  );

/** Somebody with a browser, and somebody who shares with them what no form would let through, by a program of their own. */
async function victimAndAttacker(): Promise<{ victim: WebPerson; attacker: SealchartClient; victimId: string }> {
  const victim = await stage.person('Ada Moss', look);
  const { identifier, name, password } = victim;
  const tablet = programAt(stage.server.url);
  const attacker = programAt(stage.server.url);
  const address = `mallory.${crypto.randomUUID()}@example.org`;
  await Promise.all([
    tablet.register({ identifier, name, password, device: text('device') }),
    attacker.register({ identifier: address, name: text('name'), password: `a long password ${address}`, device: 'x' }),
  ]);
  const { accountId } = await attacker.findPerson(identifier);
  return { victim, attacker, victimId: accountId };
}

/** A page that shows what it has to show, with all that can be unfolded. Gives the text that is seen. */
async function unfold(page: Page): Promise<string> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], .animate-spin') === null);
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  return page.locator('body').innerText();
}

/** Elements and attributes that came from somewhere else than the build. */
function markupIn(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter(
        (element) =>
          element.matches('iframe, object, embed, base, form[action], meta[http-equiv=refresh], animate, style:not([data-emotion])') ||
          [...element.attributes].some(
            ({ name, value }) =>
              name.startsWith('on') ||
              (/^(?:href|src|srcdoc|action|formaction|style|xlink:href)$/.test(name) && /javascript:|\/ran\//.test(value)),
          ),
      )
      .map(({ outerHTML }) => outerHTML.slice(0, 200)),
  );
}

describe('U05: the markup that an attacker shares', () => {
  it('does what it is made for wherever a page takes it for markup', async () => {
    const anybody = await stage.person('Any Body', look);
    anybody.allow(/./s);
    for (const { name, html } of [...activeContents(foreign.origin), { name: 'breakout', html: `<p title="${text('breakout')}">` }]) {
      const page = await anybody.context.newPage();
      await page.goto(`${foreign.origin}${foreign.page(html)}`, { waitUntil: 'commit' });
      if (name === 'link' || name === 'form') await page.locator('a, button').click();
      await foreign.untilAsked(`/ran/${name}`);
      // A page that is closed on its way to another one may never be closed.
      if (name === 'refresh') await page.waitForURL(`**/ran/${name}*`, { waitUntil: 'commit' });
      await page.close();
    }
    const page = await anybody.context.newPage();
    await page.goto(`${foreign.origin}${foreign.page(markup().replace(/<meta[^>]*>/, ''))}`, { waitUntil: 'commit' });
    await page.locator('form').waitFor({ state: 'attached' });
    expect((await markupIn(page)).length).toBeGreaterThan(10);
  });

  it(
    'is text, wherever it stands',
    async () => {
      const { victim, attacker, victimId } = await victimAndAttacker();
      const { page } = victim;
      const note = { schema: 'text/plain', title: text('title'), body: markup() };
      const created = await attacker.create([note, ...hostileResources(text, markup())]);
      const ids = created.map(({ elementId }) => elementId);
      const [noteId = ''] = ids;
      await attacker.share(ids, victimId, { role: 'manager', history: true });
      await attacker.update(noteId, { ...note, title: text('later-title'), body: `${markup()} ${text('later-body')}` });
      await attacker.addAddendum(noteId, text('addendum'));
      const attackerId = attacker.account().accountId;

      const seen = new Set<string>();
      const check = async (): Promise<void> => {
        const shown = (await unfold(page)).replaceAll(/\s+/g, ' ');
        for (const [found, field] of shown.matchAll(/([\w-]+)"'><img src=about:none onerror="new Image\(\)\.src='[^']*'">/g))
          if (found === text(field ?? '')) seen.add(field ?? '');
        if (shown.includes(markup())) seen.add('markup');
        expect(await markupIn(page)).toEqual([]);
        expect([await page.title(), ran()]).toEqual(['Sealchart', []]);
        // Long titles end in dots; nothing pushes anything else away.
        expect((await misfitsOn(page)).filter((misfit) => !misfit.startsWith('cut off'))).toEqual([]);
      };
      await logIn(victim);
      await victim.goto('en/shared/');
      await page.getByText('new or changed').first().waitFor();
      await check();
      await victim.goto(`en/shared/#${attackerId}`);
      await page.getByText(/^9 entries$/).waitFor();
      await check();
      await page.getByRole('searchbox').fill('onerror');
      await check();
      for (const id of ids) {
        await victim.goto(`en/record/element/#${id}`);
        await page.getByRole('button', { name: 'Show history' }).click();
        for (const button of await page.getByRole('button', { name: /^What changed in version/ }).all()) await button.click();
        await check();
      }

      // The course of a measurement, in the chart and in the table.
      await victim.goto(`en/shared/#${attackerId}:measurements`);
      await page.getByRole('link', { name: /3 values/ }).click();
      await page.getByRole('application').waitFor();
      await check();
      // Shared on: what, with whom, who will read, and what the attacker sees of it.
      await victim.goto(`en/sharing/new/#${noteId}`);
      await page.getByLabel('E-mail address').waitFor();
      await check();
      await victim.goto(`en/record/edit/#${ids[4]}/raw`);
      await page.getByLabel('Resource', { exact: true }).waitFor();
      await check();
      // Both write at once: what somebody else wrote stands beside the own words.
      await victim.goto(`en/record/edit/#${noteId}`);
      await page.getByLabel('Text', { exact: true }).fill('what I wrote');
      await attacker.update(noteId, { ...note, title: text('later-title'), body: `${markup()} ${text('conflict')}` });
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('heading', { name: 'Two changes of the same part' }).waitFor();
      await check();
      for (const place of ['sharing/', `sharing/person/#${attackerId}`, 'me/sessions/', 'record/export/']) {
        await victim.goto(`en/${place}`);
        await check();
      }
      expect([...seen]).toEqual(expect.arrayContaining(SHOWN));
    },
    TIMEOUT,
  );

  it(
    'is text in a file of somebody else, too: in its name, in what it says before it comes in, and as the own record',
    async () => {
      const { victim } = await victimAndAttacker();
      const { page } = victim;
      await logIn(victim);
      await victim.goto('en/record/import/');
      const [condition, patient] = [{ code: { text: text('condition') } }, { name: [{ text: text('patient') }] }];
      const narrative = { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${markup()}</div>` };
      const resources = [
        { resourceType: 'Condition', ...condition, text: narrative },
        { resourceType: 'Patient', ...patient, [text('member')]: 1 },
        { resourceType: text('type') },
        { resourceType: 'Patient', birthDate: text('birth'), [text('member')]: 1, id: text('id') },
      ];
      const file = { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
      await giveFile(victim, `${text('file')}.json`, JSON.stringify(file));
      const said = await unfold(page);
      expect(said).toContain(text('file'));
      expect(await markupIn(page)).toEqual([]);
      await startImport(victim);
      await importEnded(victim);
      await victim.goto('en/record/');
      expect(await unfold(page)).toContain(text('condition'));
      await page.emulateMedia({ media: 'print' });
      expect([await markupIn(page), await page.title(), ran()]).toEqual([[], 'Sealchart', []]);
      expect((await page.pdf()).length).toBeGreaterThan(0);
      expect(ran()).toEqual([]);
    },
    TIMEOUT,
  );
});

describe('U05: entries that no form makes', () => {
  it(
    'stop no page of who they are shared with',
    async () => {
      const { victim, attacker, victimId } = await victimAndAttacker();
      const { page } = victim;
      const created = await attacker.create([...strangeResources(), ...endlessBodies()]);
      const ids = created.map(({ elementId }) => elementId);
      await attacker.share(ids, victimId, { role: 'editor' });
      const recordId = attacker.account().accountId;
      await logIn(victim);
      await victim.goto(`en/shared/#${recordId}`);
      await page.getByText(`${ids.length} entries`, { exact: true }).waitFor();
      await victim.goto(`en/shared/#${recordId}:measurements`);
      const series = page.getByRole('link', { name: /\d values?/ });
      await series.first().waitFor();
      const count = await series.count();
      for (let place = 0; place < count; place += 1) {
        await series.nth(place).click();
        await page.getByRole('table').waitFor();
        await page.goBack();
        await series.first().waitFor();
      }
      for (const id of IS_LONG ? ids : ids.filter((_, i) => i % 3 === 0)) {
        await victim.goto(`en/record/element/#${id}`);
        await page.getByRole('region', { name: 'Content' }).waitFor();
        expect([id, await unfold(page)]).toEqual([id, expect.stringContaining('Who can see it')]);
      }
    },
    TIMEOUT,
  );
});
