import { InvalidArgumentError } from 'commander';
import { ELEMENT_VERSIONS, SealchartError } from '@sealchart/protocol';
import type { ElementVersion } from '@sealchart/sdk';

/** The number of a version, as options take it. */
export function parseVersion(text: string): number {
  const version = /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 0;
  if (version < 1 || version > ELEMENT_VERSIONS) throw new InvalidArgumentError('It is the number of a version, such as 3.');
  return version;
}

/** Two versions: `2..4`, `2 4` or `2,4`; one alone is compared with the newest. `E_USAGE`. */
export function parseVersions(words: readonly string[], newest: number): { readonly from: number; readonly to: number } {
  const numbers = words
    .join(' ')
    .split(/\.\.|,|\s+/)
    .map((part) => (/^[1-9]\d{0,5}$/.test(part) ? Number(part) : Number.NaN));
  const [from, to = newest] = numbers;
  if (from === undefined || numbers.length > 2 || numbers.some((number) => Number.isNaN(number))) {
    throw new SealchartError('E_USAGE', { detail: '--compare takes two versions, such as 2..4, or one to compare with the newest' });
  }
  return { from, to };
}

/** The content version that a version of an element shows. `E_USAGE` for one that it never had. */
export function contentVersionAt(versions: readonly ElementVersion[], version: number): number {
  const found = versions.find((known) => known.version === version);
  if (found) return found.contentVersion;
  const newest = versions[0]?.version ?? 0;
  throw new SealchartError('E_USAGE', { detail: `there is no version ${version}: they go from 1 to ${newest}` });
}
