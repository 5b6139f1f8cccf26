import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as sdk from '@sealchart/sdk';
import * as node from '@sealchart/sdk/node';
import { startServer } from './support/in-process-server.ts';

const MODULES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { '@sealchart/sdk': sdk, '@sealchart/sdk/node': node };

/** Twenty lines are what a reader takes in at a glance. */
const LINES = 20;

describe('the README of the SDK', () => {
  it('shows a program that runs as it stands, against a real server', async () => {
    const readme = await readFile('mobile-sdk/README.md', 'utf8');
    const program = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(program.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(LINES);
    const server = await startServer();
    const folder = await mkdtemp(join(tmpdir(), 'sealchart-readme-'));
    try {
      const placed = program.replace('http://localhost:3000', await server.listen()).replaceAll("'./", `'${folder}/`);
      expect(await run(placed)).toEqual([['Penicillin', 'Rash in 2019.']]);
    } finally {
      await server.close();
      await rm(folder, { recursive: true });
    }
  }, 60_000);
});

/** Runs a module's text with its imports resolved here; gives what it printed. */
async function run(program: string): Promise<unknown[][]> {
  const names: string[] = [];
  const values: unknown[] = [];
  const body = program.replace(/^import \{ (.+) \} from '(.+)';$/gm, (_line, imported: string, specifier: string) => {
    for (const name of imported.split(', ')) {
      names.push(name);
      values.push(MODULES[specifier]?.[name]);
    }
    return '';
  });
  const printed: unknown[][] = [];
  const console = { log: (...parts: unknown[]) => void printed.push(parts) };
  const AsyncFunction = (async () => undefined).constructor as new (...parts: string[]) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction(...names, 'console', body)(...values, console);
  return printed;
}
