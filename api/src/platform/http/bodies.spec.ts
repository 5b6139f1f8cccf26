import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BODY_BYTES, BODY_DEPTH, BODY_VALUES, IDEMPOTENCY_HEADER, Problem, REGISTRATION_BYTES, REQUEST_BYTES } from '@sealchart/protocol';
import fc from 'fast-check';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { CLIENT_HEADERS, startTestServer } from '../../testing/test-server.ts';
import { checkShape } from './bodies.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

let server: TestServer;
let ada: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  ada = await registerAndLogIn(server);
});
afterAll(async () => {
  await server.close();
});

const json = { 'content-type': 'application/json' };
const post = (url: string, payload: string | Buffer, headers: Record<string, string> = {}, token?: string): Promise<TestAnswer> =>
  server.inject({ method: 'POST', url, payload, headers: { ...json, ...headers }, ...(token === undefined ? {} : { token }) });
const prelogin = (payload: string | Buffer, headers?: Record<string, string>) => post('/v1/auth/prelogin', payload, headers);
const filler = (octets: number): string => `{"x":"${'a'.repeat(octets)}"}`;

describe('the size of a body', () => {
  it.each([
    ['/v1/auth/prelogin', REQUEST_BYTES, 400],
    ['/v1/auth/login', REQUEST_BYTES, 400],
    ['/v1/accounts', REGISTRATION_BYTES, 400],
    // Hidden: what is not there reads no more than anything else.
    ['/v1/nothing', REQUEST_BYTES, 404],
  ])('at %s is small for those who are not logged in', async (url, limit, answer) => {
    expect((await post(url, filler(limit - 8))).status).toBe(answer);
    const { status, body } = await post(url, filler(limit));
    expect([status, Problem.parse(body).detail]).toEqual([413, `this request's body has at most ${limit} bytes`]);
  });

  it('is that of a batch only where one is sent', async () => {
    const key = { [IDEMPOTENCY_HEADER]: 'size' };
    expect((await post('/v1/elements/batch', filler(BODY_BYTES - 8), key, ada.token)).status).toBe(400);
    expect(await post('/v1/elements/batch', filler(BODY_BYTES), key, ada.token)).toMatchObject({ status: 413, body: { code: 'E_LIMIT' } });
    expect(await post('/v1/elements/read', filler(REQUEST_BYTES), {}, ada.token)).toMatchObject({ status: 413 });
  });
});

