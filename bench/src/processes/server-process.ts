import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A server as a process of its own, started and answering. */
export interface ServerProcess {
  readonly port: number;
  /** Milliseconds from the spawn to the first 200 on /health. */
  readonly startMs: number;
  /** Bytes of memory that the process holds now. */
  rss(): number;
  /** Ends it by its number and waits until it is gone. */
  stop(): Promise<void>;
}

/** As `npm start` runs the server. */
const FLAGS = ['--enable-source-maps'];

/** Starts a file that prints `... listening on <address>`. Rejects with what it said when it ends before. */
export async function startServerProcess(file: string, env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const start = performance.now();
  const child = spawn(process.execPath, [...FLAGS, file], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
  const address = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = / listening on (\S+)$/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const ended = exited.then((): never => {
    throw new Error(`${file} ended: ${said.join('')}`);
  });
  const url = await Promise.race([address, ended]);
  ended.catch(() => undefined);
  const answer = await fetch(`${url}/health`);
  if (answer.status !== 200) throw new Error(`${file} answered ${answer.status}`);
  const startMs = performance.now() - start;
  await answer.text();
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  return { port: Number(new URL(url).port), startMs, rss: () => rssOf(child.pid ?? 0), stop };
}

/** Milliseconds until a process that does nothing has come and gone. */
export async function emptyProcessMs(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' }), 'exit');
  return performance.now() - start;
}

const KIB = 1_024;

function rssOf(pid: number): number {
  if (process.platform === 'linux') {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib) * KIB;
  }
  return Number(spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout) * KIB;
}
