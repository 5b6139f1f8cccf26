import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dataFolder, leftOver } from './scripts.ts';

const { openDataFolder, reasonOfFolder, requireSpace } = await dataFolder();
const { isAlive } = await leftOver();

let base: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'sealchart-data-spec-'));
  folder = join(base, 'data');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const leaveLock = (text: string) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'lock'), text);
};
const heldBy = () => (JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as { pid: number }).pid;

/** A process whose command line is `script`, as a start or a server shows it. */
async function imitate(script: string): Promise<{ pid: number; end: () => void }> {
  mkdirSync(join(base, script, '..'), { recursive: true });
  writeFileSync(join(base, script), 'console.log("up"); setInterval(() => {}, 1000);');
  const child = spawn(process.execPath, [join(base, script)], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return { pid: child.pid ?? 0, end: () => child.kill('SIGKILL') };
}

const mebibytes = (count: number) => () => ({ bavail: count, bsize: 1024 * 1024 });
const told = (code: string) => reasonOfFolder({ code, message: code }, '/data');

describe('the data folder', () => {
  it('is made, locked and released', async () => {
    const held = await openDataFolder(folder);
    expect(heldBy()).toBe(process.pid);
    held.release();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('refuses a second start while the first one runs', async () => {
    const first = await imitate('scripts/start/serve.mjs');
    leaveLock(JSON.stringify({ pid: first.pid, since: '2026-01-01T00:00:00.000Z' }));
    await expect(openDataFolder(folder)).rejects.toThrow(`Sealchart is running already on ${folder} (process ${first.pid}`);
    expect(heldBy()).toBe(first.pid);
    first.end();
  });

  it('takes over from a start that is gone', async () => {
    // A number that was given out again, to a process that is no start of ours.
    const stranger = await imitate('something/else.mjs');
    leaveLock(JSON.stringify({ pid: stranger.pid, api: stranger.pid }));
    const held = await openDataFolder(folder);
    expect(heldBy()).toBe(process.pid);
    expect(isAlive(stranger.pid)).toBe(true);
    held.release();
    stranger.end();
  });

  it('ends the server that a killed start left running', async () => {
    const server = await imitate('api/dist/main.js');
    leaveLock(JSON.stringify({ pid: 0, api: server.pid }));
    const held = await openDataFolder(folder);
    expect(isAlive(server.pid)).toBe(false);
    held.release();
  });

  it('takes over from a lock that a power cut left empty or torn', async () => {
    for (const text of ['', '{"pid":12', 'null']) {
      leaveLock(text);
      const held = await openDataFolder(folder);
      expect(heldBy()).toBe(process.pid);
      held.release();
    }
  });

  it('refuses a file where the folder should be', async () => {
    writeFileSync(folder, '');
    await expect(openDataFolder(folder)).rejects.toThrow(`${folder} is a file where the data folder should be`);
  });

  it('refuses a disk that is nearly full, and takes one that is not', () => {
    expect(() => requireSpace(folder, mebibytes(499))).toThrow('nearly full (499 MB free, 500 MB needed)');
    expect(() => requireSpace(folder, mebibytes(500))).not.toThrow();
  });

  it('tells each refusal of the file system in words', () => {
    expect(told('EACCES')).toContain('no rights to write /data');
    expect(told('EROFS')).toContain('can only be read');
    expect(told('ENOSPC')).toContain('is full');
    expect(told('EIO')).toContain('cannot be used (EIO)');
  });
});
