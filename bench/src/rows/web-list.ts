import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createClient } from '@sealchart/sdk';
import { testPorts } from '@sealchart/sdk/testing';
import type { Stage } from '../bench.ts';
import { boundRow } from '../bounds.ts';
import { webProductOf } from '../browser/web-product.ts';
import { CLIENT } from '../sealing-device.ts';
import { madeUpObservations } from '../seeded.ts';
import type { Row } from '../table.ts';

const SEED = 9_301;
/** The longest frame of scrolling, milliseconds. */
const FRAME_MS = 50;
/** Steps of scrolling, and pixels of each: faster than anybody reads. */
const STEPS = 200;
const STEP_PX = 400;
/** Times that it is scrolled. */
const ROUNDS = 3;
const PATIENCE_MS = 240_000;

interface Person {
  readonly identifier: string;
  readonly password: string;
}

/** What a list of so many elements costs in a browser, milliseconds. */
interface Costs {
  /** Log-in pressed to the first rows painted, on a device that was never here. */
  readonly newFirst: number;
  /** The same to the last row. */
  readonly newAll: number;
  /** Reload of an unlocked page to the first rows painted. */
  readonly known: number;
  /** The longest task of the page while the first sync ran. */
  readonly syncStall: number;
  /** The longest frame of each time that the list was scrolled, behind a first one that counts for nothing. */
  readonly frames: readonly number[];
}

/** The list of a record in Chromium, on a new device and on a known one. Times hold log-in with Argon2id and the page itself: they are reported. */
export async function measure(stage: Stage): Promise<Row[]> {
  const { origin, browser } = await webProductOf(stage);
  const rows: Row[] = [];
  for (const size of stage.isShort ? [200] : [1_000, 10_000]) {
    stage.say(`adding ${size} elements`);
    const person = await filledPerson(origin, size);
    const costs = await measureList(browser, { origin, person, size });
    const figure = (name: string, measured: number): Row => ({ name: `${name}, ${size} in Chromium`, unit: 'ms', measured });
    rows.push(
      figure('log-in to first rows, new device', costs.newFirst),
      figure('log-in to all rows, new device', costs.newAll),
      figure('longest task of the page in the first sync', costs.syncStall),
      figure('reload to first rows, known device', costs.known),
      boundRow({ name: `longest frame of scrolling, ${size} in Chromium`, unit: 'ms', most: FRAME_MS }, costs.frames),
    );
  }
  return rows;
}

/** Somebody who wrote so many elements on a device outside of any browser. */
async function filledPerson(server: string, size: number): Promise<Person> {
  const person = {
    identifier: `web-list-${size}-${crypto.randomUUID().slice(0, 8)}@example.org`,
    password: `the long password of ${size}`,
  };
  const client = createClient({ server, client: CLIENT, ports: testPorts() });
  await client.register({ ...person, name: 'Web List', device: 'bench' });
  const refused = (await client.create(madeUpObservations(size, SEED))).find((outcome) => !outcome.ok);
  await client.close();
  if (refused && !refused.ok) throw refused.error;
  return person;
}

async function measureList(
  browser: Browser,
  { origin, person, size }: { readonly origin: string; readonly person: Person; readonly size: number },
): Promise<Costs> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await context.newPage();
    await watchTasks(context);
    await page.goto(`${origin}/en/log-in/`);
    await page.getByLabel('E-mail address').fill(person.identifier);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    const start = performance.now();
    await page.getByRole('button', { name: 'Log in' }).click();
    await firstRow(page);
    const newFirst = performance.now() - start;
    await page.locator(`[aria-setsize="${size}"]`).first().waitFor();
    const newAll = performance.now() - start;
    const syncStall = await page.evaluate(() => Math.max(0, ...((globalThis as { tasks?: number[] }).tasks ?? [])));
    // A device is a known one when all that it was told is kept.
    await page.getByText('Synced', { exact: true }).first().waitFor();
    const reload = performance.now();
    await page.reload({ waitUntil: 'commit' });
    await firstRow(page);
    const known = performance.now() - reload;
    await page.getByText('Synced', { exact: true }).first().waitFor();
    const frames: number[] = [];
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (let round = 0; round <= ROUNDS; round += 1) frames.push(await longestFrame(page));
    return { newFirst, newAll, known, syncStall, frames: frames.slice(1) };
  } finally {
    await context.close();
  }
}

const firstRow = (page: Page): Promise<void> => page.locator('[aria-posinset="1"] a').waitFor();

/** Keeps the durations of long tasks of every page. */
async function watchTasks(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const tasks: number[] = [];
    (globalThis as { tasks?: number[] }).tasks = tasks;
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => tasks.push(duration))).observe({ type: 'longtask' });
  });
}

/** Scrolls as fast as frames come; the longest time between two of them. */
function longestFrame(page: Page): Promise<number> {
  return page.evaluate(
    async ({ steps, pixels }) => {
      // oxlint-disable-next-line unicorn/consistent-function-scoping -- it runs in the page: whatever it uses must be inside
      const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      let last = await nextFrame();
      scrollTo(0, 0);
      let longest = 0;
      for (let step = 0; step < steps; step += 1) {
        scrollBy(0, pixels);
        // oxlint-disable-next-line no-await-in-loop
        const now = await nextFrame();
        longest = Math.max(longest, now - last);
        last = now;
      }
      return longest;
    },
    { steps: STEPS, pixels: STEP_PX },
  );
}
