// What the workspaces ask for by name, from their manifests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../project.mjs';
import { Refusal } from '../refusal.mjs';

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** Reads what a page about dependencies is made of: { manifests: { folder: manifest }, lock, notes }. */
export function readTables() {
  const top = read('package.json');
  const manifests = { '': top, ...Object.fromEntries(top.workspaces.map((folder) => [folder, read(`${folder}/package.json`)])) };
  return { manifests, lock: read('package-lock.json'), notes: read('docs/dependencies.json') };
}

/**
 * The packages of others that workspaces name, in order: [{ name, version, licence, wantedBy, path }]. `wantedBy` are folders, `(dev)` behind those
 * that do not need it to run; `path` is where the lock has it. Throws a Refusal where a pin is not exact, two workspaces pin differently, or the
 * lock has another version.
 */
export function directDependencies({ manifests, lock }) {
  const own = new Set(Object.values(manifests).map(({ name }) => name));
  const found = new Map();
  for (const [folder, manifest] of Object.entries(manifests)) {
    for (const kind of ['dependencies', 'devDependencies']) {
      for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
        if (own.has(name)) continue;
        if (!/^\d+\.\d+\.\d+/.test(version)) throw new Refusal(`${name} is not pinned exactly in ${folder || 'the root'}: ${version}`);
        const path = lock.packages[`${folder}/node_modules/${name}`] ? `${folder}/node_modules/${name}` : `node_modules/${name}`;
        const locked = lock.packages[path];
        if (locked?.version !== version) throw new Refusal(`${name} is pinned as ${version} and locked as ${locked?.version ?? 'nothing'}`);
        const entry = found.get(name) ?? { name, version, licence: locked.license, wantedBy: [], path };
        if (entry.version !== version) throw new Refusal(`${name} is pinned as ${entry.version} and as ${version}`);
        entry.wantedBy.push(`${folder || 'root'}${kind === 'devDependencies' && folder ? ' (dev)' : ''}`);
        found.set(name, entry);
      }
    }
  }
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
