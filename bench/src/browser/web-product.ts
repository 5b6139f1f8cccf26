import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import type { Browser } from 'playwright-core';
import { chromium as driver } from 'playwright-core';
import { productSettings, startProductOn } from '../api/product.ts';
import type { Stage } from '../bench.ts';

/** The built web client; `npm run bench` builds it where it is missing. */
const WEB_DIR = fileURLToPath(new URL('../../../web/out', import.meta.url));

/** Pages of the test machine alone, without a window. */
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'];

/** The product with its web client, and a browser beside it. */
export interface WebProduct {
  readonly origin: string;
  readonly browser: Browser;
}

const products = new WeakMap<Stage, Promise<WebProduct>>();

/** The web product of a run: all rows of the browser share one. */
export function webProductOf(stage: Stage): Promise<WebProduct> {
  const product = products.get(stage) ?? open(stage);
  products.set(stage, product);
  return product;
}

async function open(stage: Stage): Promise<WebProduct> {
  const { listening } = await startProductOn(stage, { ...(await productSettings(stage)), WEB_DIR });
  const executablePath = process.env['CHROMIUM_PATH'] ?? (await chromium.executablePath());
  const browser = await driver.launch({ executablePath, args: QUIET, headless: true });
  stage.atEnd(() => browser.close());
  return { origin: `http://localhost:${listening.port}`, browser };
}
