// Adds to package-lock.json the optional platform packages that the registry at hand did not carry: without them `npm ci`
// refuses the lock. Run after every `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** The entries that a lock lacks: { path: entry } for each optional dependency of an exact version that resolves to nothing. */
export function missingEntries(lock) {
  const missing = {};
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      // A range cannot be written down without the registry; the packages meant here name exact versions.
      if (/^\d/.test(version) && findLocked(lock.packages, path, name) === undefined)
        missing[`node_modules/${name}`] = platformEntry(name, version, entry);
    }
  }
  return missing;
}

/** Where Node's own lookup finds a package from a folder of the lock: a path of the lock, or undefined. */
export function findLocked(packages, path, name) {
  for (let from = path; ; from = parentOf(from)) {
    const place = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
    if (packages[place]) return place;
    if (from === '') return undefined;
  }
}

const parentOf = (path) => (path.includes('/node_modules/') ? path.slice(0, path.lastIndexOf('/node_modules/')) : '');

function platformEntry(name, version, { dev }) {
  const words = name.split(/[/-]/);
  const os = words.find((word) => systems.includes(word));
  const cpu = words.find((word) => processors.includes(word));
  return {
    version,
    ...(os ? { os: [os] } : {}),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(words.includes('musl') ? { libc: ['musl'] } : {}),
    ...(dev ? { dev: true } : {}),
    optional: true,
  };
}

if (process.argv[1] === import.meta.filename) {
  const file = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingEntries(lock);
  const ordered = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(ordered) }, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} platform packages added`);
}
