import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './scripts.ts';
import type { Lock, LockedPackage } from './scripts.ts';
import { direct, installScripts, licences, page } from './supply-chain.ts';

const { directDependencies, readTables } = await direct();
const { licenceRefusals, lockedPackages } = await licences();
const { digestRefusals, installScriptRefusals } = await installScripts();
const { dependencyPage } = await page();
const tables = readTables();
const top = tables.manifests[''];

/** A lock with one package, called `made-up` unless another name is given. */
const lockOf = (entry: LockedPackage, name = 'made-up'): Lock => ({
  packages: { [`node_modules/${name}`]: { version: '1.0.0', license: 'MIT', integrity: 'sha512-AAAA', ...entry } },
});

describe('docs/dependencies.md', () => {
  it('tells what manifests and lock hold, with the noted reasons', () => {
    expect(readFileSync(join(root, 'docs/dependencies.md'), 'utf8')).toBe(dependencyPage(tables));
  });

  it('cannot be made while a package has no reason, another version than noted, or is wanted no more', () => {
    const note = { version: '4.6.7', released: '2026-10-12', kibibytes: 1, why: 'schemas' };
    const changed = (zod: typeof note | undefined) => () =>
      dependencyPage({ ...tables, notes: { ...tables.notes, zod: zod ?? { ...note, why: '' } } });
    expect(changed(undefined)).toThrow('say why zod is needed');
    expect(changed({ ...note, version: '4.6.6' })).toThrow('zod 4.6.7 is not noted');
    expect(() => dependencyPage({ ...tables, notes: { ...tables.notes, 'made-up': note } })).toThrow(
      'made-up is noted and no longer wanted',
    );
  });

  it('is about exact pins that the lock has', () => {
    const lock = lockOf({});
    const asked = (version: string, more = {}) =>
      directDependencies({ manifests: { '': { name: 'top', dependencies: { 'made-up': version } }, ...more }, lock });
    expect(asked('1.0.0').map(({ name }) => name)).toEqual(['made-up']);
    expect(() => asked('^1.0.0')).toThrow('made-up is not pinned exactly in the root: ^1.0.0');
    expect(() => asked('1.0.1')).toThrow('made-up is pinned as 1.0.1 and locked as 1.0.0');
    expect(() => asked('1.0.0', { web: { name: 'web', devDependencies: { 'made-up': '2.0.0' } } })).toThrow('locked as 1.0.0');
  });

  it('names packages that are installed', () => {
    expect(directDependencies(tables).filter(({ path }) => !existsSync(join(root, path, 'package.json')))).toEqual([]);
  });
});

describe('licences', () => {
  it('of all packages of the lock are taken', () => {
    expect(lockedPackages(tables.lock).length).toBeGreaterThan(500);
    expect(licenceRefusals(tables.lock)).toEqual([]);
  });

  it('that we do not take are refused, and so is none at all', () => {
    expect(licenceRefusals(lockOf({ license: 'GPL-3.0-only' }))).toEqual(['made-up@1.0.0: GPL-3.0-only']);
    expect(licenceRefusals(lockOf({ license: 'MIT AND GPL-2.0' }))).toHaveLength(1);
    expect(licenceRefusals(lockOf({ license: '(MIT OR (ISC AND GPL-2.0))' }))).toHaveLength(1);
    expect(licenceRefusals({ packages: { 'node_modules/made-up': { version: '1.0.0' } } })).toEqual([
      'made-up@1.0.0: no licence is stated',
    ]);
    expect(licenceRefusals(lockOf({ license: '(GPL-2.0 OR MIT)' }))).toEqual([]);
  });

  it('that we take from one package are refused of another', () => {
    expect(licenceRefusals(lockOf({ license: 'LGPL-3.0+' }, 'openpgp'))).toEqual([]);
    expect(licenceRefusals(lockOf({ license: 'LGPL-3.0+' }))).toEqual(['made-up@1.0.0: LGPL-3.0+']);
    expect(licenceRefusals(lockOf({ license: 'MPL-2.0' }, 'lightningcssx'))).toHaveLength(1);
  });
});

describe('install scripts', () => {
  it('of all packages of the lock are decided about', () => {
    expect(installScriptRefusals(top ?? { allowScripts: {} }, tables.lock)).toEqual([]);
  });

  it('of another package are refused, and a decision about none is told', () => {
    const lock = lockOf({ hasInstallScript: true });
    expect(installScriptRefusals({ allowScripts: { 'made-up': false } }, lock)).toEqual([]);
    expect(installScriptRefusals({ allowScripts: {} }, lock)).toEqual(['made-up@1.0.0 has an install script']);
    expect(installScriptRefusals({}, lock)).toHaveLength(1);
    expect(installScriptRefusals({ allowScripts: { gone: true } }, lockOf({}))).toEqual(['gone is listed and has no install script']);
  });

  it('run for two packages alone: the bundled Node and the password hash', () => {
    const run = Object.entries(top?.allowScripts ?? {}).filter(([, isRun]) => isRun);
    expect(run.map(([name]) => name)).toEqual(['node', 'argon2']);
  });
});

describe('digests', () => {
  it('are in the lock for all but parts for single platforms', () => {
    expect(digestRefusals(tables.lock)).toEqual([]);
  });

  it('that are absent are told', () => {
    const bare = { version: '1.0.0', license: 'MIT' };
    expect(digestRefusals({ packages: { 'node_modules/made-up': bare } })).toEqual(['made-up@1.0.0 has no digest in the lock']);
    expect(digestRefusals({ packages: { 'node_modules/made-up': { ...bare, optional: true } } })).toHaveLength(1);
    expect(digestRefusals({ packages: { 'node_modules/made-up': { ...bare, optional: true, os: ['darwin'] } } })).toEqual([]);
  });
});
