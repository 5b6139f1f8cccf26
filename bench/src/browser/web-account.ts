import { nodeKdf } from '@sealchart/sdk/node';
import type { SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { testPorts } from '@sealchart/sdk/testing';
import type { BrowserContext, Page } from 'playwright-core';
import { CLIENT } from '../sealing-device.ts';
import type { WebProduct } from './web-product.ts';

/** Somebody with an account, made by a program in this process, and what they log in with. */
export interface WebAccount {
  readonly program: SealchartClient;
  readonly accountId: string;
  readonly identifier: string;
  readonly password: string;
}

/** A new account with the password settings of the product. */
export async function makeWebAccount({ origin }: WebProduct, name: string): Promise<WebAccount> {
  const program = createClient({ server: origin, client: CLIENT, ports: testPorts({ kdf: nodeKdf() }) });
  const identifier = `${crypto.randomUUID()}@example.org`;
  const password = `the long password of ${name}`;
  const { accountId } = await program.register({ identifier, name, password, device: 'bench' });
  return { program, accountId, identifier, password };
}

/** A browser that was never here, with the log-in page open and filled in. */
export async function atTheDoor(
  product: WebProduct,
  { identifier, password }: WebAccount,
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await product.browser.newContext({ locale: 'en-GB', viewport: { width: 1_280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${product.origin}/en/log-in/`, { waitUntil: 'networkidle' });
  await page.getByLabel('E-mail address').fill(identifier);
  await page.getByLabel('Password', { exact: true }).fill(password);
  return { context, page };
}

/** Logs in, and waits for the record. */
export async function enter(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'My record' }).waitFor();
}

/** Begins to watch how long the page stands still; `longestStall` tells. */
export async function watchStalls(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { last: performance.now(), most: 0 };
    Object.assign(globalThis, { stalls: seen });
    const tick = (now: number): void => {
      seen.most = Math.max(seen.most, now - seen.last);
      seen.last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

/** Milliseconds of the longest frame since the page is watched. */
export function longestStall(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { readonly stalls: { readonly most: number } }).stalls.most);
}
