// `npm start` as a person runs it: the real script in a process of its own, on a data folder of its own.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './scripts.ts';

export interface Started {
  /** Resolves with the address when the server is ready; rejects with all that was printed when it ends before. */
  readonly ready: Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
  /** What was printed up to now. */
  output(): string;
  signal(name: NodeJS.Signals): void;
}

/** Starts Sealchart on `folder`; `env` is what the person sets. */
export function startSealchart(folder: string, env: Readonly<Record<string, string>> = {}): Started {
  const { MONGODB_ACCOUNTS_URI: _accounts, MONGODB_RECORDS_URI: _records, PUBLIC_URL: _url, ...rest } = process.env;
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    env: { ...rest, DATA_DIR: folder, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
  const ready = new Promise<string>((resolve, reject) => {
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const url = /ready at (\S+)/.exec(output)?.[1];
      if (url) resolve(url);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    void ended.then(() => reject(new Error(`ended before it was ready:\n${output}`)));
  });
  // Starts that are meant to fail never ask for `ready`.
  ready.catch(() => undefined);
  return { ready, ended, output: () => output, signal: (name) => child.kill(name) };
}

/** The process numbers of a running start: of itself, of its API and of its mongod. */
export function processesOf(folder: string): { readonly start: number; readonly api: number; readonly mongod: number } {
  const lock = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as { pid: number; api: number };
  return { start: lock.pid, api: lock.api, mongod: Number(readFileSync(join(folder, 'mongod/db/mongod.lock'), 'utf8')) };
}

/** Whether a start has let go of the folder: no lock, and mongod's own one emptied, as it leaves it when it stops cleanly. */
export function isReleased(folder: string): boolean {
  const mongodLock = join(folder, 'mongod/db/mongod.lock');
  return !existsSync(join(folder, 'lock')) && (!existsSync(mongodLock) || readFileSync(mongodLock, 'utf8').trim() === '');
}
