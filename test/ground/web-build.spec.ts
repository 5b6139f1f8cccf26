import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import { root } from './scripts.ts';
import { webCheck, webDigest, webElsewhere } from './supply-chain.ts';

const { checkWeb, differences } = await webCheck();
const { buildDigest, fileDigests } = await webDigest();
const { bundleWorkerElsewhere } = await webElsewhere();
const out = join(root, 'web/out');

/** A folder with these files, as a build leaves it. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-out-'));
  mkdirSync(join(folder, 'en'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('the digest of a build', () => {
  it('is that of a list of all files but the stamp, in the order of their paths', () => {
    const folder = folderOf({ 'index.html': 'abc', 'en/a.js': '', '.stamp': 'ours' });
    const files = fileDigests(folder);
    rmSync(folder, { recursive: true });
    expect([...files]).toEqual([
      ['en/a.js', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
      ['index.html', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ]);
    // printf of both lines `sha256  path`, through sha256sum.
    expect(buildDigest(files)).toBe('256b885d668020470a8bc7c49f2cad713efa27799529d05094da13faef242d13');
  });

  it('tells what differs, is missing, or is one too many', () => {
    const first = new Map([
      ['a', '1'],
      ['b', '1'],
      ['d', '1'],
    ]);
    const second = new Map([
      ['a', '1'],
      ['b', '2'],
      ['c', '1'],
    ]);
    expect(differences(first, second)).toEqual(['b differs', 'c is in the second build only', 'd is in the first build only']);
    expect(differences(first, new Map(first))).toEqual([]);
  });
});

/** Files that name a place of the machine that built them. */
const naming = (folder: string, places: readonly string[]): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(?:br|gz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => places.some((place) => readFileSync(file).includes(place)));

describe('the built client', () => {
  it('names no folder of the machine that built it', () => {
    expect(naming(out, [root, homedir()])).toEqual([]);
    const folder = folderOf({ 'en/a.js': `"${root}/web/app"` });
    expect(naming(folder, [root])).toHaveLength(1);
    rmSync(folder, { recursive: true });
  });

  it('has the worker that another folder gives, byte for byte', () => {
    expect(bundleWorkerElsewhere()).toBe(fileDigests(out).get('sdk.worker.js'));
  });

  // A second build of all pages takes a minute: in the long form, and by `npm run build:web:check`.
  if (process.env['SEALCHART_LONG'] === '1') {
    it('is the same, byte for byte, from another folder, time zone and language', () => {
      const { digest, files } = checkWeb();
      printFigure('reproducible build', '2 of 2 the same', `${files} files`, `digest ${digest}`);
      expect(digest).toBe(buildDigest(fileDigests(out)));
    }, 900_000);
  }
});
