// Installs what package-lock.json asks for, when it is not there yet.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCi } from './npm.mjs';
import { root } from './project.mjs';
import { Refusal } from './refusal.mjs';

/** Runs `npm ci` when a package of the lock is absent or of another version. Throws a Refusal that says why it failed. */
export async function installMissing({ say = console.log } = {}) {
  if (isInstalled(readJson('package-lock.json'), readJson('node_modules/.package-lock.json'))) return;
  say('installing what is missing (npm ci; about half a minute)');
  const { status, stderr } = await npmCi();
  if (status !== 0) throw new Refusal(reasonOfInstall(stderr));
}

/**
 * Whether npm's own record of what it installed (node_modules/.package-lock.json, written last) covers the lock.
 * Optional packages may be absent: they belong to other platforms.
 */
export function isInstalled(lock, record) {
  if (record === undefined) return false;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = record.packages[path];
    return found === undefined ? wanted.optional === true : found.version === wanted.version && found.resolved === wanted.resolved;
  });
}

/** What the output of a failed `npm ci` means, as a sentence. */
export function reasonOfInstall(text) {
  if (/ENOSPC/.test(text)) return 'the install failed: the disk is full; free some space and start again';
  if (/EACCES|EPERM|EROFS/.test(text)) return `the install failed: no rights to write ${join(root, 'node_modules')}`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|network/i.test(text)) {
    return 'the install failed: no network, or npm cannot reach its registry; connect and start again (nothing else is needed after the first start)';
  }
  return 'the install failed; the lines above are what npm says about it';
}

function readJson(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
