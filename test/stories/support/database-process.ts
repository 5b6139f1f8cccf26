import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A mongod of its own that a story may kill: the one of the test run belongs to everybody. */
export interface DatabaseProcess {
  readonly uri: string;
  /** As a power cut would; then it starts again on the same files. Resolves when it takes writes. */
  killAndRestart(): Promise<void>;
  /** Ends it and removes its files. */
  remove(): Promise<void>;
}

interface ReplicaSet {
  readonly uri: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

interface MongodScripts {
  readonly findMongod: (options: { say: (line: string) => void }) => Promise<string>;
  readonly startReplicaSet: (options: { binary: string; folder: string; port?: number }) => Promise<ReplicaSet>;
}

export async function databaseProcess(): Promise<DatabaseProcess> {
  const script = join(import.meta.dirname, '../../../scripts/mongod.mjs');
  const { findMongod, startReplicaSet } = (await import(pathToFileURL(script).href)) as MongodScripts;
  const binary = await findMongod({ say: () => undefined });
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-story-mongod-'));
  let running = await startReplicaSet({ binary, folder });
  const { uri, port } = running;
  return {
    uri,
    async killAndRestart() {
      process.kill(running.pid, 'SIGKILL');
      await running.exited;
      running = await startReplicaSet({ binary, folder, port });
    },
    async remove() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
