import chromium from '@sparticuz/chromium';
import type { Browser, BrowserContext } from 'playwright-core';
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

/** The Chromium of `CHROMIUM_PATH`, else the one that came with the install. */
async function executable(): Promise<string> {
  return process.env['CHROMIUM_PATH'] ?? chromium.executablePath();
}

/** A real Chromium with a profile on disk. */
export async function openChromium(profile: string, options: { readonly ignoreHTTPSErrors?: boolean } = {}): Promise<BrowserContext> {
  return driver.launchPersistentContext(profile, { executablePath: await executable(), args: QUIET, headless: true, ...options });
}

/** A real Chromium in which every person has a context of their own; `args` are further ones. */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  return driver.launch({ executablePath: await executable(), args: [...QUIET, ...args], headless: true });
}
