import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpConnection } from './http-connection.ts';
import { LoadGenerator, requestText } from './load.ts';

const LARGE = 'x'.repeat(300_000);
let server: Server;
let port: number;
const seen: { readonly client: number; readonly method: string; readonly body: string; readonly token: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const { method = '', headers, socket, url } = request;
      seen.push({ client: socket.remotePort ?? 0, method, body, token: headers.authorization ?? '' });
      if (url === '/endless') return response.write('no length');
      const text = url === '/refused' ? '{"status":"refused"}' : url === '/large' ? `{"ok":"${LARGE}"}` : '{"ok":true}';
      response.writeHead(url === '/absent' ? 404 : 200, { 'content-length': text.length });
      // In two parts, the first of which ends inside the body.
      response.write(text.slice(0, 3));
      return setImmediate(() => response.end(text.slice(3)));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a connection', () => {
  it('gives each whole answer, however it arrives', async () => {
    const connection = await HttpConnection.open(port);
    const small = await connection.send(requestText({ path: '/small', token: 'abc' }));
    const large = await connection.send(requestText({ path: '/large', body: '{"ü":1}' }));
    const absent = await connection.send(requestText({ path: '/absent' }));
    connection.close();
    expect([small.status, small.body.toString()]).toEqual([200, '{"ok":true}']);
    expect(large.body).toHaveLength(LARGE.length + '{"ok":""}'.length);
    expect(absent.status).toBe(404);
    expect(seen.slice(-3)).toMatchObject([{ method: 'GET', token: 'Bearer abc' }, { method: 'POST', body: '{"ü":1}' }, { method: 'GET' }]);
  });

  it('rejects an answer without length, and one that breaks off', async () => {
    const connection = await HttpConnection.open(port);
    await expect(connection.send(requestText({ path: '/endless' }))).rejects.toThrow('without length');
    connection.close();
    const other = await HttpConnection.open(port);
    const broken = other.send(requestText({ path: '/small' }));
    other.close();
    await expect(broken).rejects.toThrow('closed');
  });
});

const twentyOf = (mark: string): string[] => Array.from({ length: 20 }, () => requestText({ path: '/small', body: mark }));

describe('a load', () => {
  let generator: LoadGenerator;
  const apply = (path: string, expected: string) => generator.apply({ port, requests: [[requestText({ path })]], expected });
  beforeAll(() => {
    generator = new LoadGenerator();
  });
  afterAll(() => generator.close());

  it('sends every request, each list over a connection of its own', async () => {
    const from = seen.length;
    const { ms, latencies } = await generator.apply({ port, requests: [twentyOf('"a"'), twentyOf('"b"')], expected: '"ok"' });
    expect(latencies).toHaveLength(40);
    expect(Math.max(...latencies)).toBeLessThanOrEqual(ms);
    for (const mark of ['"a"', '"b"']) {
      const clients = seen.slice(from).flatMap(({ body, client }) => (body === mark ? [client] : []));
      expect([clients.length, new Set(clients).size]).toEqual([20, 1]);
    }
  });

  it('fails on a refusal, on another status and on another answer', async () => {
    await expect(apply('/refused', 'status')).rejects.toThrow('200');
    await expect(apply('/absent', 'ok')).rejects.toThrow('404');
    await expect(apply('/small', 'stored')).rejects.toThrow('200');
    await expect(apply('/small', 'ok')).resolves.toMatchObject({ ms: expect.any(Number) });
  });
});
