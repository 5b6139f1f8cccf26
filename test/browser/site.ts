import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, readConfig } from '@sealchart/api';
import { hashQuickly } from '@sealchart/api/testing';
import { CLIENT_HEADER, PROTOCOL, PROTOCOL_HEADER } from '@sealchart/protocol';
import { build } from 'esbuild';
import mongoose from 'mongoose';
import type { BrowserContext, Page } from 'playwright-core';
import { openChromium } from './chromium.ts';

/** The headers without which the server listens to nobody; a page of another origin cannot send them without asking. */
export const CLIENT = { [CLIENT_HEADER]: 'browser-test/0.1.0', [PROTOCOL_HEADER]: String(PROTOCOL) };

/** A request as the server got it, with the answer that it gave. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
  readonly answer: string;
}

/** The real server behind an address of this machine, and a real browser beside it. */
export interface Site {
  /** Where people open it. */
  readonly origin: string;
  readonly browser: BrowserContext;
  /** Everything that reached the server, in the order of the answers. */
  readonly seen: readonly Seen[];
  /** A page of the server's own origin that holds nothing but these scripts. */
  openPage(scripts?: Readonly<Record<string, string>>): Promise<Page>;
  /** Ends both, and drops databases and secrets. */
  close(): Promise<void>;
}

export interface SiteOptions {
  /** Certificate and key, both PEM: the server is opened over https. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export async function startSite({ tls }: SiteOptions = {}): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-browser-'));
  const name = `browser_${crypto.randomUUID().slice(0, 8)}`;
  const mongo = new URL(process.env['TEST_MONGODB_URI'] ?? '');
  const uriOf = (part: string): string => `${mongo.protocol}//${mongo.host}/${name}_${part}${mongo.search}`;
  const uris = [uriOf('accounts'), uriOf('records')] as const;
  const port = await freePort();
  const origin = `${tls ? 'https' : 'http'}://localhost:${port}`;
  const files = { TLS_CERT_FILE: join(folder, 'tls.crt'), TLS_KEY_FILE: join(folder, 'tls.key') };
  if (tls) await Promise.all([writeFile(files.TLS_CERT_FILE, tls.cert), writeFile(files.TLS_KEY_FILE, tls.key)]);
  const app = await createApp(
    readConfig({
      PORT: String(port),
      MONGODB_ACCOUNTS_URI: uris[0],
      MONGODB_RECORDS_URI: uris[1],
      SECRETS_DIR: join(folder, 'secrets'),
      LOG_LEVEL: 'silent',
      ...(tls ? files : {}),
    }),
  );
  await hashQuickly(app);
  const seen: Seen[] = [];
  app.getHttpServer().prependListener('request', (request: IncomingMessage, response: ServerResponse) => record(request, response, seen));
  await app.listen({ port, host: '127.0.0.1' });
  const browser = await openChromium(join(folder, 'profile'), { ignoreHTTPSErrors: tls !== undefined });
  return {
    origin,
    browser,
    seen,
    openPage: (scripts = {}) => openPage(browser, origin, scripts),
    async close() {
      await browser.close();
      await app.close();
      for (const uri of uris) {
        const connection = await mongoose.createConnection(uri).asPromise();
        await connection.dropDatabase();
        await connection.close();
      }
      await rm(folder, { recursive: true });
    },
  };
}

/** A script with all that it imports as one file, as a web client would ship it. */
export async function bundleOf(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
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

/** Sends a message to a fresh worker of the page, and gives its answer. */
export function askWorker(page: Page, script: string, task: object): Promise<unknown> {
  return page.evaluate(
    ({ path, message }) =>
      new Promise((resolve) => {
        const worker = new Worker(path, { type: 'module' });
        worker.onmessage = ({ data }: MessageEvent<unknown>) => {
          worker.terminate();
          resolve(data);
        };
        worker.onerror = ({ message: text }) => resolve({ error: text });
        worker.postMessage(message);
      }),
    { path: `/${script}`, message: task },
  );
}

async function openPage(browser: BrowserContext, origin: string, scripts: Readonly<Record<string, string>>): Promise<Page> {
  const page = await browser.newPage();
  await page.route(`${origin}/test.html`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>test</title>' }),
  );
  for (const [path, body] of Object.entries(scripts)) {
    await page.route(`${origin}/${path}`, (route) => route.fulfill({ contentType: 'text/javascript', body }));
  }
  await page.goto(`${origin}/test.html`);
  return page;
}

/** Fastify gives an answer to `end` whole. */
function record({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse, seen: Seen[]): void {
  const end = response.end.bind(response) as (...parts: unknown[]) => ServerResponse;
  response.end = (...parts: unknown[]): ServerResponse => {
    const [answer] = parts;
    const text = typeof answer === 'string' || Buffer.isBuffer(answer) ? answer.toString() : '';
    seen.push({ method, path: url.split('?', 1)[0] ?? '', headers: { ...headers }, status: response.statusCode, answer: text });
    return end(...parts);
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
