import type { Stage } from './bench.ts';

/** A stage with the one who clears it. */
export interface OpenStage extends Stage {
  /** Ends everything that was started, once. */
  close(): Promise<void>;
}

interface MongodScripts {
  readonly startTemporaryMongod: (options: {
    readonly prefix: string;
    readonly say: (line: string) => void;
  }) => Promise<{ readonly uri: string; readonly stop: () => Promise<void> }>;
}

/** What starts a real MongoDB for `npm start` and the tests does it here too; it is a script beside the workspaces. */
const SCRIPTS = new URL('../../scripts/mongod.mjs', import.meta.url);

export function openStage(isShort: boolean, say: (line: string) => void): OpenStage {
  const acts: (() => Promise<unknown>)[] = [];
  const atEnd = (act: () => Promise<unknown>): void => void acts.push(act);
  let mongo: Promise<string> | undefined;
  const startMongo = async (): Promise<string> => {
    const { startTemporaryMongod } = (await import(SCRIPTS.href)) as MongodScripts;
    const { uri, stop } = await startTemporaryMongod({ prefix: 'sealchart-bench-mongod-', say });
    atEnd(stop);
    return uri;
  };
  return {
    isShort,
    say,
    atEnd,
    mongoUri: () => (mongo ??= startMongo()),
    async close() {
      for (let act = acts.pop(); act; act = acts.pop()) await act();
    },
  };
}
