// A small copy of the project's ground in a temporary folder: real tools meet offending files without touching the tree.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './scripts.ts';

const ground = [
  '.gitignore',
  'package.json',
  'oxlint.config.ts',
  '.oxfmtrc.json',
  'tsconfig.base.json',
  'scripts/zones.mjs',
  'protocol/tsconfig.json',
  'protocol/tsconfig.spec.json',
  'protocol/package.json',
  'mobile-sdk/package.json',
];

export interface Scratch {
  /** Writes a file into the copy. */
  write(path: string, text: string): void;
  /** Runs one of the installed programs in the copy. */
  run(program: 'oxlint' | 'oxfmt' | 'tsc', ...args: string[]): { readonly status: number | null; readonly output: string };
  /** Names of the files in a folder of the copy. */
  files(path: string): readonly string[];
  remove(): void;
}

export function makeScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-ground-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const path of ground) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(root, path), join(folder, path));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    write,
    run: (program, ...args) => {
      // By this Node and not by the one on PATH, which may be older than the programs need.
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules/.bin', program), ...args], {
        cwd: folder,
        encoding: 'utf8',
        timeout: 60_000,
      });
      return { status, output: stdout + stderr };
    },
    files: (path) => readdirSync(join(folder, path)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
