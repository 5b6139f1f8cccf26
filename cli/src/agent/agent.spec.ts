import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { prepareProfile, selectProfile } from '../profile/profile.ts';
import { testHost } from '../testing/test-host.ts';
import { AgentClient } from './client.ts';
import { endpointOf } from './endpoint.ts';
import { launchAgent } from './launch.ts';

const IDLE_MS = 60_000;
const key = Uint8Array.from({ length: 32 }, (_, i) => 200 - i);
const cleanups: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function setUp(name = 'default') {
  const host = testHost();
  const profile = selectProfile(host, name);
  await prepareProfile(profile, host);
  const client = new AgentClient(profile, host);
  const endpoint = endpointOf(profile, host);
  const launch = (idleMs = IDLE_MS) => launchAgent({ endpoint, key, idleMs, host });
  cleanups.push(
    () => host.remove(),
    () => client.lock().catch(() => undefined),
  );
  return { host, profile, client, endpoint, launch };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Sends raw bytes and gives everything that comes back. */
async function say(endpoint: string, text: string): Promise<string> {
  const socket = createConnection(endpoint);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

describe('the agent', () => {
  it('gives the key to its user until it is locked', async () => {
    const { client, launch, endpoint } = await setUp();
    await expect(client.key()).resolves.toBeUndefined();
    await expect(client.remaining()).resolves.toBeUndefined();
    const pid = await launch();
    await expect(client.key()).resolves.toEqual(key);
    expect(lstatSync(endpoint).mode & 0o777).toBe(0o600);
    expect(lstatSync(dirname(endpoint)).mode & 0o777).toBe(0o700);
    expect(await client.remaining()).toBeGreaterThan(IDLE_MS - 20_000);
    await expect(client.lock()).resolves.toBe(true);
    await gone(pid);
    await expect(client.key()).resolves.toBeUndefined();
    await expect(client.lock()).resolves.toBe(false);
    expect(existsSync(endpoint)).toBe(false);
  });

  it('ends by itself after the idle time, and a touch lengthens it', async () => {
    const { client, launch, endpoint } = await setUp();
    const pid = await launch(400);
    await client.touch();
    await expect(client.key()).resolves.toEqual(key);
    await gone(pid);
    await expect(client.key()).resolves.toBeUndefined();
    expect(existsSync(endpoint)).toBe(false);
  });

  it('holds no secret in its arguments or environment', async () => {
    const { launch } = await setUp();
    const pid = await launch();
    if (!existsSync(`/proc/${pid}`)) return;
    const shown = readFileSync(`/proc/${pid}/cmdline`, 'latin1') + readFileSync(`/proc/${pid}/environ`, 'latin1');
    for (const encoding of ['base64url', 'base64', 'hex', 'latin1'] as const)
      expect(shown).not.toContain(Buffer.from(key).toString(encoding));
    expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).toBe('');
  });

  it('is one for each profile', async () => {
    const { host, client, launch } = await setUp('one');
    await launch();
    const two = selectProfile(host, 'two');
    await prepareProfile(two, host);
    await expect(new AgentClient(two, host).key()).resolves.toBeUndefined();
    await expect(client.key()).resolves.toEqual(key);
  });

  it('takes the place of one that was killed', async () => {
    const { client, launch, endpoint } = await setUp();
    const pid = await launch();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    expect(existsSync(endpoint)).toBe(true);
    await expect(client.key()).resolves.toBeUndefined();
    await launch();
    await expect(client.key()).resolves.toEqual(key);
  });

  it('does not push a living one aside, but `start` replaces it', async () => {
    const { client, launch } = await setUp();
    const first = await launch();
    await expect(launch()).rejects.toMatchObject({ code: 'E_AGENT' });
    await expect(client.key()).resolves.toEqual(key);
    const other = new Uint8Array(32).fill(9);
    await client.start(other, IDLE_MS);
    await gone(first);
    await expect(client.key()).resolves.toEqual(other);
  });

  it('forgets when it is ended, and when its profile is removed', async () => {
    const { client, launch, profile } = await setUp();
    const pid = await launch();
    process.kill(pid, 'SIGTERM');
    await gone(pid);
    await expect(client.key()).resolves.toBeUndefined();
    const second = await launch(2_000);
    rmSync(profile.directory, { recursive: true });
    await gone(second);
    expect(isAlive(second)).toBe(false);
  });

  it.each(['{"do":"export"}\n', 'GET / HTTP/1.1\r\n\r\n', '\u0000\u0001\n', 'x'.repeat(10_000)])('says nothing to %j', async (text) => {
    const { client, launch, endpoint } = await setUp();
    await launch();
    expect(await say(endpoint, text)).toMatch(/^(?:\{"ok":false\}\n)?$/);
    await expect(client.key()).resolves.toEqual(key);
  });

  it('does not start without exactly one key', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), '/nowhere/agent.sock', '1000'], {
      input: 'short',
    });
    expect(status).not.toBe(0);
    expect(stdout.toString()).toBe('');
  });
});

