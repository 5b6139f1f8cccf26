import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync as transformDecorators } from '@swc/core';
import type { BuildOptions, OnLoadResult, Plugin } from 'esbuild';
import { build, transformSync } from 'esbuild';

/** A check of the product: a function, or a method of a class, by the file that holds it. */
export interface Defence {
  /** As `mobile-sdk/src/features/elements/manifest-checks.ts`. */
  readonly module: string;
  readonly check: string;
  /** What runs in place of its body: it lets all pass. The parameters have their names. Default: nothing. */
  readonly body?: string;
}

/** The folder that holds all workspaces. */
const ROOT = join(import.meta.dirname, '../../..');
/** Below `node_modules`, so that packages are found from there: those of the server first, where it has its own. */
const BUILDS = join(ROOT, 'api/node_modules/.cache/hostile');

/** Our own packages are built in; what is theirs stays outside and is the same for every build. */
const OWN = new Map([
  ['@sealchart/protocol', 'protocol/src/index.ts'],
  ['@sealchart/sdk', 'mobile-sdk/src/index.ts'],
  ['@sealchart/sdk/browser', 'mobile-sdk/src/adapters/browser/index.ts'],
  ['@sealchart/sdk/testing', 'mobile-sdk/src/testing/index.ts'],
  ['@sealchart/api', 'api/src/index.ts'],
  ['@sealchart/api/testing', 'api/src/testing/index.ts'],
]);

/** Builds what a module exports, without these checks, and loads it. Throws where a check is not found exactly once. */
export async function loadWithout(entry: string, defences: readonly Defence[]): Promise<unknown> {
  const contents = await bundleWithout(entry, defences, { platform: 'node', target: 'node20', packages: 'external' });
  mkdirSync(BUILDS, { recursive: true });
  const file = join(BUILDS, `${crypto.randomUUID()}.mjs`);
  writeFileSync(file, contents);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(file);
  }
}

/** The worker of the web client without these checks, as one script. */
export function workerWithout(defences: readonly Defence[]): Promise<string> {
  return bundleWithout("import './web/worker/worker.ts';", defences, { platform: 'browser', target: 'es2024', minify: true });
}

async function bundleWithout(entry: string, defences: readonly Defence[], options: BuildOptions): Promise<string> {
  const missing = new Set(defences);
  const plugin: Plugin = {
    name: 'without checks',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^@sealchart\// }, ({ path }) => ({ path: join(ROOT, OWN.get(path) ?? path) }));
      esbuild.onLoad({ filter: /\.ts$/ }, ({ path }): OnLoadResult | undefined => {
        const module = relative(ROOT, path);
        const here = defences.filter((one) => one.module === module);
        const hasDecorators = module.startsWith('api/');
        if (here.length === 0 && !hasDecorators) return undefined;
        let contents = hasDecorators ? decorated(path) : readFileSync(path, 'utf8');
        if (here.length > 0) contents = transformSync(contents, { loader: 'ts', target: 'es2024' }).code;
        for (const defence of here) {
          contents = withoutBody(contents, defence);
          missing.delete(defence);
        }
        return { contents, loader: 'js' };
      });
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: ROOT, loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['source'],
    logLevel: 'silent',
    plugins: [plugin],
    ...options,
  });
  if (missing.size > 0) throw new Error(`not part of the build: ${[...missing].map(({ module }) => module).join(', ')}`);
  const [bundle] = outputFiles as { text: string }[];
  return bundle?.text ?? '';
}

const decoratedSources = new Map<string, string>();

/** JavaScript of a source with decorators, which need the types that esbuild drops. */
function decorated(path: string): string {
  const known = decoratedSources.get(path);
  if (known !== undefined) return known;
  const { code } = transformDecorators(readFileSync(path, 'utf8'), {
    filename: path,
    swcrc: false,
    module: { type: 'es6' },
    jsc: {
      target: 'es2024',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
  });
  decoratedSources.set(path, code);
  return code;
}

/** JavaScript as esbuild prints it: a function ends at the first brace in the column where it began. Exported for its test. */
export function withoutBody(code: string, { module, check, body = '' }: Defence): string {
  const lines = code.split('\n');
  const head = new RegExp(`^(\\s*)(?:export )?(?:static )?(?:async )?(?:function\\*? )?${escaped(check)}\\(`);
  const starts = lines.flatMap((line, i) => (head.test(line) && line.endsWith(') {') ? [i] : []));
  const [start, ...others] = starts;
  if (start === undefined || others.length > 0) throw new Error(`${module} has no single ${check}: ${starts.length} found`);
  const indent = head.exec(lines[start] ?? '')?.[1] ?? '';
  const close = lines.findIndex((line, i) => i > start && line === `${indent}}`);
  if (close < 0) throw new Error(`${module}: ${check} does not end`);
  return [...lines.slice(0, start + 1), body, ...lines.slice(close)].join('\n');
}

const escaped = (name: string): string => name.replaceAll(/[$#]/g, String.raw`\$&`);
