import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createApp, readConfig } from './index.ts';
import { registerAndLogIn } from './testing/test-account.ts';
import { CLIENT_HEADERS, removeEnvironment, startTestServer, testEnvironment } from './testing/test-server.ts';

const open = async (port: number): Promise<{ readonly socket: Socket; readonly text: () => string }> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const chunks: string[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { socket, text: () => chunks.join('') };
};

describe('a server that stops', () => {
  it('finishes what it accepted, closes what is idle, and takes nothing new', async () => {
    const server = await startTestServer();
    const { token, accountId } = await registerAndLogIn(server);
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.app.getHttpServer().address() as AddressInfo;
    const idle = await open(port);
    idle.socket.write('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(idle.socket, 'data');
    const busy = await open(port);
    const body = JSON.stringify({ cursor: { principal: accountId, seq: 0 } });
    const headers = {
      ...CLIENT_HEADERS,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': String(body.length),
    };
    const lines = Object.entries({ host: 'localhost', ...headers, expect: '100-continue' }).map(([name, value]) => `${name}: ${value}\r\n`);
    busy.socket.write(`POST /v1/feeds/pull HTTP/1.1\r\n${lines.join('')}\r\n`);
    await once(busy.socket, 'data');
    expect(busy.text()).toContain('100 Continue');

    const idleClosed = once(idle.socket, 'close');
    const busyClosed = once(busy.socket, 'close');
    const closed = server.close();
    await idleClosed;
    const late = connect(port, '127.0.0.1');
    await expect(once(late, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    busy.socket.write(body);
    await busyClosed;
    expect(busy.text()).toMatch(/HTTP\/1\.1 200 OK[\s\S]*{"rows":\[\],"newest":0}$/);
    await closed;
  }, 20_000);

  it('does not wait for ever', async () => {
    const server = await startTestServer({ SHUTDOWN_GRACE_SECONDS: '1' });
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.app.getHttpServer().address() as AddressInfo;
    const hanging = await open(port);
    hanging.socket.write(
      'POST /v1/auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 99\r\nexpect: 100-continue\r\n\r\n',
    );
    await once(hanging.socket, 'data');
    const ended = once(hanging.socket, 'close');
    await server.close();
    await ended;
    expect(hanging.text()).not.toContain('HTTP/1.1 200');
  }, 20_000);
});

describe('several servers on the same databases', () => {
  it('start at once as one instance', async () => {
    const env = await testEnvironment({ LOG_LEVEL: 'silent' });
    const nodes = await Promise.all([1, 2, 3].map(() => createApp(readConfig(env))));
    const answers = await Promise.all(nodes.map((node) => node.inject({ url: '/v1/instance' })));
    expect(new Set(answers.map(({ payload }) => payload)).size).toBe(1);
    await Promise.all(nodes.map((node) => node.close()));
    await removeEnvironment(env);
  });
});

describe('a server that starts again', () => {
  it('has everything it had', async () => {
    const env = await testEnvironment({ LOG_LEVEL: 'silent' });
    const first = await createApp(readConfig(env));
    const before = (await first.inject({ url: '/v1/instance' })).payload;
    await first.close();
    const second = await createApp(readConfig(env));
    expect((await second.inject({ url: '/v1/instance' })).payload).toBe(before);
    await second.close();
    await removeEnvironment(env);
  });

  it('leaves nothing open when it is refused', async () => {
    const env = await testEnvironment({ LOG_LEVEL: 'silent' });
    const first = await createApp(readConfig(env));
    await first.close();
    await expect(createApp(readConfig({ ...env, PUBLIC_URL: 'https://elsewhere.example' }))).rejects.toMatchObject({ code: 'E_CONFIG' });
    await removeEnvironment(env);
  });
});
