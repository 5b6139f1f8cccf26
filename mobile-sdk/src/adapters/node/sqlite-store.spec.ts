import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkLocalStore } from '../../testing/local-store-contract.ts';
import { sqliteStore } from './sqlite-store.ts';

const run = promisify(execFile);
const put = (...entries: [string, Uint8Array][]) => ({ put: new Map(entries) });
const modeOf = (path: string) => statSync(path).mode & 0o777;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealchart-store-'));
  path = join(folder, 'profile', 'store.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

checkLocalStore('sqlite', () => sqliteStore(path));

describe('the store in a file', () => {
  it('is there again after it was closed', async () => {
    const store = sqliteStore(path);
    await store.write(put(['a', Uint8Array.of(1)]));
    await store.close();
    const again = sqliteStore(path);
    expect(await again.read('a')).toEqual(Uint8Array.of(1));
    await again.close();
  });

  it('belongs to its owner alone', async () => {
    const store = sqliteStore(path);
    await store.write(put(['a', Uint8Array.of(1)]));
    expect(modeOf(join(folder, 'profile'))).toBe(0o700);
    for (const name of readdirSync(join(folder, 'profile'))) expect([name, modeOf(join(folder, 'profile', name))]).toEqual([name, 0o600]);
    await store.close();
    chmodSync(join(folder, 'profile'), 0o755);
    chmodSync(path, 0o644);
    await sqliteStore(path).close();
    expect([modeOf(join(folder, 'profile')), modeOf(path)]).toEqual([0o700, 0o600]);
  });

  it('keeps nothing of what was cleared', async () => {
    const store = sqliteStore(path);
    const marker = 'what nobody may find again';
    await store.write(put(['a', Buffer.from(marker)]));
    const holds = () => readdirSync(join(folder, 'profile')).some((name) => readFileSync(join(folder, 'profile', name)).includes(marker));
    expect(holds()).toBe(true);
    await store.clear();
    expect(holds()).toBe(false);
    await store.close();
    expect(holds()).toBe(false);
  });

  it('refuses a file that is none of its own', () => {
    writeFileSync(join(folder, 'other.db'), 'not a database '.repeat(100));
    expect(() => sqliteStore(join(folder, 'other.db'))).toThrow(expect.objectContaining({ code: 'E_STORE' }));
    expect(() => sqliteStore(join(folder, 'other.db', 'store.db'))).toThrow(expect.objectContaining({ code: 'E_STORE' }));
  });

  it('refuses a file that was damaged', async () => {
    const store = sqliteStore(path);
    await store.write({ put: new Map(Array.from({ length: 200 }, (_, i) => [`entry/${i}`, new Uint8Array(500).fill(i)])) });
    await store.close();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x55, 4096));
    const damaged = async () => {
      const again = sqliteStore(path);
      try {
        await again.readAll('');
      } finally {
        await again.close();
      }
    };
    await expect(damaged()).rejects.toMatchObject({ code: 'E_STORE' });
  });

  it('refuses what no longer fits on the disk, and keeps what was there', async () => {
    // A limit on the size of files stands in for the end of the disk.
    const { stdout } = await runScript(
      `
      await store.write({ put: new Map([['a', Uint8Array.of(1)]]) });
      const large = { put: new Map([['a', Uint8Array.of(2)], ['b', new Uint8Array(20_000_000)]]) };
      const code = await store.write(large).then(() => 'written', (error) => error.code);
      console.log(code, Array.from((await store.readAll('')).entries(), ([key, value]) => key + '=' + value).join());
    `,
      { fileBlocks: 4096 },
    );
    expect(stdout.trim()).toBe('E_STORE a=1');
    const store = sqliteStore(path);
    expect(Array.from(await store.readAll(''))).toEqual([['a', Uint8Array.of(1)]]);
    await store.close();
  });

  it('is E_STORE for every act once closed', async () => {
    const store = sqliteStore(path);
    await store.close();
    const refused = { code: 'E_STORE' };
    await expect(store.read('a')).rejects.toMatchObject(refused);
    await expect(store.readAll('')).rejects.toMatchObject(refused);
    await expect(store.write(put(['a', Uint8Array.of(1)]))).rejects.toMatchObject(refused);
    await expect(store.clear()).rejects.toMatchObject(refused);
  });

  it('serves two processes at once: no write is lost, none is seen by half', async () => {
    const script = `
      for (let i = 0; i < 100; i += 1) {
        const value = new Uint8Array(2000).fill(i);
        await store.write({ put: new Map([['shared/a', value], ['shared/b', value], [name + '/' + i, value]]) });
        const seen = await store.readAll('shared/');
        if (Buffer.compare(seen.get('shared/a'), seen.get('shared/b')) !== 0) throw new Error('half a write');
      }
    `;
    await Promise.all([runScript(script, { name: 'one' }), runScript(script, { name: 'two' })]);
    const store = sqliteStore(path);
    expect((await store.readAll('one/')).size).toBe(100);
    expect((await store.readAll('two/')).size).toBe(100);
    await store.close();
  });

  it('lets one of two processes act at a time, and each of them come in turn', async () => {
    // Reads, waits and writes back: what another one wrote in between would be lost.
    const script = `
      const { setTimeout: sleep } = await import('node:timers/promises');
      await store.write({ put: new Map([['ready/' + name, Uint8Array.of(1)]]) });
      while ((await store.readAll('ready/')).size < 2) await sleep(5);
      for (let i = 0; i < 25; i += 1) {
        await store.exclusive(async () => {
          const [order = new Uint8Array()] = [await store.read('order')];
          await sleep(2);
          await store.write({ put: new Map([['order', Uint8Array.of(...order, Number(name))]]) });
        });
      }
    `;
    await Promise.all([runScript(script, { name: '1' }), runScript(script, { name: '2' })]);
    const store = sqliteStore(path);
    const order = Array.from((await store.read('order')) ?? []);
    expect(order.filter((name) => name === 1)).toHaveLength(25);
    expect(order.filter((name) => name === 2)).toHaveLength(25);
    // Whoever waits comes next: nobody has it to the end while the other one asks for it. On a busy machine one of them may sleep for a while.
    const changes = order.filter((name, i) => i > 0 && name !== order[i - 1]).length;
    expect(changes).toBeGreaterThan(5);
    await store.close();
  });

  it('is E_BUSY while another connection has it, and leaves files that only the owner reads', async () => {
    const [one, two] = [sqliteStore(path), sqliteStore(path)];
    const holding = Promise.withResolvers<void>();
    const held = one.exclusive(() => holding.promise);
    await expect(two.exclusive(async () => 'two', { patienceMs: 50 })).rejects.toMatchObject({ code: 'E_BUSY' });
    holding.resolve();
    await held;
    expect(await two.exclusive(async () => 'two', { patienceMs: 50 })).toBe('two');
    for (const file of ['-turn', '-next']) expect(statSync(path + file)).toMatchObject({ size: 0, mode: 0o100600 });
    await one.close();
    await two.close();
  });

  it('is free again when the process that had it was killed', async () => {
    const script = `await store.exclusive(async () => process.kill(process.pid, 'SIGKILL'));`;
    await expect(runScript(script)).rejects.toMatchObject({ signal: 'SIGKILL' });
    const store = sqliteStore(path);
    expect(await store.exclusive(async () => 'free', { patienceMs: 0 })).toBe('free');
    await store.close();
  });

  it('survives a process that is killed while it writes', async () => {
    const script = `
      for (let i = 0; ; i += 1) {
        await store.write({ put: new Map([['pair/a', new Uint8Array(50_000).fill(i)], ['pair/b', new Uint8Array(50_000).fill(i)]]) });
        if (i === 20) process.kill(process.pid, 'SIGKILL');
      }
    `;
    await expect(runScript(script)).rejects.toMatchObject({ signal: 'SIGKILL' });
    const store = sqliteStore(path);
    expect(Array.from((await store.read('pair/a')) ?? [])).toEqual(Array.from({ length: 50_000 }, () => 20));
    expect(await store.read('pair/b')).toEqual(await store.read('pair/a'));
    await store.close();
  });
});

/** Runs a script in a process of its own, with `store` open on the same file and `name` at hand. */
function runScript(body: string, { name = '', fileBlocks }: { name?: string; fileBlocks?: number } = {}) {
  const module = new URL('./sqlite-store.ts', import.meta.url).href;
  const script = `
    const { sqliteStore } = await import(${JSON.stringify(module)});
    const [path, name] = process.argv.slice(1);
    const store = sqliteStore(path);
    ${body}
    await store.close();
  `;
  const command = [process.execPath, '--conditions=source', '--input-type=module', '--eval', script, '--', path, name];
  const limit = fileBlocks === undefined ? '' : `ulimit -f ${fileBlocks}; `;
  return run('sh', ['-c', `${limit}exec "$@"`, 'sh', ...command]);
}
