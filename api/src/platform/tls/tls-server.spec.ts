import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:http';
import { get as getSecure } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectSecure } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestCertificate } from '../../testing/test-certificate.ts';
import { makeTestCertificate } from '../../testing/test-certificate.ts';
import type { Certificate } from './certificate.ts';
import { TlsServer } from './tls-server.ts';

let first: TestCertificate;
let second: TestCertificate;
beforeAll(async () => {
  [first, second] = await Promise.all([makeTestCertificate(), makeTestCertificate()]);
});
const loaded = ({ cert, key }: TestCertificate): Certificate => ({ cert, key, leaf: new X509Certificate(cert) });

const open: TlsServer[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(patienceMs = 10_000): Promise<{ readonly server: TlsServer; readonly port: number }> {
  const server = new TlsServer(
    loaded(first),
    (request, response) => void request.resume().on('end', () => response.end(`secure ${request.url}`)),
    { plain: (request, response) => void response.writeHead(403, { connection: 'close' }).end(`plain ${request.url}`), patienceMs },
  ).listen(0, '127.0.0.1');
  open.push(server);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

async function answerTo(request: ReturnType<typeof get>): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, text: Buffer.concat((await response.toArray()) as Buffer[]).toString() };
}
const secure = (port: number, ca: string, path = '/') =>
  answerTo(getSecure({ host: '127.0.0.1', servername: 'localhost', port, path, ca, agent: false }));

/** What comes on a bare connection until it ends. */
async function say(port: number, parts: readonly string[]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const part of parts) {
    await new Promise((done) => socket.write(part, done));
    // One byte a segment: the next round of the event loop.
    await new Promise((done) => setImmediate(done));
  }
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

describe('a server with TLS', () => {
  it('answers over HTTPS, and clients that know its certificate believe it', async () => {
    const { port } = await serve();
    expect(await secure(port, first.cert, '/a')).toEqual({ status: 200, text: 'secure /a' });
    await expect(secure(port, second.cert)).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|SIGNATURE|UNABLE/) });
  });

  it('speaks TLS 1.2 and 1.3, and nothing older', async () => {
    const { port } = await serve();
    const protocol = async (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<unknown> => {
      const versions = { minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' };
      const socket = connectSecure({ port, host: '127.0.0.1', servername: 'localhost', ca: first.cert, ...versions });
      return once(socket, 'secureConnect').then(
        () => {
          const spoken = socket.getProtocol();
          socket.destroy();
          return spoken;
        },
        (error: { code?: string }) => error.code,
      );
    };
    expect(await protocol('TLSv1.3')).toBe('TLSv1.3');
    expect(await protocol('TLSv1.2')).toBe('TLSv1.2');
    expect(await protocol('TLSv1.1')).toMatch(/^ERR_SSL|ECONNRESET/);
  });

  it('answers plain HTTP in plain HTTP, however it arrives', async () => {
    const { port } = await serve();
    expect(await answerTo(get({ host: '127.0.0.1', port, path: '/b', agent: false }))).toEqual({ status: 403, text: 'plain /b' });
    const request = 'GET /c HTTP/1.1\r\nhost: localhost\r\n\r\n';
    expect(await say(port, [request])).toMatch(/^HTTP\/1\.1 403 [^]*plain \/c/);
    expect(await say(port, Array.from(request))).toMatch(/^HTTP\/1\.1 403 [^]*plain \/c/);
    expect(await say(port, ['POST /d HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n', 'ab'])).toMatch(/^HTTP\/1\.1 403 [^]*plain \/d/);
    expect(await say(port, ['hello\r\n\r\n'])).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('goes on after connections that break off', async () => {
    const { port } = await serve();
    for (const part of ['', '\x16', '\x16\x03\x01', 'G']) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(part);
      socket.resetAndDestroy();
    }
    expect((await secure(port, first.cert)).status).toBe(200);
  });

  it('gives a new certificate to new connections, and leaves the open ones alone', async () => {
    const { server, port } = await serve();
    const kept = connectSecure({ port, host: '127.0.0.1', servername: 'localhost', ca: first.cert });
    await once(kept, 'secureConnect');
    server.present(loaded(second));
    expect((await secure(port, second.cert)).status).toBe(200);
    await expect(secure(port, first.cert)).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|SIGNATURE|UNABLE/) });
    kept.write('GET /kept HTTP/1.1\r\nhost: localhost\r\n\r\n');
    const [answer] = (await once(kept, 'data')) as [Buffer];
    expect(answer.toString()).toContain('200 OK');
    kept.destroy();
  });
});

const silent = async (port: number, bytes: string | Buffer): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (bytes.length > 0) await new Promise((done) => socket.write(bytes, done));
  return socket;
};

/** What a client with TLS says first. */
const firstWord = (): Promise<Buffer> =>
  new Promise((done) => {
    const line = new Duplex({ read: () => undefined, write: (chunk: Buffer, _encoding, written) => (done(chunk), written()) });
    connectSecure({ socket: line, servername: 'localhost' }).on('error', () => undefined);
  });

describe('a connection that gets nowhere', () => {
  it.each([
    ['says nothing', () => ''],
    ['stops in the middle of plain HTTP', () => 'GET / HT'],
    ['stops in the middle of its first word', () => '\x16\x03\x01\x02'],
    ['does not finish its handshake', firstWord],
  ])(
    '%s, and is ended',
    async (_, word) => {
      const { server, port } = await serve(100);
      const socket = await silent(port, await word());
      await new Promise((done) => socket.resume().once('close', done));
      expect(socket.destroyed).toBe(true);
      expect((await secure(port, first.cert)).status).toBe(200);
      expect(server.listening).toBe(true);
    },
    5_000,
  );
});

describe('a connection that got somewhere', () => {
  it('is not ended with those that came after it and got nowhere', async () => {
    const { port } = await serve(200);
    const kept = connectSecure({ port, host: '127.0.0.1', servername: 'localhost', ca: first.cert });
    await once(kept, 'secureConnect');
    const socket = await silent(port, '');
    await new Promise((done) => socket.resume().once('close', done));
    kept.write('GET /kept HTTP/1.1\r\nhost: localhost\r\n\r\n');
    const [answer] = (await once(kept, 'data')) as [Buffer];
    expect(answer.toString()).toContain('200 OK');
    kept.destroy();
  }, 5_000);
});

describe('closing a server with TLS', () => {
  // By themselves both would end after ten seconds.
  it('does not wait for who never said a word', async () => {
    const { server, port } = await serve();
    const accepted = once(server, 'connection');
    const socket = await silent(port, '');
    await accepted;
    const ended = Promise.all([new Promise((done) => socket.once('close', done)), once(server, 'close')]);
    server.close();
    server.closeIdleConnections();
    await ended;
    expect([socket.destroyed, server.listening]).toEqual([true, false]);
  }, 5_000);

  it('ends handshakes with the rest', async () => {
    const { server, port } = await serve();
    const socket = await silent(port, await firstWord());
    // The server has answered, and waits for the end of the handshake.
    await once(socket, 'data');
    const ended = Promise.all([new Promise((done) => socket.once('close', done)), once(server, 'close')]);
    server.close();
    server.closeIdleConnections();
    server.closeAllConnections();
    await ended;
    expect([socket.destroyed, server.listening]).toEqual([true, false]);
  }, 5_000);
});
