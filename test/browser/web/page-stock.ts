import type { Page } from 'playwright-core';

/** Milliseconds without an answer after which a page has what it asked for. */
const QUIET_MS = 500;

const isThere = (part: string): boolean => performance.getEntriesByType('resource').some(({ name }) => name.includes(part));
const isQuiet = (quiet: number): boolean =>
  performance.getEntriesByType('resource').every(({ startTime, duration }) => performance.now() - startTime - duration > quiet);

/** Waits until a page has fetched the other ones and their code, so that they open without the network. */
export async function untilStocked(page: Page): Promise<void> {
  for (const place of ['record', 'record.element', 'record.waiting']) await page.waitForFunction(isThere, `.${place}.__PAGE__`);
  await page.waitForFunction(isQuiet, QUIET_MS);
}