describe('a large body without session', () => {
  it('is refused before it is read', async () => {
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.app.getHttpServer().address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /v1/elements/batch HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${BODY_BYTES}\r\n\r\n{`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 401 [^]*E_UNAUTHENTICATED/);
    socket.destroy();
  });

  it('is refused with the reason, however much of it is on its way', async () => {
    const answer = await post('/v1/elements/batch', filler(BODY_BYTES / 2), { authorization: 'Bearer gone' });
    expect(answer).toMatchObject({ status: 401, body: { code: 'E_UNAUTHENTICATED' }, headers: { 'www-authenticate': 'Bearer' } });
  });
});

const nested = (depth: number, inner: string): string => `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`;
const list = (count: number): string => `[${Array.from({ length: count }, () => '",{["').join(',')}]`;

describe('the shape of a body', () => {
  const tooMuch = expect.objectContaining({ code: 'E_LIMIT' });

  it('may have so many levels, whatever its strings hold', () => {
    const texts = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', '}', ',') })),
    );
    fc.assert(
      fc.property(texts, (strings) => {
        const inner = JSON.stringify(strings.join(''));
        checkShape(nested(BODY_DEPTH, inner));
        expect(() => checkShape(nested(BODY_DEPTH + 1, inner))).toThrow(tooMuch);
      }),
    );
  });

  it('may have so many values, and strings are one each', () => {
    checkShape(list(BODY_VALUES));
    expect(() => checkShape(list(BODY_VALUES + 1))).toThrow(tooMuch);
    expect(() => checkShape('{}'.repeat(BODY_VALUES + 1))).toThrow(tooMuch);
  });

  it('says nothing about its form', () => {
    for (const text of ['', '"', '"\\', ']]]]', '{"a', '\\"\\']) expect(() => checkShape(text)).not.toThrow();
  });

  it('is looked at before the body is parsed', async () => {
    const key = { [IDEMPOTENCY_HEADER]: 'shape' };
    for (const body of [nested(1_000_000, ''), `{"items":[${'{},'.repeat(BODY_VALUES)}{}]}`]) {
      expect(await post('/v1/elements/batch', body, key, ada.token)).toMatchObject({ status: 413, body: { code: 'E_LIMIT' } });
    }
  });

  it('may be wrong in more places than can be named', async () => {
    const item = `{"keyPackets":[${Array.from({ length: 100 }, () => '{"epoch":"x"}').join(',')}]}`;
    const body = `{"items":[${Array.from({ length: 500 }, () => item).join(',')}]}`;
    expect(await post('/v1/elements/batch', body, { [IDEMPOTENCY_HEADER]: 'wrong' }, ada.token)).toMatchObject({
      status: 400,
      body: { code: 'E_REQUEST' },
    });
  });
});

describe('the length of what stands for a text', () => {
  it('need not be one that can be compared', async () => {
    const body = '{"identifier":{"length":{"valueOf":1,"toString":1}}}';
    expect(await prelogin(body)).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
  });
});

describe('the encoding of a body', () => {
  const good = '{"identifier":"ada@example.org"}';

  it.each(['application/json', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"'])('is UTF-8: %s', async (type) => {
    expect((await prelogin(good, { 'content-type': type })).status).toBe(200);
  });

  it('is nothing else', async () => {
    const refused = { status: 415, body: { code: 'E_MEDIA_TYPE' } };
    expect(await prelogin(good, { 'content-type': 'application/json; charset=utf-16' })).toMatchObject(refused);
    expect(await prelogin(gzipSync(good), { 'content-encoding': 'gzip' })).toMatchObject(refused);
    expect(await prelogin(good, { 'content-encoding': 'br' })).toMatchObject(refused);
  });

  it('is valid: bytes are not replaced', async () => {
    const bytes = Buffer.from(good.replace('ada', 'aXa'));
    bytes[bytes.indexOf('X')] = 0xff;
    expect(await prelogin(bytes)).toMatchObject({ status: 400, body: { code: 'E_REQUEST', detail: 'the body is not UTF-8' } });
  });
});

/** What the server answers to these bytes until it closes the connection, cut where a head or a body of nothing ends. */
async function say(bytes: string): Promise<string[]> {
  const { port } = server.app.getHttpServer().address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = once(socket, 'close');
  socket.write(bytes);
  await closed;
  return Buffer.concat(chunks).toString().split('\r\n\r\n');
}

const CLIENT = Object.entries(CLIENT_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
const PRELOGIN = `POST /v1/auth/prelogin HTTP/1.1\r\nhost: localhost\r\n${CLIENT.join('')}content-type: application/json\r\n`;
const CHUNKS = '1\r\n{\r\n0\r\n\r\n';
/** What would be taken for a request of its own where the end of the first one is not clear. */
const HIDDEN = 'GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n';

describe('what is no HTTP request', () => {
  it.each([
    ['nonsense', 'hello\r\n\r\n', 400, 'E_REQUEST'],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 400, 'E_REQUEST'],
    ['a length, then chunks', `${PRELOGIN}content-length: 11\r\ntransfer-encoding: chunked\r\n\r\n${CHUNKS}${HIDDEN}`, 400, 'E_REQUEST'],
    ['chunks, then a length', `${PRELOGIN}transfer-encoding: chunked\r\ncontent-length: 11\r\n\r\n${CHUNKS}${HIDDEN}`, 400, 'E_REQUEST'],
    ['headers beyond the limit', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 413, 'E_LIMIT'],
  ])('is refused as a problem, with the headers that protect it and a line in the log: %s', async (_, text, status, code) => {
    const [head = '', body = '', ...more] = await say(text);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*content-type: application/problem\\+json`));
    const problem = Problem.parse(JSON.parse(body));
    expect(problem).toMatchObject({ code, status });
    const logged = server.log.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ reqId }) => reqId === problem.requestId);
    expect(logged).toEqual([
      { level: 30, time: expect.any(Number), reqId: problem.requestId, route: 'none', status, code, msg: 'answered' },
    ]);
    expect(more).toEqual([]);
    const lines = head.split('\r\n');
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(lines).toContain(`${name}: ${value}`);
  });

  it.each([
    ['a length alone', `content-length: 2\r\n\r\n{}`],
    ['chunks alone', `transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
  ])('is not one with %s: its end is clear, and the next request is answered', async (_, rest) => {
    const [first = '', body = '', ...next] = await say(`${PRELOGIN}${rest}${HIDDEN}`);
    expect(first).toMatch(/^HTTP\/1\.1 400 /);
    expect(body).toContain('"path":"identifier"');
    expect(next.length).toBeGreaterThan(0);
    expect(body).toMatch(/HTTP\/1\.1 200 /);
  });
});
