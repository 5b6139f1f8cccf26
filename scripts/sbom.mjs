// npm run sbom [file]: writes what the lock holds as a CycloneDX 1.6 list, sbom.json unless a file is named. Needs no network and no npm: the npm
// of Node 20 refuses to write one for an overridden peer dependency.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLocked } from './complete-lock.mjs';
import { readTables } from './dependencies/direct.mjs';
import { lockedPackages } from './dependencies/licences.mjs';
import { root } from './project.mjs';
import { runScript } from './refusal.mjs';

/**
 * The CycloneDX 1.6 list of a lock: our own workspaces and every package of others, each once, with package URL, licence, digest where the lock has
 * one, and what it depends on. The same lock gives the same list: serial number and time, which are optional, are left out.
 */
export function billOfMaterials(manifest, lock) {
  const own = Object.entries(lock.packages)
    .filter(([path]) => path !== '' && !path.includes('node_modules/'))
    .map(([path, locked]) => ({ ...locked, path, licence: locked.license, locked }));
  const parts = new Map();
  const leads = new Map();
  for (const entry of [...own, ...lockedPackages(lock)]) {
    const ref = refOf(entry);
    if (!parts.has(ref)) parts.set(ref, component(entry));
    leads.set(ref, new Set([...(leads.get(ref) ?? []), ...dependenciesOf(lock, entry.path)]));
  }
  const top = { ...component({ ...manifest, licence: manifest.license, locked: {} }), type: 'application' };
  leads.set(top['bom-ref'], new Set([...own.map(refOf), ...dependenciesOf(lock, '')]));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { lifecycles: [{ phase: 'pre-build' }], component: top },
    components: [...parts].toSorted(byFirst).map(([, part]) => part),
    dependencies: [...leads].toSorted(byFirst).map(([ref, to]) => ({ ref, dependsOn: [...to].toSorted() })),
  };
}

const refOf = ({ name, version }) => `${name}@${version}`;
const byFirst = ([a], [b]) => (a < b ? -1 : 1);

function component({ name, version, licence, locked }) {
  const hashes = (locked.integrity ?? '').split(' ').filter((digest) => digest !== '');
  return {
    type: 'library',
    'bom-ref': refOf({ name, version }),
    name,
    version,
    // What is for building and testing alone is `excluded`: CycloneDX has the word for parts that are named and not shipped.
    scope: locked.dev ? 'excluded' : locked.optional ? 'optional' : 'required',
    ...(hashes.length > 0 ? { hashes: hashes.map(digestOf) } : {}),
    ...(licence === undefined ? {} : { licenses: [/[ ()]/.test(licence) ? { expression: licence } : { license: { id: licence } }] }),
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  };
}

/** `sha512-<base64>` of a lock as CycloneDX writes it. */
function digestOf(integrity) {
  const border = integrity.indexOf('-');
  const content = Buffer.from(integrity.slice(border + 1), 'base64').toString('hex');
  return { alg: integrity.slice(0, border).replace('sha', 'SHA-'), content };
}

/** What the package at a path of the lock finds there of all that it asks for; optional and peer parts may be absent. */
function dependenciesOf({ packages }, path) {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = packages[path];
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies });
  return names.flatMap((name) => {
    const found = findLocked(packages, path, name);
    if (found === undefined) return [];
    const { resolved, link } = packages[found];
    const { version, name: itself } = packages[link ? resolved : found];
    return [`${itself ?? name}@${version}`];
  });
}

if (process.argv[1] === import.meta.filename) {
  await runScript(() => {
    const file = process.argv[2] ?? join(root, 'sbom.json');
    const { manifests, lock } = readTables();
    const bill = billOfMaterials(manifests[''], lock);
    writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
    console.log(`${file}: ${bill.components.length} parts`);
  });
}
