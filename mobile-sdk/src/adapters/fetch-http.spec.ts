import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
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
      else if (url?.startsWith('/stream')) sendStream(url, response);
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

/** What each stream does after its first words. */
function sendStream(url: string, response: ServerResponse): void {
  if (url === '/stream-without-head') return;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(Buffer.from('id: 1\n\ngr'));
  if (url === '/stream-end') response.end(Buffer.from('\u00fc\u00df'));
  if (url === '/stream-break') setImmediate(() => response.destroy());
  if (url === '/stream-cut') {
    const [first, ...rest] = Buffer.from('\u00fc');
    response.write(Buffer.of(first ?? 0), () => setImmediate(() => response.end(Buffer.from(rest))));
  }
  response.once('close', () => closed.push(url));
}
const closed: string[] = [];

const get = (path: string) => fetchHttp().send({ method: 'GET', url: origin + path, headers: {} });
const getWithin = (answerBytes: number) => fetchHttp().send({ method: 'GET', url: `${origin}/`, headers: {}, answerBytes });

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

  it('stops reading where the request says that no answer is so long', async () => {
    const { length } = Buffer.from('{"grüße":1}');
    expect((await getWithin(length)).body).toBe('{"grüße":1}');
    await expect(getWithin(length - 1)).rejects.toMatchObject({ code: 'E_ANSWER' });
  });
});

const read = async (body: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const part of body) text += part;
  return text;
};

const openWithin = (streamTimeouts: { headMs: number; silenceMs: number }, path: string) =>
  fetchHttp({ streamTimeouts }).openStream({ method: 'GET', url: origin + path, headers: { a: 'b' } });

/** What comes may take long on a busy machine; short is the patience only with what never comes. */
const open = (path: string) => openWithin({ headMs: 30_000, silenceMs: 30_000 }, path);

describe('a stream', () => {
  it('gives head and text as they come', async () => {
    const { status, headers, body } = await open('/stream-end');
    expect([status, headers['content-type'], seen.headers['a']]).toEqual([200, 'text/event-stream', 'b']);
    expect(await read(body)).toBe('id: 1\n\ngr\u00fc\u00df');
  });

  it('puts signs together that come apart', async () => {
    expect(await read((await open('/stream-cut')).body)).toBe('id: 1\n\ngr\u00fc');
  });

  it('is E_NETWORK where it breaks, where it says nothing, and where it never begins', async () => {
    await expect(read((await open('/stream-break')).body)).rejects.toMatchObject({ code: 'E_NETWORK' });
    await expect(read((await openWithin({ headMs: 30_000, silenceMs: 200 }, '/stream-silent')).body)).rejects.toMatchObject({
      code: 'E_NETWORK',
    });
    await expect(openWithin({ headMs: 200, silenceMs: 30_000 }, '/stream-without-head')).rejects.toMatchObject({ code: 'E_NETWORK' });
    await expect(fetchHttp().openStream({ method: 'GET', url: 'http://127.0.0.1:1/', headers: {} })).rejects.toMatchObject({
      code: 'E_NETWORK',
    });
  });

  it('is given up by whoever closes it, without a fault', async () => {
    const stream = await open('/stream-open');
    const parts: string[] = [];
    for await (const part of stream.body) {
      parts.push(part);
      stream.close();
    }
    expect(parts).toEqual(['id: 1\n\ngr']);
    while (!closed.includes('/stream-open')) await new Promise((resolve) => setImmediate(resolve));
  });

  it('is no stream where the server refuses or leads elsewhere', async () => {
    expect((await open('/missing')).status).toBe(404);
    expect((await open('/redirect')).status).toBe(308);
  });
});
