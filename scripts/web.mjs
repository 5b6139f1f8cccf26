// Builds the web client when something that it is made of changed; a later start finds it there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDigest, fileDigests } from './web-digest.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { projectNode, root } from './project.mjs';
import { Refusal, runScript } from './refusal.mjs';

/** Folder of the built client. */
export const webOut = join(root, 'web/out');
const stamp = join(webOut, '.stamp');

/** Handed out beside the pages; the page about this product leads to it. */
const NOTICES = 'third-party-notices.txt';

/** All that the client is made of. */
const SOURCES = ['web', 'mobile-sdk/src', 'protocol/src', 'package-lock.json'];
const MADE = /(?:^|[/\\])(?:node_modules|out|\.next|dist)(?:[/\\]|$)|\.spec\.tsx?$|sdk\.worker\.js$|next-env\.d\.ts$/;

/** Builds where needed; returns true when it did. Throws a Refusal. */
export function buildWeb({ say = console.log } = {}) {
  const wanted = digestOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  say('building the web client (about half a minute, once)');
  const { status, error, stdout } = spawnSync(projectNode(), [join(root, 'web/scripts/build.mjs')], {
    cwd: join(root, 'web'),
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (error || status !== 0) {
    process.stdout.write(stdout ?? '');
    throw new Refusal('the web client could not be built; the lines above name the places');
  }
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  writeFileSync(join(webOut, NOTICES), thirdPartyNotices(lock));
  writeFileSync(stamp, wanted);
  return true;
}

function digestOfSources() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(root, source);
    const files = source.includes('.json')
      ? ['']
      : readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = files
      .map((entry) => (entry === '' ? path : join(entry.parentPath, entry.name)))
      .filter((name) => !MADE.test(name.slice(root.length)));
    for (const name of names.sort()) hash.update(name.slice(root.length)).update('\0').update(readFileSync(name)).update('\0');
  }
  return hash.digest('hex');
}

if (process.argv[1] === import.meta.filename) {
  await runScript(() => {
    if (!buildWeb()) console.log('the web client is up to date');
    const files = fileDigests(webOut);
    console.log(`web/out: ${files.size} files, digest ${buildDigest(files)}`);
  });
}