describe('a client of the agent', () => {
  it('refuses a socket or folder that others could use', async () => {
    const { client, launch, endpoint } = await setUp();
    await launch();
    chmodSync(endpoint, 0o666);
    await expect(client.key()).rejects.toMatchObject({ code: 'E_AGENT' });
    chmodSync(endpoint, 0o600);
    chmodSync(dirname(endpoint), 0o755);
    await expect(client.key()).rejects.toMatchObject({ code: 'E_AGENT' });
    chmodSync(dirname(endpoint), 0o700);
    await expect(client.key()).resolves.toEqual(key);
  });

  it('refuses what belongs to another user, or is no socket', async () => {
    const { host, profile, launch, endpoint } = await setUp();
    await launch();
    await expect(new AgentClient(profile, { ...host, userId: 4_242 }).key()).rejects.toMatchObject({ code: 'E_AGENT' });
    await new AgentClient(profile, host).lock();
    writeFileSync(endpoint, 'a file', { mode: 0o600 });
    await expect(new AgentClient(profile, host).key()).rejects.toMatchObject({ code: 'E_AGENT' });
    rmSync(endpoint);
  });

  it('refuses what answers otherwise than the agent', async () => {
    const { client, endpoint } = await setUp();
    const server = createServer((peer) => peer.resume().end('hello\n'));
    server.listen(endpoint);
    await once(server, 'listening');
    chmodSync(endpoint, 0o600);
    await expect(client.key()).rejects.toMatchObject({ code: 'E_AGENT' });
    server.close();
    await once(server, 'close');
  });

  it('finds a short place for the socket of a profile that lies deep', async () => {
    const { host } = await setUp();
    const deep = { name: 'deep', directory: join(host.folder, 'd'.repeat(100), 'deep') };
    mkdirSync(deep.directory, { recursive: true, mode: 0o700 });
    const short = { ...host, temporary: mkdtempSync('/tmp/seal-') };
    cleanups.push(() => rmSync(short.temporary, { recursive: true }));
    const client = new AgentClient(deep, short);
    await client.start(key, IDLE_MS);
    await expect(client.key()).resolves.toEqual(key);
    await client.lock();
    expect(Buffer.byteLength(endpointOf(deep, short))).toBeLessThan(100);
  });

  it('outlives the process that started it', async () => {
    const { client, endpoint, host } = await setUp();
    const script = `
      import { launchAgent } from ${JSON.stringify(join(import.meta.dirname, 'launch.ts'))};
      const host = { platform: process.platform, userId: process.getuid?.(), environment: { childVariables: {} } };
      await launchAgent({ endpoint: ${JSON.stringify(endpoint)}, key: new Uint8Array(32).fill(3), idleMs: ${IDLE_MS}, host });`;
    const parent = spawn(process.execPath, ['--conditions=source', '--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: 'inherit',
    });
    const [code] = (await once(parent, 'exit')) as [number];
    expect(code).toBe(0);
    expect(host.environment.childVariables).toEqual({});
    await expect(client.key()).resolves.toEqual(new Uint8Array(32).fill(3));
  });
});
