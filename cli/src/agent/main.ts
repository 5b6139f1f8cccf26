// The agent process: `node main.js <endpoint> <idle milliseconds>`, the key as 32 raw bytes on stdin. It keeps the key
// in memory alone, says `ready` on stdout and listens until it is locked, idle for too long, or ended.
import { lstat } from 'node:fs/promises';
import process from 'node:process';
import { KeyKeeper } from './keeper.ts';
import type { AgentService } from './service.ts';
import { serveKey } from './service.ts';

const KEY_BYTES = 32;

async function readKey(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const key = new Uint8Array(Buffer.concat(chunks));
  for (const chunk of chunks) chunk.fill(0);
  if (key.length !== KEY_BYTES) throw new Error('no key was handed over');
  return key;
}

async function start(endpoint: string, idleMs: number): Promise<AgentService> {
  const keeper = new KeyKeeper({ key: await readKey(), idleMs, now: () => Date.now() });
  let own: number | undefined;
  const isFound = async (): Promise<boolean> => {
    if (process.platform === 'win32') return true;
    try {
      const { ino } = await lstat(endpoint);
      return own === undefined || ino === own;
    } catch {
      return false;
    }
  };
  const service = await serveKey({ endpoint, keeper, lookEveryMs: Math.min(5_000, Math.max(50, idleMs / 10)), isFound });
  if (process.platform !== 'win32') own = (await lstat(endpoint)).ino;
  return service;
}

process.title = 'sealchart agent';
process.umask(0o077);
const [endpoint = '', idleMs = ''] = process.argv.slice(2);
const service = await start(endpoint, Number(idleMs));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => service.end());
process.stdout.write('ready\n');
await service.ended;
process.exit(0);
