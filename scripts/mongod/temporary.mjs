// A mongod for one run: data in a folder of the system's temporary files, both gone when it stops.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMongod } from './binary.mjs';
import { isAlive, stopLeftMongod } from './left-over.mjs';
import { startReplicaSet } from './replica-set.mjs';

/** Starts one; `prefix` names the folders of this kind of run, `testCommands` as in `startReplicaSet`. Gives { uri, stop }. Throws a Refusal. */
export async function startTemporaryMongod({ prefix, say = console.log, testCommands = false }) {
  await sweep(prefix);
  const binary = await findMongod({ say });
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  const server = await startReplicaSet({ binary, folder, testCommands });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { uri: server.uri, stop };
}

/** A run that was killed leaves its mongod and its folder: the next run ends and removes them. */
async function sweep(prefix) {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    if (isAlive(Number(name.slice(prefix.length).split('-')[0])) || !existsSync(folder)) continue;
    await stopLeftMongod(join(folder, 'db'));
    rmSync(folder, { recursive: true, force: true });
  }
}
