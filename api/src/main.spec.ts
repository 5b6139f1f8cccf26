import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { removeEnvironment, testEnvironment } from './testing/test-server.ts';

const MAIN = resolve('api/dist/main.js');
let env: Record<string, string>;
beforeAll(async () => {
  if (!existsSync(MAIN)) throw new Error('the API is not built: run npm run build');
  env = await testEnvironment();
});
afterAll(async () => {
  await removeEnvironment(env);
});

/** The server as a process of its own, as the start script runs it. */
function start(settings: Record<string, string>, args: readonly string[] = []) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  const exited = once(child, 'close') as Promise<[number | null, string | null]>;
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const ready = new Promise<string>((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output.out += chunk.toString();
      const url = /^sealchart listening on (\S+)$/m.exec(output.out)?.[1];
      if (url !== undefined) done(url);
    });
  });
  return { child, output, exited, ready: Promise.race([ready, exited.then(() => Promise.reject(new Error(output.err)))]) };
}

/** A start that must be refused: its code and what it says. */
async function refused(settings: Record<string, string>): Promise<{ readonly code: number | null; readonly lines: string[] }> {
  const { exited, output, ready } = start(settings);
  ready.catch(() => undefined);
  const [code] = await exited;
  expect(output.out).not.toContain('listening on');
  return { code, lines: output.err.trim().split('\n') };
}

describe('the process of the server', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says where it listens, answers, and ends well by %s',
    async (signal) => {
      const { child, exited, ready, output } = start(env);
      const url = await ready;
      expect(url).toMatch(/^http:\/\/localhost:[1-9]\d*$/);
      expect((await fetch(`${url}/ready`)).status).toBe(200);
      const redirected = await fetch(`${url.replace('localhost', '127.0.0.1')}/v1/instance`, { redirect: 'manual' });
      expect([redirected.status, redirected.headers.get('location')]).toEqual([308, `${url}/v1/instance`]);
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
      expect(output.err).toBe('');
      const lines = output.out.trim().split('\n');
      expect(lines.filter((line) => !line.startsWith('{'))).toEqual([`sealchart listening on ${url}`]);
    },
    30_000,
  );

  it('names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const PORT = String((other.address() as AddressInfo).port);
    expect(await refused({ ...env, PORT })).toEqual({ code: 78, lines: [`E_CONFIG: port ${PORT} is taken; choose another with PORT=...`] });
    other.close();
  }, 30_000);

  it('names all bad settings in a line each, and no value', async () => {
    const { code, lines } = await refused({ PORT: 'marker', LOG_LEVEL: 'marker' });
    expect(code).toBe(78);
    expect(lines).toHaveLength(4);
    expect(lines.every((line) => /^E_CONFIG: [A-Z_]+: must /.test(line))).toBe(true);
    expect(lines.join()).not.toContain('marker');
  }, 30_000);

  it('does not start with a secret missing', async () => {
    const own = await testEnvironment();
    const { child, exited, ready } = start(own);
    await ready;
    child.kill('SIGTERM');
    await exited;
    await rm(join(own['SECRETS_DIR'] ?? '', 'log-key'));
    const { code, lines } = await refused(own);
    expect([code, lines.length, lines[0]]).toEqual([78, 1, expect.stringMatching(/^E_SECRETS: log-key: /)]);
    await writeFile(join(own['SECRETS_DIR'] ?? '', 'log-key'), 'changeme');
    expect((await refused(own)).lines[0]).toMatch(/^E_SECRETS: log-key: /);
    await removeEnvironment(own);
  }, 30_000);

  it('puts a new pepper in place without a database, or says why not, and starts with it', async () => {
    const own = await testEnvironment();
    const secrets = own['SECRETS_DIR'] ?? '';
    const rotate = async (): Promise<{ code: number | null; out: string; err: string }> => {
      const { exited, output, ready } = start({ SECRETS_DIR: secrets }, ['--rotate-pepper']);
      ready.catch(() => undefined);
      const [code] = await exited;
      return { code, ...output };
    };
    expect(await rotate()).toMatchObject({ code: 78, out: '', err: expect.stringMatching(/^E_SECRETS: pepper: /) });
    const serveOnce = async (): Promise<string> => {
      const { child, exited, ready, output } = start(own);
      await ready;
      child.kill('SIGTERM');
      await exited;
      return output.out;
    };
    await serveOnce();
    const { code, out, err } = await rotate();
    expect([code, err]).toEqual([0, '']);
    const former = /pepper-[0-9a-f]{16}/.exec(out)?.[0] ?? '';
    expect(await readdir(secrets)).toContain(former);
    expect(await serveOnce()).toContain(`no account needs these former peppers any more: ${former}`);
    await removeEnvironment(own);
  }, 60_000);

  it('prints its settings without what is secret in them', async () => {
    const settings = { ...env, MONGODB_ACCOUNTS_URI: 'mongodb://anna:hunter2@db.example/a', PORT: '4000' };
    const { exited, output, ready } = start(settings, ['--print-config']);
    ready.catch(() => undefined);
    expect(await exited).toEqual([0, null]);
    expect(JSON.parse(output.out)).toMatchObject({ port: 4000, accounts: { uri: 'mongodb://***@db.example/a' } });
    expect(output.out).not.toMatch(/hunter2|anna/);
  }, 30_000);
});
