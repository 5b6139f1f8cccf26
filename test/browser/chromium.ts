import chromium from '@sparticuz/chromium';
import type { BrowserContext } from 'playwright-core';
import { chromium as driver } from 'playwright-core';

/** Nothing but the pages of the test: no updates, no lookups. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real Chromium with a profile on disk: the one of `CHROMIUM_PATH`, else the one that came with the install. */
export async function openChromium(profile: string, options: { readonly ignoreHTTPSErrors?: boolean } = {}): Promise<BrowserContext> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? (await chromium.executablePath());
  return driver.launchPersistentContext(profile, { executablePath, args: QUIET, headless: true, ...options });
}
