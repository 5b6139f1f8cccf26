import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A mongod of a suite's own that fails where it is told. */
export interface FailingMongod {
  readonly uri: string;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

interface MongodScripts {
  readonly startTemporaryMongod: (options: {
    prefix: string;
    say: (line: string) => void;
    testCommands: boolean;
  }) => Promise<FailingMongod>;
}

/** A fail point belongs to a whole mongod: in that of the test run, another suite could set it anew in the midst of a test. */
export async function failingMongod(): Promise<FailingMongod> {
  const script = join(import.meta.dirname, '../../../scripts/mongod.mjs');
  const { startTemporaryMongod } = (await import(pathToFileURL(script).href)) as MongodScripts;
  return startTemporaryMongod({ prefix: 'sealchart-failing-mongod-', say: () => undefined, testCommands: true });
}
