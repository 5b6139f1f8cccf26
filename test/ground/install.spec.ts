import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { completeLock, install, nodeVersion, root } from './scripts.ts';
import type { Lock } from './scripts.ts';

const { isInstalled, reasonOfInstall } = await install();
const { missingEntries } = await completeLock();
const { nodeProblem } = await nodeVersion();
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;

describe('the Node at hand', () => {
  it('is told from 20.19 on as right, below as too old', () => {
    for (const version of ['v20.19.0', 'v20.20.2', 'v22.0.0', 'v24.21.0', 'v26.1.0']) expect(nodeProblem(version)).toBeUndefined();
    for (const version of ['v20.18.3', 'v18.20.8', 'v19.9.0', 'v16.20.2']) {
      expect(nodeProblem(version)).toContain(`needs Node 20.19 or later, and this is ${version.slice(1)}`);
    }
  });
});

describe('what is missing', () => {
  const wanted: Lock = {
    packages: {
      '': {},
      'node_modules/one': { version: '1.0.0' },
      'node_modules/own': { resolved: 'own', link: true },
      'node_modules/two-darwin': { version: '2.0.0', optional: true },
    },
  };
  const record: Lock = { packages: { 'node_modules/one': { version: '1.0.0' }, 'node_modules/own': { resolved: 'own', link: true } } };

  it('is nothing when npm has installed what the lock names', () => {
    expect(isInstalled(wanted, record)).toBe(true);
  });

  it('is everything in a fresh clone', () => {
    expect(isInstalled(wanted, undefined)).toBe(false);
  });

  it('is seen: another version, an absent package, an absent workspace', () => {
    const { 'node_modules/one': one, 'node_modules/own': own } = record.packages;
    expect(isInstalled(wanted, { packages: { 'node_modules/one': { version: '0.9.0' }, 'node_modules/own': { ...own } } })).toBe(false);
    expect(isInstalled(wanted, { packages: { 'node_modules/own': { ...own } } })).toBe(false);
    expect(isInstalled(wanted, { packages: { 'node_modules/one': { ...one } } })).toBe(false);
  });
});

describe('a failed install', () => {
  it('is told by its reason', () => {
    expect(reasonOfInstall('npm error code ENOTFOUND\nnpm error network request failed')).toContain('no network');
    expect(reasonOfInstall('npm error code ENOSPC')).toContain('the disk is full');
    expect(reasonOfInstall('npm error code EACCES')).toContain('no rights');
    expect(reasonOfInstall('npm error code EUSAGE')).toContain('the lines above');
  });
});

describe('a fresh clone without network', () => {
  it('is told so by start and test, in seconds and in words', () => {
    const clone = mkdtempSync(join(tmpdir(), 'sealchart-clone-'));
    const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
    const files = ['scripts', '.npmrc', 'package.json', 'package-lock.json', ...workspaces.map((name) => `${name}/package.json`)];
    for (const file of files) cpSync(join(root, file), join(clone, file), { recursive: true });
    const env = { ...process.env, npm_config_registry: 'http://registry.invalid/', npm_config_cache: join(clone, 'cache') };
    for (const script of ['start', 'test']) {
      const { status, stderr } = spawnSync(process.execPath, [`scripts/${script}.mjs`], { cwd: clone, env, encoding: 'utf8' });
      expect(stderr).toContain('sealchart: the install failed: no network');
      expect(status).toBe(1);
    }
    expect(existsSync(join(clone, 'node_modules/.package-lock.json'))).toBe(false);
    rmSync(clone, { recursive: true, force: true });
  });
});

describe('the lock file', () => {
  it('holds every optional platform package, so that `npm ci` accepts it anywhere', () => {
    expect(missingEntries(lock)).toEqual({});
  });

  it('would be completed with the platform of an absent package', () => {
    const entry = { version: '1.2.3', optionalDependencies: { '@scope/tool-linux-x64-musl': '1.2.3', 'tool-range': '^1.0.0' } };
    expect(missingEntries({ packages: { 'node_modules/tool': entry } })).toEqual({
      'node_modules/@scope/tool-linux-x64-musl': { version: '1.2.3', os: ['linux'], cpu: ['x64'], libc: ['musl'], optional: true },
    });
  });

  it('names no host, so that it works behind any mirror', () => {
    const hosts = Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.includes(':'));
    expect(hosts).toEqual([]);
    expect(readFileSync(join(root, '.npmrc'), 'utf8')).toContain('omit-lockfile-registry-resolved=true');
  });
});
