import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll } from '@jest/globals';
import { freePort } from '../../stories/support/api-process.ts';

/** A step that waits for a browser: longer than any on a busy machine, shorter than a test. */
const PATIENCE_MS = 20_000;

/** A site of somebody else on this machine, and what browsers asked of it. There while the tests of one spec run. */
export interface ForeignSite {
  /** Of another host than that of the product: the browser calls requests from it cross-site. */
  readonly origin: string;
  /** The same site by the host name of the product: the browser calls requests from it same-site, and gives them cookies. */
  readonly sameSite: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** Serves this body of a page from now on, with no policy at all; gives its path. */
  page(body: string): string;
  /** Waits until this path was asked for. */
  untilAsked(path: string): Promise<void>;
  /** Forgets what was asked for. */
  forget(): void;
}

/** Everything that is no page is answered with an empty script that may be had from everywhere. */
export function foreignSite(): ForeignSite {
  const pages = new Map<string, string>();
  const asked: string[] = [];
  const news = new EventEmitter();
  let port = 0;
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    news.emit('asked');
    const body = pages.get(url);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', body === undefined ? 'text/javascript' : 'text/html');
    response.end(body === undefined ? '' : `<!doctype html><meta charset="utf-8"><title>foreign</title><body>${body}</body>`);
  });

  beforeAll(async () => {
    port = await freePort();
    await once(server.listen(port, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    asked,
    get origin() {
      return `http://127.0.0.1:${port}`;
    },
    get sameSite() {
      return `http://localhost:${port}`;
    },
    page(body) {
      const path = `/page/${pages.size}`;
      pages.set(path, body);
      return path;
    },
    async untilAsked(path) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      // oxlint-disable-next-line no-await-in-loop
      while (!asked.includes(path))
        await once(news, 'asked', { signal }).catch(() => Promise.reject(new Error(`nobody asked for ${path}`)));
    },
    forget: () => void asked.splice(0),
  };
}
