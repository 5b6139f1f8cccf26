import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ANSWER_BYTES } from '@sealchart/protocol';
import { fetchHttp } from './fetch-http.ts';

let server: Server;
let origin: string;
let seen: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders; body: string };
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method, url, headers } = request;
      seen = { method, url, headers, body };
      if (url === '/redirect') response.writeHead(308, { location: `${origin}/elsewhere` }).end();
      else if (url === '/hang-up') request.socket.destroy();
      else if (url === '/endless') sendEndless(response);
      else response.writeHead(url === '/missing' ? 404 : 200, { 'X-Name': 'value', 'set-cookie': 'a=b' }).end('{"grüße":1}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function sendEndless(response: NodeJS.WritableStream): void {
  const chunk = Buffer.alloc(2 ** 20, 'x');
  const more = () => {
    while (response.writable && response.write(chunk));
    if (response.writable) response.once('drain', more);
  };
  response.on('error', () => undefined);
  more();
}

const get = (path: string) => fetchHttp().send({ method: 'GET', url: origin + path, headers: {} });

describe('fetch', () => {
  it('sends what it is given and gives what comes', async () => {
    const request = { method: 'POST', url: `${origin}/v1/x?y=1`, headers: { authorization: 'Bearer t' }, body: '{"ä":1}' } as const;
    const { status, headers, body } = await fetchHttp().send(request);
    expect({ status, name: headers['x-name'], body }).toEqual({ status: 200, name: 'value', body: '{"grüße":1}' });
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/x?y=1', body: '{"ä":1}', headers: { authorization: 'Bearer t' } });
  });

  it('keeps no cookies', async () => {
    await get('/');
    await get('/');
    expect(seen.headers.cookie).toBeUndefined();
  });

  it('gives every status as an answer, and follows no redirection', async () => {
    expect((await get('/missing')).status).toBe(404);
    expect((await get('/redirect')).status).toBe(308);
    expect(seen.url).toBe('/redirect');
  });

  it('is E_NETWORK without an answer', async () => {
    await expect(get('/hang-up')).rejects.toMatchObject({ code: 'E_NETWORK' });
    await expect(fetchHttp().send({ method: 'GET', url: 'http://127.0.0.1:1/', headers: {} })).rejects.toMatchObject({ code: 'E_NETWORK' });
  });

  it(`stops reading beyond ${ANSWER_BYTES} bytes`, async () => {
    await expect(get('/endless')).rejects.toMatchObject({ code: 'E_ANSWER' });
  });
});
