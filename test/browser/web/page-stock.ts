import type { Page } from 'playwright-core';

/** Milliseconds without an answer after which a page has what it asked for. */
const QUIET_MS = 500;

/** Waits until a page has fetched the other ones and their code, so that they open without the network. */
export async function untilStocked(page: Page): Promise<void> {
  const isThere = (part: string) => performance.getEntriesByType('resource').some(({ name }) => name.includes(part));
  for (const place of ['record', 'record.element', 'record.waiting']) await page.waitForFunction(isThere, `.${place}.__PAGE__`);
  const isQuiet = (quiet: number) =>
    performance.getEntriesByType('resource').every(({ startTime, duration }) => performance.now() - startTime - duration > quiet);
  await page.waitForFunction(isQuiet, QUIET_MS);
}
