import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, readConfig } from '@sealchart/api';
import { build } from 'esbuild';
import mongoose from 'mongoose';
import type { BrowserContext, Page } from 'playwright-core';
import { openChromium } from './chromium.ts';

type App = Awaited<ReturnType<typeof createApp>>;

const name = `browser_${crypto.randomUUID().slice(0, 8)}`;
const mongo = new URL(process.env['TEST_MONGODB_URI'] ?? '');
const uris = ['accounts', 'records'].map((part) => `${mongo.protocol}//${mongo.host}/${name}_${part}${mongo.search}`);
let folder: string;
let app: App;
let origin: string;
let worker: string;
let browser: BrowserContext;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The SDK with its browser ports as one file, as a web client would ship it. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'sdk-worker.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    conditions: ['source'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealchart-browser-'));
  const port = await freePort();
  origin = `http://localhost:${port}`;
  app = await createApp(
    readConfig({
      PORT: String(port),
      MONGODB_ACCOUNTS_URI: uris[0],
      MONGODB_RECORDS_URI: uris[1],
      SECRETS_DIR: join(folder, 'secrets'),
      LOG_LEVEL: 'silent',
    }),
  );
  await app.listen({ port, host: '127.0.0.1' });
  worker = await bundle();
  browser = await openChromium(join(folder, 'profile'));
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.close();
  for (const uri of uris) {
    const connection = await mongoose.createConnection(uri).asPromise();
    await connection.dropDatabase();
    await connection.close();
  }
  await rm(folder, { recursive: true });
});

/** A page of the server's own origin that holds nothing but the worker. */
async function openPage(): Promise<Page> {
  const page = await browser.newPage();
  await page.route(`${origin}/test.html`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>test</title>' }),
  );
  await page.route(`${origin}/worker.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: worker }));
  await page.goto(`${origin}/test.html`);
  return page;
}

const visit = (page: Page, task: object) =>
  page.evaluate(
    (message) =>
      new Promise((resolve) => {
        const sdk = new Worker('/worker.js', { type: 'module' });
        sdk.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
        sdk.onerror = ({ message: text }) => resolve({ error: text });
        sdk.postMessage(message);
      }),
    task,
  );

describe('a person in the browser', () => {
  it('registers, seals, sends and opens; comes back and unlocks what the device kept', async () => {
    const task = {
      server: origin,
      identifier: `${name}@example.org`,
      password: `a long password ${crypto.randomUUID()}`,
      body: `Blood pressure 120/80 ${crypto.randomUUID()}`,
    };
    const page = await openPage();
    const first = (await visit(page, { ...task, act: 'first visit' })) as { result: { accountId: string } };
    const { accountId } = first.result ?? {};
    expect(first).toEqual({ result: { accountId, author: accountId, title: 'From the browser', body: task.body } });
    await page.close();

    const again = await openPage();
    expect(await visit(again, { ...task, act: 'second visit' })).toEqual({
      result: { state: 'locked', wrong: 'E_PASSWORD', accountId, title: 'From the browser', body: task.body },
    });
  }, 120_000);
});
