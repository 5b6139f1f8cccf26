import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from './refusal.mjs';

/** The project's folder. */
export const root = dirname(import.meta.dirname);

/** The Node that Sealchart is built and tested with: the one installed with it, else this one where it is as new. */
export function projectNode() {
  const bundled = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(bundled)) return bundled;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Refusal(
    `Node 24 comes with the install, but npm was not allowed to unpack it: run "npm rebuild node" and start again (this is Node ${process.versions.node})`,
  );
}
