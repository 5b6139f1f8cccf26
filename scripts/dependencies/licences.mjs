// Under which licences the packages of the lock stand, and which of them we take.

/** Taken without a word: each lets us ship the package as a part of an Apache-2.0 whole. */
const ALLOWED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0', 'ISC', 'MIT', 'Python-2.0']);

/** Other licences, each for the named packages alone and for a reason. */
export const EXCEPTIONS = [
  {
    licence: 'LGPL-3.0+',
    packages: /^openpgp$/,
    reason: 'the OpenPGP implementation, used as it is published; whoever wants to exchange it builds the client from its sources',
  },
  {
    licence: 'LGPL-3.0-or-later',
    packages: /^@img\/sharp-(?:libvips|win32|wasm32)/,
    reason: 'pictures in Next, optional; our export asks for none and ships none of it',
  },
  { licence: 'MPL-2.0', packages: /^lightningcss(-|$)/, reason: 'makes style sheets while building; nothing of it is shipped' },
  { licence: 'MPL-2.0', packages: /^axe-core$/, reason: 'looks at pages in tests; nothing of it is shipped' },
  { licence: 'CC-BY-4.0', packages: /^caniuse-lite$/, reason: 'a table of browsers, read while building' },
];

/** Packages whose manifest names no licence, as their own texts state it: `pause` in its Readme, `passport-strategy` in its LICENSE file. */
const STATED = { 'pause@0.0.1': 'MIT', 'passport-strategy@1.0.0': 'MIT' };

/** Every package of others in a lock: [{ name, version, licence, path, locked }]; the licence is undefined where nothing states one. */
export function lockedPackages(lock) {
  return Object.entries(lock.packages)
    .filter(([path, locked]) => path.includes('node_modules/') && !locked.link)
    .map(([path, locked]) => {
      const name = locked.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const { version } = locked;
      return { name, version, licence: locked.license ?? STATED[`${name}@${version}`] ?? parentLicence(lock, name, version), path, locked };
    });
}

/** A platform package without a manifest at hand is under the licence of the package of the same version that asks for it. */
function parentLicence(lock, name, version) {
  const parent = Object.values(lock.packages).find((entry) => entry.version === version && entry.optionalDependencies?.[name] === version);
  return parent?.license;
}

/** Whether we take a package under this SPDX expression. Groups within groups are not read: they are refused. */
function isTaken(name, licence) {
  const flat = licence.replace(/^\(([^()]*)\)$/, '$1');
  if (/[()]/.test(flat)) return false;
  const isTakenAlone = (id) => ALLOWED.has(id) || EXCEPTIONS.some((row) => row.licence === id && row.packages.test(name));
  return flat.split(' OR ').some((choice) => choice.split(' AND ').every(isTakenAlone));
}

/** A sentence for each package whose licence is not taken, or not stated. */
export function licenceRefusals(lock) {
  return lockedPackages(lock)
    .filter(({ name, licence }) => licence === undefined || !isTaken(name, licence))
    .map(({ name, version, licence }) => `${name}@${version}: ${licence ?? 'no licence is stated'}`);
}

/** Rows of licence and number of packages, the most first. */
export function licenceCounts(lock) {
  const counts = new Map();
  for (const { licence } of lockedPackages(lock)) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([licence, count]) => ({ licence, count }));
}
