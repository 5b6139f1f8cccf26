// npm run build:web:check: builds the web client once more, in another folder, from sources alone, in another time zone and language, and compares
// every byte. Says the digest when all are the same.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
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
import { buildDigest, fileDigests } from './web-digest.mjs';
import { build } from './build.mjs';
import { installMissing } from './install.mjs';
import { projectNode, root } from './project.mjs';
import { Refusal, runScript } from './refusal.mjs';
import { buildWeb, webOut } from './web.mjs';

/** What a build makes, or an earlier one left. */
const MADE = /(?:^|[/\\])(?:node_modules|out|\.next|dist|\.data)$|sdk\.worker\.js$|\.generated\.ts$/;

/** What two builds do not have alike, as sentences; the paths in order. */
export function differences(first, second) {
  const paths = [...new Set([...first.keys(), ...second.keys()])].toSorted();
  return paths.flatMap((path) => {
    if (!second.has(path)) return [`${path} is in the first build only`];
    if (!first.has(path)) return [`${path} is in the second build only`];
    return first.get(path) === second.get(path) ? [] : [`${path} differs`];
  });
}

/** Builds the client in a folder of its own and gives its files' digests. The folder is removed afterwards. */
export function buildElsewhere({ say = console.log } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-another-place-'));
  try {
    const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const name of ['package.json', 'package-lock.json', 'tsconfig.base.json', 'tsconfig.json', 'scripts', ...workspaces]) {
      cpSync(join(root, name), join(folder, name), { recursive: true, filter: (path) => !MADE.test(path) });
    }
    for (const place of ['', ...workspaces]) linkTree(join(root, place, 'node_modules'), join(folder, place, 'node_modules'));
    say('building the web client once more, in another folder');
    run(folder, ['scripts/build.mjs', 'protocol', 'mobile-sdk']);
    run(folder, ['web/scripts/build.mjs'], 'web');
    return fileDigests(join(folder, 'web/out'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder, [script, ...args], place = '') {
  const env = { ...process.env, TZ: 'Pacific/Kiritimati', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' };
  const { status, stdout } = spawnSync(projectNode(), [join(folder, script), ...args], {
    cwd: join(folder, place),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stdout.write(stdout ?? '');
  throw new Refusal(`${script} failed in the other folder; the lines above name the places`);
}

/** The same files by other names: packages are many and large. Copied where the other folder is on another disk. */
function linkTree(from, to) {
  let entries;
  try {
    entries = readdirSync(from, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  mkdirSync(to, { recursive: true });
  for (const entry of entries) {
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

/** Builds here where needed and elsewhere; gives the digest that both have. Throws a Refusal that names what differs. */
export function checkWeb({ say = console.log } = {}) {
  buildWeb({ say });
  const first = fileDigests(webOut);
  const differing = differences(first, buildElsewhere({ say }));
  if (differing.length > 0) throw new Refusal(`the two builds are not the same:\n  ${differing.join('\n  ')}`);
  return { digest: buildDigest(first), files: first.size };
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await installMissing();
    build(['protocol', 'mobile-sdk']);
    const { digest, files } = checkWeb();
    console.log(`two builds in two folders are the same: ${files} files, digest ${digest}`);
  });
}
