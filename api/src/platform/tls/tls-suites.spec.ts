import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestCertificate } from '../../testing/test-certificate.ts';
import { makeTestCertificate } from '../../testing/test-certificate.ts';
import { TlsServer } from './tls-server.ts';

const answer = (_: unknown, response: { end(): unknown }): void => void response.end();

/** A key that could also carry the key exchange itself: one for ECDSA alone would refuse that whatever the list says. */
let certificate: TestCertificate;
let server: TlsServer;
let port: number;
beforeAll(async () => {
  certificate = await makeTestCertificate({ isRsa: true });
  server = new TlsServer({ ...certificate, leaf: new X509Certificate(certificate.cert) }, answer, { plain: answer });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Protocol and suite that a client with these settings gets, or the code of the refusal. */
async function agreed(settings: ConnectionOptions): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: certificate.cert, ...settings });
  try {
    await once(socket, 'secureConnect');
    return `${socket.getProtocol()} ${socket.getCipher().name}`;
  } catch (error) {
    return String((error as { code?: unknown }).code);
  } finally {
    socket.destroy();
  }
}
/** The same for a client that speaks no more than TLS 1.2. */
const agreedAt12 = (ciphers: string): Promise<string> => agreed({ maxVersion: 'TLSv1.2', ciphers });

const FORWARD_SECRET = ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-CHACHA20-POLY1305'];
const TLS_13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];

describe('a server with TLS', () => {
  it.each(FORWARD_SECRET)('speaks TLS 1.2 with %s', async (suite) => {
    expect(await agreedAt12(suite)).toBe(`TLSv1.2 ${suite}`);
  });

  it.each(TLS_13)('speaks TLS 1.3 with %s', async (suite) => {
    expect(await agreed({ minVersion: 'TLSv1.3', ciphers: suite })).toBe(`TLSv1.3 ${suite}`);
  });

  it.each([
    ['without forward secrecy', 'AES128-GCM-SHA256'],
    ['without forward secrecy', 'AES256-GCM-SHA384'],
    ['without forward secrecy', 'AES256-SHA256'],
    ['with a mode that does not authenticate', 'ECDHE-RSA-AES128-SHA256'],
    ['with a mode that does not authenticate', 'ECDHE-RSA-AES256-SHA384'],
  ])('refuses a client that knows suites %s alone: %s', async (_, suite) => {
    expect(await agreedAt12(suite)).toMatch(/^ERR_SSL_.*HANDSHAKE_FAILURE/);
  });

  it('chooses by its own order, not by that of the client', async () => {
    expect(await agreedAt12(FORWARD_SECRET.join(':'))).toBe('TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384');
  });

  it('keeps to its suites with a new certificate', async () => {
    server.present({ ...certificate, leaf: new X509Certificate(certificate.cert) });
    expect(await agreedAt12('AES128-GCM-SHA256')).toMatch(/^ERR_SSL_.*HANDSHAKE_FAILURE/);
    expect(await agreedAt12('ECDHE-RSA-AES128-GCM-SHA256')).toBe('TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256');
  });
});
