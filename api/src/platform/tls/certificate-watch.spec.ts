import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestCertificate } from '../../testing/test-certificate.ts';
import { makeTestCertificate } from '../../testing/test-certificate.ts';
import { watchCertificate } from './certificate-watch.ts';
import { readCertificate } from './certificate.ts';
import { TlsServer } from './tls-server.ts';

let folder: string;
let server: TlsServer;
let servers: TlsServer[];
let lines: string[];
let certificates: [TestCertificate, TestCertificate, TestCertificate];
const files = () => ({ certFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') });
const put = ({ cert, key }: TestCertificate, to = folder) =>
  Promise.all([writeFile(join(to, 'tls.crt'), cert), writeFile(join(to, 'tls.key'), key)]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealchart-watch-'));
  certificates = await Promise.all([makeTestCertificate(), makeTestCertificate(), makeTestCertificate()]);
  lines = [];
  servers = [];
});
afterEach(async () => {
  for (const each of servers) {
    each.closeAllConnections();
    each.close();
  }
  await rm(folder, { recursive: true });
});

/** Milliseconds: longer than any test. */
const NEVER = 3_600_000;

const note = (line: unknown): void => void lines.push(String(line));

async function watch(everyMs = 10): Promise<() => Promise<void>> {
  const certificate = await readCertificate(files());
  server = new TlsServer(certificate, () => undefined, { plain: () => undefined }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const log = { info: note, warn: note, error: note } as Parameters<typeof watchCertificate>[0]['log'];
  return watchCertificate({ server, files: files(), certificate, host: 'localhost', log, everyMs });
}

/** The certificate that a new connection gets, as PEM. */
async function served(): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const pem = socket.getPeerX509Certificate()?.toString() ?? '';
  socket.destroy();
  return pem.trim();
}
const until = async (isDone: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isDone())) await new Promise((done) => setImmediate(done));
};
const expectServed = async ({ cert }: TestCertificate): Promise<void> => {
  await until(async () => (await served()) === cert.trim());
  expect(await served()).toBe(cert.trim());
};

describe('a certificate that is renewed', () => {
  it('is served when it is written over the former one', async () => {
    await put(certificates[0]);
    await watch();
    expect(await served()).toBe(certificates[0].cert.trim());
    await put(certificates[1]);
    await expectServed(certificates[1]);
    expect(lines).toEqual([expect.stringMatching(/^TLS: a new certificate is served, valid until \d{4}-/)]);
  });

  it('is served when it is put in place by rename, as certbot does', async () => {
    await put(certificates[0]);
    await watch();
    const aside = join(folder, 'aside');
    await mkdir(aside);
    await put(certificates[1], aside);
    await rename(join(aside, 'tls.crt'), files().certFile);
    await rename(join(aside, 'tls.key'), files().keyFile);
    await expectServed(certificates[1]);
  });

  it('is served when a link is set anew, as Kubernetes does', async () => {
    for (const [i, certificate] of [certificates[0], certificates[1]].entries()) {
      await mkdir(join(folder, `data${i}`));
      await put(certificate, join(folder, `data${i}`));
    }
    await symlink('data0', join(folder, '..data'));
    for (const name of ['tls.crt', 'tls.key']) await symlink(join('..data', name), join(folder, name));
    await watch();
    expect(await served()).toBe(certificates[0].cert.trim());
    await symlink('data1', join(folder, '..next'));
    await rename(join(folder, '..next'), join(folder, '..data'));
    await expectServed(certificates[1]);
  });

  it('is waited for while it is written', async () => {
    await put(certificates[0]);
    const look = await watch(NEVER);
    await look();
    expect(lines).toEqual([]);
    await writeFile(files().keyFile, certificates[1].key);
    await look();
    await writeFile(files().certFile, certificates[1].cert.slice(0, 100));
    await look();
    expect(await served()).toBe(certificates[0].cert.trim());
    await writeFile(files().certFile, certificates[1].cert);
    await look();
    expect(await served()).toBe(certificates[1].cert.trim());
    expect(lines).toEqual([expect.stringContaining('a new certificate is served')]);
  });

  it('does not take the place of the former one while it cannot be used, and that is told once', async () => {
    await put(certificates[0]);
    const look = await watch(NEVER);
    await writeFile(files().keyFile, certificates[1].key);
    for (let i = 0; i < 5; i += 1) await look();
    expect(lines).toEqual([
      expect.stringMatching(
        /^TLS: the files hold no certificate that can be served, the former one stays: TLS_KEY_FILE: must hold the key/,
      ),
    ]);
    expect(await served()).toBe(certificates[0].cert.trim());
    await rm(files().certFile);
    for (let i = 0; i < 5; i += 1) await look();
    expect(lines.slice(1)).toEqual([expect.stringContaining('TLS_CERT_FILE: must name a file that exists')]);
    expect(await served()).toBe(certificates[0].cert.trim());
    await put(certificates[2]);
    await look();
    expect(await served()).toBe(certificates[2].cert.trim());
    expect(lines).toHaveLength(3);
  });

  it('is told of where something about it is odd', async () => {
    await put(certificates[0]);
    const look = await watch(NEVER);
    await put(await makeTestCertificate({ host: 'elsewhere.example' }));
    await look();
    expect(lines[1]).toBe('TLS: look at the certificate: it is not made out to localhost');
  });

  it('is looked for no longer when the server is closed', async () => {
    await put(certificates[0]);
    await watch();
    const closed = once(server, 'close');
    server.close();
    await closed;
    lines = [];
    await watch();
    await put(certificates[1]);
    // By the time that a later server has seen it twice, the closed one would have, too.
    await expectServed(certificates[1]);
    await put(certificates[2]);
    await expectServed(certificates[2]);
    expect(lines).toHaveLength(2);
  });
});
