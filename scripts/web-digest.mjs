// One number for all bytes of the built client, so that two builds can be compared by eye.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** In hexadecimal. */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Each file of the export but our own stamp: Map of its path, with slashes, to its SHA-256 in hexadecimal; in the order of the paths. */
export function fileDigests(out) {
  const paths = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
    .filter((path) => path !== '.stamp');
  return new Map(
    paths
      .map((path) => [path.split(sep).join('/'), path])
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, path]) => [name, sha256(readFileSync(join(out, path)))]),
  );
}

/** SHA-256, in hexadecimal, over the lines `sha256  path` in the order of the paths: what `sha256sum` writes, hashed once more. */
export const buildDigest = (files) => sha256([...files].map(([path, digest]) => `${digest}  ${path}\n`).join(''));
