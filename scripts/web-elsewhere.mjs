// The web client built once more, in another folder, from sources alone.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectNode, root } from './project.mjs';
import { Refusal } from './refusal.mjs';
import { fileDigests, sha256 } from './web-digest.mjs';

/** What a build makes, or an earlier one left. */
const MADE = /(?:^|[/\\])(?:node_modules|out|\.next|dist|\.data)$|sdk\.worker\.js$|\.generated\.ts$/;

const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Builds the whole client in a folder of its own, in another time zone and language. Gives its files' digests; the folder is removed. */
export const buildElsewhere = () =>
  inAnotherFolder((folder) => {
    for (const place of ['', ...workspaces]) linkTree(join(root, place, 'node_modules'), join(folder, place, 'node_modules'));
    run(folder, [join(folder, 'scripts/build.mjs'), 'protocol', 'mobile-sdk']);
    run(folder, [join(folder, 'scripts/web.mjs')]);
    return fileDigests(join(folder, 'web/out'));
  });

/** Bundles the worker alone in a folder of its own, in seconds. Gives the SHA-256 of its file; the folder is removed. */
export const bundleWorkerElsewhere = () =>
  inAnotherFolder((folder) => {
    linkPackages(folder);
    run(folder, [join(folder, 'scripts/generate.mjs')]);
    const program = `const { bundleWorker } = await import('./web/scripts/worker.mjs'); await bundleWorker(${JSON.stringify(join(folder, 'web'))})`;
    run(folder, ['--input-type=module', '--eval', program]);
    return sha256(readFileSync(join(folder, 'web/public/sdk.worker.js')));
  });

function inAnotherFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-another-place-'));
  try {
    for (const name of ['package.json', 'package-lock.json', 'tsconfig.base.json', 'tsconfig.json', 'scripts', ...workspaces]) {
      cpSync(join(root, name), join(folder, name), { recursive: true, filter: (path) => !MADE.test(path) });
    }
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(cwd, args) {
  const env = { ...process.env, TZ: 'Pacific/Kiritimati', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' };
  const { status, stdout, stderr } = spawnSync(projectNode(), args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Refusal(`the build in another folder failed:\n${stdout}${stderr}`);
}

/** Our own workspaces from the folder, all others by a link to where they are installed. */
function linkPackages(folder) {
  const own = new Map(workspaces.map((place) => [JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8')).name, place]));
  const link = (name) => {
    const target = own.has(name) ? join(folder, own.get(name)) : join(root, 'node_modules', name);
    symlinkSync(target, join(folder, 'node_modules', name), 'junction');
  };
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')).filter((entry) => !entry.startsWith('.'))) {
    if (!name.startsWith('@')) link(name);
    else {
      mkdirSync(join(folder, 'node_modules', name));
      for (const part of readdirSync(join(root, 'node_modules', name))) link(`${name}/${part}`);
    }
  }
}

/** The same files by other names: packages are many and large. Copied where the other folder is on another disk. */
function linkTree(from, to) {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source, target) {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
