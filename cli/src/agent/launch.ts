import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import process from 'node:process';
import { SealchartError } from '@sealchart/protocol';
import type { Host } from '../host/host.ts';
import { prepareEndpoint } from './endpoint.ts';

/** Starting a Node process on a slow machine; longer means that something hangs. */
const READY_WITHIN_MS = 20_000;

// The same spelling in the source and in what is built from it.
const entry = join(import.meta.dirname, `main${extname(import.meta.filename)}`);

export interface LaunchOptions {
  readonly endpoint: string;
  readonly key: Uint8Array;
  readonly idleMs: number;
  readonly host: Host;
}

/**
 * Starts an agent that outlives this process and hands it the key through a pipe: neither its arguments nor its
 * environment hold a secret. Gives its process id. Rejects with `E_AGENT` when it does not come up.
 */
export async function launchAgent({ endpoint, key, idleMs, host }: LaunchOptions): Promise<number> {
  await prepareEndpoint(endpoint, host);
  const child = spawn(process.execPath, [entry, endpoint, String(idleMs)], {
    // It must hold neither the terminal nor the folder that this command happens to run in.
    cwd: '/',
    detached: true,
    env: { ...host.environment.childVariables },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const late = setTimeout(() => child.kill(), READY_WITHIN_MS);
  const handed = Buffer.from(key);
  try {
    // Ending at once breaks the pipe: that it ended is what counts.
    child.stdin.on('error', () => undefined);
    child.stdin.end(handed);
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => Promise.reject(new Error('it ended at once')))]);
    if (child.pid === undefined) throw new Error('it has no process id');
    return child.pid;
  } catch (cause) {
    throw new SealchartError('E_AGENT', { detail: 'the process that keeps the account unlocked did not start', cause });
  } finally {
    clearTimeout(late);
    handed.fill(0);
    child.stdin.destroy();
    child.stdout.destroy();
    child.unref();
  }
}
