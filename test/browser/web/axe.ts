import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expectFits } from './fit.ts';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything that WCAG 2.2 A and AA ask and a program can see, and what its makers call best practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The screen as it stands: nothing that axe finds, and nothing that does not fit into the window. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  const findings = await findingsOn(page);
  expect({ screen, findings }).toEqual({ screen, findings: [] });
  await expectFits(page, screen);
}

/** What axe finds, a line for each place. */
export async function findingsOn(page: Page): Promise<string[]> {
  // The debugger's own evaluation is not bound by the policy of the page: no policy has to be loosened for this.
  await page.evaluate(`if (!window.axe) { ${SOURCE} }`);
  const results = await page.evaluate<AxeResults>(
    `window.axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ["violations"] })`,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}
