import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import { openChromium } from './chromium.ts';

interface Row {
  readonly why: string;
  readonly typed: string;
}
const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../../protocol/vectors/identifiers.json'), 'utf8')) as {
  readonly normal: readonly (Row & { readonly normal: string })[];
  readonly refused: readonly Row[];
};

let folder: string;
let browser: BrowserContext;
let page: Page;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealchart-identifiers-'));
  const { outputFiles } = await build({
    stdin: { contents: "export { Identifier, normaliseIdentifier } from '@sealchart/protocol';", resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'protocol',
    platform: 'browser',
    target: 'es2024',
    conditions: ['source'],
    logLevel: 'silent',
  });
  browser = await openChromium(folder);
  page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

interface Read {
  readonly normal: string;
  readonly isIdentifier: boolean;
}

/** What the browser makes of each; texts go as UTF-16 units, because half a character does not survive the way. */
function readInBrowser(rows: readonly Row[]): Promise<Read[]> {
  const units = rows.map(({ typed }) => Array.from({ length: typed.length }, (_, i) => typed.charCodeAt(i)));
  return page.evaluate((texts) => {
    const { protocol } = globalThis as unknown as {
      protocol: { normaliseIdentifier: (text: string) => string; Identifier: { safeParse: (text: string) => { success: boolean } } };
    };
    return texts.map((text) => {
      const normal = protocol.normaliseIdentifier(String.fromCharCode(...text));
      return { normal, isIdentifier: protocol.Identifier.safeParse(normal).success };
    });
  }, units);
}

it('a browser gives e-mail addresses the same form as the server', async () => {
  const read = await readInBrowser(vectors.normal);
  expect(read).toEqual(vectors.normal.map(({ normal }) => ({ normal, isIdentifier: true })));
});

it('a browser refuses the same texts as the server', async () => {
  const read = await readInBrowser(vectors.refused);
  expect(read.map(({ isIdentifier }, i) => ({ typed: vectors.refused[i]?.typed, isIdentifier }))).toEqual(
    vectors.refused.map(({ typed }) => ({ typed, isIdentifier: false })),
  );
});
