import { parseArgs } from 'node:util';
import { BENCHES } from './bench.ts';

/** What a run is asked to do. */
export interface Options {
  /** Names of the groups of rows. */
  readonly rows: readonly string[];
  readonly isShort: boolean;
  /** Whether a row below its target makes the run fail. */
  readonly isCheck: boolean;
}

export const USAGE = `npm run bench -- [--rows ${Object.keys(BENCHES).join(',')}] [--short] [--check]`;

/** Reads the arguments. Throws a `TypeError` with a plain sentence for anything that is not understood. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { rows: { type: 'string' }, short: { type: 'boolean' }, check: { type: 'boolean' } },
  });
  const rows = values.rows?.split(',') ?? Object.keys(BENCHES);
  const unknown = rows.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0) throw new TypeError(`there are no rows named ${unknown.join(', ')}`);
  return { rows, isShort: values.short ?? false, isCheck: values.check ?? false };
}
