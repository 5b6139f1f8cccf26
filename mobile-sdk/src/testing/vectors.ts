import { readFileSync } from 'node:fs';

/** A file of `protocol/vectors`, which every client in whatever language has to agree with. */
export function readVectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../protocol/vectors/${name}.json`, import.meta.url), 'utf8'));
}
