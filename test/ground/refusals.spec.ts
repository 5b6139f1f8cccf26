// The real tools with the project's own settings: each refuses what it is there for, and passes the same file put right.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeScratch } from './scratch.ts';
import type { Scratch } from './scratch.ts';
import { root } from './scripts.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = makeScratch();
});
afterEach(() => scratch.remove());

/** What a configuration of the compiler says. */
const config = (folder: string, name: string) =>
  JSON.parse(readFileSync(join(root, folder, name), 'utf8')) as Readonly<Record<string, unknown>>;

const lint = () => scratch.run('oxlint', '--deny-warnings');

describe('lint', () => {
  it('refuses an import to the right', () => {
    scratch.write('mobile-sdk/src/session/login.ts', 'export const login = 1;\n');
    scratch.write('mobile-sdk/src/store/store.ts', "export { login } from '../session/login.ts';\n");
    const refused = lint();
    expect(refused.output).toContain('store must not import session');
    expect(refused.status).toBe(1);

    scratch.write('mobile-sdk/src/store/store.ts', 'export const store = 1;\n');
    expect(lint()).toMatchObject({ status: 0 });
  });

  it('refuses an import cycle', () => {
    scratch.write('protocol/src/one.ts', "import { two } from './two.ts';\nexport const one = () => two;\n");
    scratch.write('protocol/src/two.ts', "import { one } from './one.ts';\nexport const two = () => one;\n");
    const refused = lint();
    expect(refused.output).toContain('no-cycle');
    expect(refused.status).toBe(1);

    scratch.write('protocol/src/two.ts', 'export const two = 2;\n');
    expect(lint()).toMatchObject({ status: 0 });
  });

  it('refuses `any` and the environment outside its readers', () => {
    scratch.write('protocol/src/loose.ts', 'export const loose: any = process.env;\n');
    const refused = lint();
    expect(refused.output).toContain('no-explicit-any');
    expect(refused.output).toContain('no-process-env');
    expect(refused.status).toBe(1);

    scratch.write('protocol/src/loose.ts', 'export const loose: unknown = {};\n');
    expect(lint()).toMatchObject({ status: 0 });
  });

  it('refuses a comparison that converts, and a server that starts programs', () => {
    scratch.write('api/src/loose.ts', "import { spawn } from 'node:child_process';\nexport const isLs = spawn('ls').pid == 1;\n");
    const refused = lint();
    expect(refused.output).toContain('eqeqeq');
    expect(refused.output).toContain('only cli/src/agent/launch.ts starts programs: node:child_process');
    expect(refused.status).toBe(1);

    scratch.write('api/src/loose.ts', "import { pid } from 'node:process';\nexport const isInit = pid === 1;\n");
    expect(lint()).toMatchObject({ status: 0 });
  });

  it('refuses by type: a promise that nobody waits for', () => {
    scratch.write('protocol/src/late.ts', 'const late = async () => 1;\nexport const call = () => {\n  late();\n};\n');
    const refused = lint();
    expect(refused.output).toContain('no-floating-promises');
    expect(refused.status).toBe(1);

    scratch.write('protocol/src/late.ts', 'const late = async () => 1;\nexport const call = () => late();\n');
    expect(lint()).toMatchObject({ status: 0 });
  });
});

describe('format', () => {
  it('refuses another layout', () => {
    scratch.write('protocol/src/wide.ts', 'export const wide = "double quotes"\n');
    const refused = scratch.run('oxfmt', '--check', 'protocol/src');
    expect(refused.output).toContain('wide.ts');
    expect(refused.status).toBe(1);

    scratch.write('protocol/src/wide.ts', "export const wide = 'single quotes';\n");
    expect(scratch.run('oxfmt', '--check', 'protocol/src')).toMatchObject({ status: 0 });
  });
});

describe('type check', () => {
  it('refuses a wrong type, an unchecked index and a runtime-only syntax', () => {
    const wrong = [
      'export const count: number = "three";',
      'export const first = (names: string[]): string => names[0];',
      'export enum Kind { One }',
    ];
    scratch.write('protocol/src/index.ts', `${wrong.join('\n')}\n`);
    const refused = scratch.run('tsc', '-b', 'protocol');
    expect(refused.output).toMatch(/index\.ts\(1,14\): error TS2322/);
    expect(refused.output).toMatch(/index\.ts\(2,\d+\): error TS2322/);
    expect(refused.output).toMatch(/index\.ts\(3,13\): error TS1294/);
    expect(refused.status).not.toBe(0);

    scratch.write('protocol/src/index.ts', 'export const count: number = 3;\n');
    expect(scratch.run('tsc', '-b', 'protocol')).toMatchObject({ status: 0, output: '' });
  });

  it('refuses a wrong type in a test, which is built nowhere', () => {
    scratch.write('protocol/src/index.ts', 'export const count: number = 3;\n');
    scratch.write('protocol/src/index.spec.ts', "import { count } from './index.ts';\nexport const text: string = count;\n");
    expect(scratch.run('tsc', '-b', 'protocol')).toMatchObject({ status: 0, output: '' });
    const refused = scratch.run('tsc', '-b', 'protocol/tsconfig.spec.json');
    expect(refused.output).toMatch(/index\.spec\.ts\(2,14\): error TS2322/);
    expect(refused.status).not.toBe(0);
    expect(scratch.files('protocol/dist').filter((name) => name.endsWith('.js'))).toEqual(['index.js']);

    scratch.write('protocol/src/index.spec.ts', "import { count } from './index.ts';\nexport const text: number = count;\n");
    expect(scratch.run('tsc', '-b', 'protocol/tsconfig.spec.json')).toMatchObject({ status: 0, output: '' });
    expect(scratch.files('protocol/dist').filter((name) => name.endsWith('.js'))).toEqual(['index.js']);
  });

  it.each(['protocol', 'mobile-sdk', 'api', 'cli'])(
    'leaves the tests of %s out of its build, and checks them with the rest',
    (workspace) => {
      expect(config(workspace, 'tsconfig.json').exclude).toEqual(['src/**/*.spec.ts']);
      expect(config(workspace, 'tsconfig.spec.json')).toMatchObject({ include: ['src/**/*.spec.ts'], exclude: [] });
      expect(config('.', 'tsconfig.json').references).toContainEqual({ path: `${workspace}/tsconfig.spec.json` });
    },
  );
});
