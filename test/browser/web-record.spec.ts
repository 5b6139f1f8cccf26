import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { exchangeContents } from './web/exchanged-contents.ts';
import { logIn } from './web/log-in.ts';
import { SOME_LOOKS } from './web/looks.ts';
import { programAt } from './web/program.ts';
import { signUp } from './web/sign-up.ts';
import { webStage } from './web/web-stage.ts';
import { expectWellMade } from './web/well-made.ts';

const stage = webStage();

const rows = (page: Page) => page.locator('[aria-posinset]');
const part = (page: Page, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Parts of the record' }).getByRole('link', { name });
/** Waits until the page announces it. */
const hears = (page: Page, text: string) =>
  page
    .getByRole('status')
    .filter({ hasText: new RegExp(`^${text}`) })
    .waitFor();

async function find(page: Page, text: string, answer: string): Promise<void> {
  await page.getByRole('searchbox').fill(text);
  await hears(page, answer);
}

/** The numbers of a column of the table, oldest first. */
async function column(page: Page, place: number): Promise<string[]> {
  return (await page.getByRole('table').locator(`tbody td:nth-of-type(${place})`).allInnerTexts()).map((text) => text.trim()).toReversed();
}

/** The same without the words about the reference. */
const digits = (numbers: readonly string[]): string[] => numbers.map((number) => number.replace(/[^\d.]/g, ''));

/** Walks through the chart by keyboard, from the oldest value on; each must be what the table says. */
async function walkThrough(page: Page, columns: readonly (readonly string[])[]): Promise<void> {
  const tip = page.locator('.recharts-tooltip-wrapper');
  const count = columns[0]?.length ?? 0;
  await page.locator(`.recharts-line-dots > :nth-child(${count}):last-child`).first().waitFor();
  // Where the mouse lies, it points at a value of its own.
  await page.mouse.move(0, 0);
  await page.getByRole('application').focus();
  for (const [index, first] of (columns[0] ?? []).entries()) {
    await page.keyboard.press(index > 0 ? 'ArrowRight' : 'ArrowLeft');
    const numbers = [first, ...columns.slice(1).map((numbersOf) => numbersOf[index] ?? '')];
    await tip.filter({ hasText: new RegExp(numbers.map((number) => `(?: \\d{4}|: )${number} `).join('[^]*')) }).waitFor();
  }
}

describe.each(SOME_LOOKS)('my record at $name', (look) => {
  it('begins with a sample, is drawn and told in tables, read by kind, searched and filtered, and is empty again', async () => {
    const person = await stage.person('Ada Moss', look);
    const { page } = person;
    await signUp(person);

    await page.getByRole('heading', { name: 'Your record is empty' }).waitFor();
    await page.getByRole('button', { name: 'Try with a sample record' }).click();
    await hears(page, '86 entries');
    expect(await page.getByRole('heading', { level: 2 }).first().innerText()).toMatch(/^September 2026/);
    expect(await rows(page).first().getAttribute('aria-setsize')).toBe('86');

    await rows(page).first().getByRole('link').focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('[aria-posinset="2"] a:focus').waitFor();
    await page.keyboard.press('End');
    await page.locator('[aria-posinset="86"] a:focus').waitFor();
    await page.keyboard.press('Home');
    await page.locator('[aria-posinset="1"] a:focus').waitFor();

    await part(page, /^Vitals and labs/).click();
    const pressure = page.getByRole('link', { name: /^Blood pressure/ });
    expect(await pressure.innerText()).toMatch(/16 values[^]*122\/77\s?mmHg[^]*Lower than before/);
    await pressure.click();
    await page.getByRole('heading', { level: 1, name: 'Blood pressure' }).waitFor();
    const [systolic, diastolic] = [await column(page, 1), await column(page, 2)];
    expect(systolic).toHaveLength(16);
    expect([systolic[0], diastolic[0], systolic.at(-1), diastolic.at(-1)]).toEqual([
      'Above the reference\n152',
      'Above the reference\n96',
      '122',
      '77',
    ]);
    await walkThrough(page, [digits(systolic), digits(diastolic)]);

    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('link', { name: /^Body weight/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Body weight' }).waitFor();
    expect((await column(page, 1)).at(-1)).toBe('74.7');
    await page.getByRole('radio', { name: 'lb' }).press('Space');
    await page.getByText('Converted from the unit that was written.').waitFor();
    expect((await column(page, 1)).at(-1)).toBe('164.7');
    await page.getByRole('radio', { name: '1 year' }).press('Space');
    const year = await column(page, 1);
    expect(year).toEqual(['167.3', '164.7']);
    await walkThrough(page, [year]);

    await page.getByRole('link', { name: 'Back' }).click();
    await part(page, /^Medications/).click();
    await hears(page, '6 entries');
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Active (3)', 'Ended (3)']);
    const ramipril = rows(page).filter({ hasText: 'Ramipril 5 mg' });
    expect(await ramipril.innerText()).toMatch(/1 tablet in the morning[^]*Active/);
    await part(page, /^Allergies/).click();
    await hears(page, '3 entries');
    expect(await rows(page).filter({ hasText: 'Amoxicillin' }).innerText()).toMatch(/Severe[^]*High risk/);
    await part(page, /^Notes/).click();
    await page.getByRole('heading', { name: 'No notes yet' }).waitFor();

    await part(page, 'Timeline').click();
    await find(page, 'MENIE', '1 entry found');
    await rows(page).filter({ hasText: 'Ménière’s disease' }).waitFor();
    await find(page, 'swelling lips', '1 entry found');
    await rows(page).locator('mark').waitFor();
    await find(page, '7.2 %', '1 entry found');
    await rows(page).filter({ hasText: 'HbA1c' }).waitFor();
    await find(page, 'zebra', 'Nothing found');
    await page.getByRole('button', { name: 'Show everything' }).click();
    await hears(page, '86 entries');

    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('From').fill('2026-01-01');
    await page.getByLabel('Until').fill('2026-06-30');
    await hears(page, '2 entries');
    await part(page, /^Vitals and labs/).click();
    await hears(page, '2 entries');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await hears(page, '53 entries');

    await part(page, 'Timeline').click();
    await find(page, 'ferritin', '2 entries found');
    await page.getByRole('button', { name: 'Choose entries' }).click();
    await page.getByRole('checkbox', { name: 'Choose Ferritin' }).first().press('Space');
    await hears(page, '1 entry chosen');
    await page.getByRole('button', { name: 'Choose all 2 shown' }).click();
    await hears(page, '2 entries chosen');
    await page.getByRole('button', { name: 'Erase', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Erase for good' }).click();
    await hears(page, '2 entries were erased');
    await hears(page, 'Nothing found');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await hears(page, '84 entries');

    await page.getByRole('button', { name: 'Remove the sample record' }).click();
    await page.getByRole('heading', { name: 'Your record is empty' }).waitFor();
  });

  it('keeps in sight what the server changed behind its owner', async () => {
    const person = await stage.person('Ada Moss', look);
    const { page, identifier, password, name } = person;
    const program = programAt(stage.server.url);
    await program.register({ identifier, name, password, device: 'elsewhere' });
    const created = await program.create(
      ['Blood group A', 'Allergic to nuts', 'Sleeps well'].map((body) => ({ schema: 'text/plain', title: body, body })),
    );
    const ids = created.flatMap((outcome) => (outcome.ok ? [outcome.elementId] : []));
    await program.close();
    await exchangeContents(stage.server.databases.records, ids);

    await logIn(person);
    await hears(page, '1 entry');
    const notice = page.getByRole('alert').filter({ hasText: '2 entries could not be proven and are not shown' });
    await notice.getByText('Show which').click();
    for (const id of ids.slice(0, 2)) await notice.getByText(id).waitFor();
    expect(await notice.getByText(/Code for support: E_[A-Z_]+/).count()).toBe(2);
    await rows(page).filter({ hasText: 'Sleeps well' }).waitFor();
    await expectWellMade(page, 'the record with refused entries');
    await page.reload();
    await notice.waitFor();
    await person.goto(`en/record/element/#${ids[0]}`);
    await page.getByText('Proof failed').waitFor();
  });
});
