// Which packages run code when they are installed, and which have no digest in the lock.
import { lockedPackages } from './licences.mjs';

/**
 * A sentence for each package with an install script that `allowScripts` of the root manifest says nothing about, and for each entry of that list
 * that no package answers to.
 */
export function installScriptRefusals(manifest, lock) {
  const allowed = manifest.allowScripts ?? {};
  const scripted = installScripts(lock);
  return [
    ...scripted.filter(({ name }) => !Object.hasOwn(allowed, name)).map(({ name, version }) => `${name}@${version} has an install script`),
    ...Object.keys(allowed)
      .filter((name) => !scripted.some((found) => found.name === name))
      .map((name) => `${name} is listed and has no install script`),
  ];
}

/** Packages that run code when they are installed. */
export const installScripts = (lock) => lockedPackages(lock).filter(({ locked }) => locked.hasInstallScript === true);

/** Packages whose bytes the lock does not hold to a digest. */
export const withoutDigest = (lock) => lockedPackages(lock).filter(({ locked }) => locked.integrity === undefined);

/** A sentence for each package without digest that is more than a part for one platform, which other platforms never fetch. */
export const digestRefusals = (lock) =>
  withoutDigest(lock)
    .filter(({ locked }) => locked.optional !== true || (locked.os ?? locked.cpu) === undefined)
    .map(({ name, version }) => `${name}@${version} has no digest in the lock`);
