import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One vector as Project Wycheproof writes it; all bytes in hexadecimal. */
export interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly flags?: readonly string[];
  /** `acceptable`: an implementation may refuse it, and must not give another result. */
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

/** Vectors that share a key or a size. */
export interface VectorGroup {
  readonly tests: readonly Vector[];
}

/** A file of vectors. */
export interface VectorFile {
  readonly testGroups: readonly VectorGroup[];
}

/** Folder of Project Wycheproof's vectors (its `testvectors_v1`), where somebody has them: what others made is no part of this repository. */
export const WYCHEPROOF_FOLDER = process.env['SEALCHART_WYCHEPROOF'];

/** A file of Project Wycheproof. */
export function readWycheproof(folder: string, name: string): VectorFile {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as VectorFile;
}
