import type { Browser } from 'playwright-core';
import type { Stage } from '../bench.ts';
import { boundRow } from '../bounds.ts';
import { webProductOf } from '../browser/web-product.ts';
import type { Row } from '../table.ts';

/** What somebody opens before they are in. */
const PAGES = { welcome: '', 'sign-up': 'sign-up/', 'log-in': 'log-in/', recover: 'recover/' } as const;
const KIB = 1_024;
/** Page and chunks before sign-in, as they cross the network; the worker is counted apart. */
const MOST_KIB = 188;
const WORKER = /\/sdk\.worker\.js$/;

interface Loaded {
  /** Bytes of bodies as they crossed the network, compressed: page, styles and chunks. */
  readonly page: number;
  /** Milliseconds from the first paint to the request for the worker. */
  readonly lead: number;
}

/** What a browser that was never here fetches for each page before sign-in, and that the worker comes after the first paint. */
export async function measure(stage: Stage): Promise<Row[]> {
  const { origin, browser } = await webProductOf(stage);
  const rows: Row[] = [];
  for (const [name, path] of Object.entries(PAGES)) {
    const { page, lead } = await load(browser, `${origin}/en/${path}`);
    rows.push(boundRow({ name: `page before sign-in, ${name}`, unit: 'KiB', most: MOST_KIB }, [page / KIB]), {
      name: `worker behind the first paint, ${name}`,
      unit: 'ms',
      measured: lead,
    });
  }
  return [
    ...rows,
    { name: 'worker, fetched behind the first paint', unit: 'KiB', measured: (await bytesOf(`${origin}/sdk.worker.js`)) / KIB },
  ];
}

async function load(browser: Browser, url: string): Promise<Loaded> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    const urls = new Map<string, string>();
    let bytes = 0;
    cdp.on('Network.responseReceived', ({ requestId, response }) => {
      urls.set(requestId, response.url);
      // The head of an answer is no part of the page.
      if (!WORKER.test(response.url)) bytes -= response.encodedDataLength;
    });
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (!WORKER.test(urls.get(requestId) ?? '')) bytes += encodedDataLength;
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    const lead = await page.evaluate(() => {
      const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN;
      const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      return (entries.find((entry) => entry.name.endsWith('sdk.worker.js'))?.startTime ?? Number.NaN) - paint;
    });
    return { page: bytes, lead };
  } finally {
    await context.close();
  }
}

/** Bytes of a file as a browser fetches it. */
async function bytesOf(url: string): Promise<number> {
  const response = await fetch(url, { headers: { 'accept-encoding': 'br' } });
  await response.body?.cancel();
  return Number(response.headers.get('content-length'));
}
